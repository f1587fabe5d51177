package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFingerprintTest {
    private static final ConfigFingerprint SMALLEST = ConfigFingerprint.of(Configurations.smallest());

    @Test
    void isTheSameInEveryReleaseThatDecidesAlike() {
        assertThat(SMALLEST)
                .isEqualTo(new ConfigFingerprint(
                        "87164fcff0cc0069653e6e202961bfccfb82c588fe28642374e84cf724f1730b",
                        "f03e43a4b4aded6c2069573ad55dc312374070c1e61f27c10651b61ac5efe638"));
    }

    @Test
    void doesNotDependOnHowAValueIsWritten() {
        ExportConfig other = Configurations.with(
                "payload { max-bytes = 16000000, max-rows = \"25000\" }\napi.max-event-age = 336h\nmapping.mcc = null\n");
        assertThat(ConfigFingerprint.of(other)).isEqualTo(SMALLEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.path = /other",
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
        ConfigFingerprint changed = ConfigFingerprint.of(Configurations.with(line));
        assertThat(changed.plan()).isNotEqualTo(SMALLEST.plan());
        assertThat(changed.whole()).isNotEqualTo(SMALLEST.whole());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "job.name = other",
                "api.base-url = \"http://localhost\"",
                "api.key-source = hadoop",
                "api.rejection-is-atomic = true",
                "api.daily-event-budget = 5",
                "gate.max-invalid-share = 0.06",
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
            })
    void whatDoesNotDecideTheBytesLeavesThePlanAsItIs(String line) {
        ConfigFingerprint changed = ConfigFingerprint.of(Configurations.with(line));
        assertThat(changed.plan()).isEqualTo(SMALLEST.plan());
        assertThat(changed.whole()).isNotEqualTo(SMALLEST.whole());
    }

    @Test
    void aLineBreakInAValueDoesNotPassForAnotherOption() {
        ExportConfig one = Configurations.with("mapping { mcc = \"a\\nmapping.mnc=b\" }");
        ExportConfig two = Configurations.with("mapping { mcc = a, mnc = b }");
        assertThat(ConfigFingerprint.of(one)).isNotEqualTo(ConfigFingerprint.of(two));
    }
}
