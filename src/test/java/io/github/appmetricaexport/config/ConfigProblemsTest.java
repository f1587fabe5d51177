package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigProblemsTest {
    @Test
    void namesAllProblemsAtOnce() {
        List<Problem> problems = TestConfig.problemsOf("""
                job.name = a/b
                mapping { event_name = action, timestamp = at }
                payload.max-rows = 0
                upload { dead-line = 1h, call-timeout = 2 }
                """, Map.of("uplaod.deadline", "1h"));
        assertThat(problems)
                .extracting(Problem::key)
                .containsExactly(
                        "-D uplaod.deadline",
                        "mapping.timestamp",
                        "upload.dead-line",
                        "job.name",
                        "mapping.application_id",
                        "mapping.event_timestamp",
                        "payload.max-rows",
                        "upload.call-timeout",
                        "work.path",
                        "mapping.profile_id",
                        "source.path",
                        "results.path");
    }

    @Test
    void theMessageHasALinePerProblem() {
        assertThat(new ConfigException(TestConfig.problemsWith("payload.max-rows = 0\nwork.path = \"a\\nb\"\nx=1")))
                .hasMessage("""
                        x: is not an option; the sections are job, source, mapping, api, payload, gate, upload, work, \
                        results, logs-api, evidence (test.conf: 7)
                        payload.max-rows = 0: must be a whole number from 1 to 100000 (test.conf: 5)""");
        assertThat(TestConfig.problemsWith("job.name = \"a\\nb\""))
                .extracting(Problem::value)
                .containsExactly("a b");
    }

    @ParameterizedTest
    @CsvSource({
        "mapping.timestamp, mapping.event_timestamp",
        "mapping.profileId, mapping.profile_id",
        "mapping.device_id, mapping.appmetrica_device_id",
        "mapping.event_nmae, mapping.event_name",
        "payload.maxRows, payload.max-rows",
        "payload.max_bytes, payload.max-bytes",
        "max-bytes, payload.max-bytes",
        "upload.max-event-age, api.max-event-age",
        "upload.when-unkown, upload.when-unknown",
        "results.pth, results.path",
        "uplod, upload",
        "resutls, results",
    })
    void offersTheOptionThatWasMeant(String unknown, String meant) {
        assertThat(TestConfig.problemsWith(unknown + " = x\n"))
                .singleElement()
                .hasToString(unknown + ": is not an option: did you mean " + meant + "? (test.conf: 5)");
    }

    @Test
    void listsTheChoicesWhereNothingIsNear() {
        assertThat(TestConfig.problemsWith("gate.ponies = 3"))
                .singleElement()
                .hasToString(
                        "gate.ponies: is not an option; gate has max-invalid-share, max-late-share, min-rows, max-deviation, max-duplicate-share, max-applications, max-bytes (test.conf: 5)");
    }

    @Test
    void aQuotedKeyWithADotIsNotTheOption() {
        assertThat(TestConfig.problemsWith("\"payload.max-rows\" = 3"))
                .extracting(Problem::key)
                .containsExactly("\"payload.max-rows\"");
    }

    @Test
    void aSectionIsNotAValue() {
        assertThat(TestConfig.problemsWith("payload = 5"))
                .singleElement()
                .hasToString("payload: is a section: write payload { … } (test.conf: 5)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mapping.post_api_key = \"not-a-real-key\"",
                "api.key = not-a-real-key",
                "api { post-api-key = not-a-real-key }",
                "api.keys { 1111 = not-a-real-key }",
                "postApiKey = not-a-real-key",
                "APPMETRICA_POST_API_KEY_1111 = not-a-real-key",
                "secrets { post_api_key = not-a-real-key }",
                "api.key-source = not-a-real-key-0123",
                "api.base-url = \"https://a.example/?post_api_key=not-a-real-key\"",
                "api.base-url = \"https://not-a-real-key@a.example\"",
                "api.base-url = \"https://user:not?a@not-a-real-key@a.example\"",
                "api { post_api_key = not-a-real-key$ }",
                "api { post_api_key = \"a\", not-a-real-key }",
                "api = not-a-real-key",
                "api = ${KEY} { key-source = env }",
                "api.ky = not-a-real-key",
            })
    void aKeyIsRefusedAndNeverShown(String line) {
        List<Problem> problems;
        try {
            ConfigLoader.parse(TestConfig.SMALLEST + line, "test.conf", Map.of(), Map.of("KEY", "not-a-real-key"));
            problems = List.of();
        } catch (ConfigException refused) {
            problems = refused.problems();
        }
        assertThat(problems).isNotEmpty();
        assertThat(problems.toString()).doesNotContain("not-a-real-key");
    }

    @Test
    void saysWhereAKeyBelongs() {
        assertThat(TestConfig.problemsOf(TestConfig.SMALLEST, Map.of("api.key", "not-a-real-key")))
                .singleElement()
                .hasToString("-D api.key: a Post API key never stands in the configuration or on the command line."
                        + " Put it into the environment as APPMETRICA_POST_API_KEY_<application>,"
                        + " into a file of api.key-directory, or into a Hadoop credential provider (see api.key-source),"
                        + " and the Logs API's token likewise (see logs-api.token-source);"
                        + " if others could read it here, replace it");
    }

    @Test
    void saysWhereATokenBelongs() {
        assertThat(TestConfig.problemsWith("logs-api { token = not-a-real-token }\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.key()).isEqualTo("logs-api.token");
                    assertThat(problem.toString())
                            .contains("the Logs API's token likewise (see logs-api.token-source)")
                            .doesNotContain("not-a-real-token");
                });
        assertThat(TestConfig.problemsWith("logs-api { token = \"not-a-real-token }\n")
                        .toString())
                .doesNotContain("not-a-real-token");
    }

    @Test
    void findsAKeyInASectionThatNobodyKnows() {
        assertThat(TestConfig.problemsWith("vault { role = x, post_api_key = not-a-real-key }"))
                .extracting(Problem::key)
                .containsExactly("vault", "vault.post_api_key");
    }

    @Test
    void aSyntaxErrorNamesItsLine() {
        assertThat(TestConfig.problemsWith("\nwork.path = s3a://lake/work\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.key()).isEqualTo("test.conf: 6");
                    assertThat(problem.remedy())
                            .startsWith("is not HOCON: Expecting")
                            .endsWith("needs double quotes");
                });
    }

    @Test
    void aSyntaxErrorDoesNotHideAnUnknownOverride() {
        assertThat(TestConfig.problemsOf("a = [", Map.of("gate.x", "1")))
                .extracting(Problem::key)
                .containsExactly("-D gate.x", "test.conf: 1");
    }

    @Test
    void anIncludeIsRefusedWhereHoconWouldDropItInSilence() {
        assertThat(TestConfig.problemsWith("include \"more.conf\"\ninclude file(\"/etc/more.conf\")\n"))
                .extracting(Problem::toString)
                .containsExactly(
                        "include = more.conf: is not supported: write all options into one file, or use -D",
                        "include = /etc/more.conf: is not supported: write all options into one file, or use -D");
    }

    @Test
    void everyMissingVariableIsNamedAndTheRestStillChecked() {
        assertThat(TestConfig.problemsWith(
                        "work.path = ${NO_WORK}\nresults.path = ${NO_RESULTS}/x\npayload.max-rows = 0\n"))
                .extracting(Problem::key)
                .containsExactlyInAnyOrder("${NO_WORK}", "${NO_RESULTS}", "payload.max-rows");
    }

    @Test
    void aCircleOfSubstitutionsIsNamed() {
        String text = "work.path = ${results.path}\nresults.path = ${work.path}\n";
        assertThat(TestConfig.problemsOf(text, Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .matches("\\$\\{(work|results)\\.path}: refers to itself in a circle \\(test.conf: [12]\\)"));
    }

    @Test
    void aLongValueIsCutInTheMessage() {
        assertThat(TestConfig.problemsWith("payload.max-rows = " + "9".repeat(500)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.value()).hasSize(201).endsWith("…"));
    }
}
