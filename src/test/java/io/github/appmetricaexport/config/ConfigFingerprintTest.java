package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFingerprintTest {
    private static final ConfigFingerprint SMALLEST = ConfigFingerprint.of(TestConfig.smallest());

    @Test
    void isTheSameInEveryReleaseThatDecidesAlike() {
        assertThat(SMALLEST)
                .isEqualTo(new ConfigFingerprint(
                        "87164fcff0cc0069653e6e202961bfccfb82c588fe28642374e84cf724f1730b",
                        "7e2154ba9280a78c4c53e2bb54fdec4175ef8b031e36a3f5076e92ef8180faef",
                        "da1f478a8e702dc9d84c9c32044e34e448cc2466e6b5831121d04c971a2588de"));
    }

    /** A date that an older version froze is resumed by this one. */
    @Test
    void isTheSameInEveryReleaseWhateverIsSet() {
        ExportConfig everything = TestConfig.with("""
                job.name = a_B-9
                source { path = "s3a://lake/{date}", filter = "dt = '{date}'", late-rows = warn }
                mapping {
                  application_id = 7, profile_id = "cast(user_id as string)", appmetrica_device_id = device
                  event_name = "concat(action, '\\n\\\\')", event_timestamp = at, event_json = "to_json(struct(a, b))"
                  session_type = "'background'", mcc = 007
                }
                api { base-url = "HTTP://LOCALHOST:8080/", accepted-answer = "Taken in.", key-source = directory, key-directory = /keys }
                api { max-event-age = 7d, event-age-margin = 90m, max-clock-skew = 1500ms, rejection-is-atomic = true }
                api { ambiguous-statuses = [429], max-bisect-requests = 0, daily-event-budget = 3250000, max-event-json-bytes = 1KiB }
                api.when-over-budget = send-what-fits
                payload { max-rows = 100000, max-bytes = 1GB }
                gate { max-invalid-share = 0.125, max-late-share = 1.5, min-rows = 9, max-deviation = 0.5, max-duplicate-share = 0.25, max-applications = 5000, max-bytes = 500GB }
                upload { max-concurrent-requests = 3, connect-timeout = 1ms, call-timeout = 60s, deadline = 1h }
                upload { max-attempts = 1, first-back-off = 500ms, longest-back-off = 10m, host-clock-skew = 0s }
                upload.when-unknown = assume-accepted
                work { path = "hdfs:///runs", keep-payloads = 0s, lock-timeout = 2m }
                results { path = null, tables = lake.audit_1, table-format = iceberg, index-events = true, keep-rejects = 90d }
                logs-api { base-url = "http://localhost:9/", token-source = directory, token-directory = /tokens }
                evidence { min-share = 0.9, min-neighbours = 1, min-age = 30h, max-missing-share = 0.5, marker = "$.id" }
                evidence.skip-unavailable-shards = true
                """);
        assertThat(ConfigFingerprint.of(everything))
                .isEqualTo(new ConfigFingerprint(
                        "1328515924e49a09a37d874df205d3f0cf7332a57740931ec1cd4826eab4e14a",
                        "1cdbed382d83e61c9d4c07025e17faa4e9bda5a544c2b4a26544bd89d041cf90",
                        "f4c4b72d91032b194241c55eb136c716b36e09a567c7b5827058507a98fbefd8"));
    }

    @Test
    void doesNotDependOnHowAValueIsWritten() {
        ExportConfig other = TestConfig.with(
                "payload { max-bytes = 16000000, max-rows = \"25000\" }\napi.max-event-age = 336h\nmapping.mcc = null\n");
        assertThat(ConfigFingerprint.of(other)).isEqualTo(SMALLEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.path = /other",
                "source.filter = true",
                "source.path = null\nsource.table = lake.db.events\nsource.filter = \"dt = '{date}'\"",
                "source.unique-key = order_id",
                "mapping.event_name = other",
                "mapping.mcc = mcc",
                "payload.max-rows = 1",
                "payload.max-bytes = 1kB",
                "api.max-event-age = 7d",
                "api.event-age-margin = 2h",
                "api.max-clock-skew = 2h",
                "api.max-event-json-bytes = 1024",
            })
    void whatDecidesTheBytesChangesBoth(String line) {
        ConfigFingerprint changed = ConfigFingerprint.of(TestConfig.with(line));
        assertThat(changed.plan()).isNotEqualTo(SMALLEST.plan());
        assertThat(changed.whole()).isNotEqualTo(SMALLEST.whole());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "job.name = other",
                "api.base-url = \"http://localhost\"",
                "api.accepted-answer = Thanks",
                "api.ambiguous-statuses = [503]",
                "api.key-source = hadoop",
                "api.rejection-is-atomic = true",
                "api.daily-event-budget = 5",
                "source.late-rows = warn",
                "api.when-over-budget = send-what-fits",
                "gate.max-invalid-share = 0.06",
                "gate.max-late-share = 0.5",
                "gate.min-rows = 2",
                "gate.max-deviation = 0.5",
                "gate.max-duplicate-share = 0.5",
                "gate.max-applications = 1001",
                "gate.max-bytes = 2TB",
                "upload.max-concurrent-requests = 9",
                "upload.connect-timeout = 11s",
                "upload.call-timeout = 3m",
                "upload.deadline = 7h",
                "upload.max-attempts = 11",
                "upload.first-back-off = 2s",
                "upload.longest-back-off = 3m",
                "upload.host-clock-skew = 5s",
                "upload.when-unknown = resend",
                "work.path = /other",
                "work.keep-payloads = 1d",
                "work.lock-timeout = 31s",
                "results.path = /other",
                "results.keep-rejects = 90d",
                "logs-api.base-url = \"http://localhost\"",
                "logs-api.token-source = hadoop",
                "evidence.min-share = 0.9",
                "evidence.min-neighbours = 2",
                "evidence.min-age = 30h",
                "evidence.max-missing-share = 0.02",
                "evidence.marker = \"$.id\"",
                "evidence.skip-unavailable-shards = true",
            })
    void whatDoesNotDecideTheBytesLeavesThePlanAsItIs(String line) {
        ConfigFingerprint changed = ConfigFingerprint.of(TestConfig.with(line));
        assertThat(changed.plan()).isEqualTo(SMALLEST.plan());
        assertThat(changed.whole()).isNotEqualTo(SMALLEST.whole());
    }

    @Test
    void aLineBreakInAValueDoesNotPassForAnotherOption() {
        ExportConfig one = TestConfig.with("mapping { mcc = \"a\\nmapping.mnc=b\" }");
        ExportConfig two = TestConfig.with("mapping { mcc = a, mnc = b }");
        assertThat(ConfigFingerprint.of(one)).isNotEqualTo(ConfigFingerprint.of(two));
    }
}
