package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appmetricaexport.api.PostApiField;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @Test
    void theSmallestConfigurationHasTheDocumentedDefaults() {
        Map<String, Object> values = new HashMap<>();
        for (PostApiField field : PostApiField.values()) {
            values.put("mapping." + field.column(), "");
        }
        values.put("job.name", "offline-events");
        values.put("source.path", "/lake/dt={date}");
        values.put("source.table", "");
        values.put("source.filter", "");
        values.put("mapping.application_id", "1111");
        values.put("mapping.profile_id", "user_id");
        values.put("mapping.event_name", "action");
        values.put("mapping.event_timestamp", "at");
        values.put("api.base-url", URI.create("https://api.appmetrica.yandex.com"));
        values.put("api.accepted-answer", "Your data has been uploaded.");
        values.put("api.ambiguous-statuses", new TreeSet<>(Set.of(408, 500, 502, 504)));
        values.put("api.key-source", KeySource.ENV);
        values.put("api.key-directory", "");
        values.put("api.max-event-age", Duration.ofDays(14));
        values.put("api.event-age-margin", Duration.ofHours(1));
        values.put("api.max-clock-skew", Duration.ofHours(1));
        values.put("api.rejection-is-atomic", false);
        values.put("api.max-bisect-requests", 200);
        values.put("api.daily-event-budget", ApiOptions.NO_BUDGET);
        values.put("api.when-over-budget", WhenOverBudget.REFUSE);
        values.put("api.max-event-json-bytes", 235_520);
        values.put("payload.max-rows", 25_000);
        values.put("payload.max-bytes", 16_000_000);
        values.put("source.late-rows", WhenLate.SEND);
        values.put("source.unique-key", "");
        values.put("gate.max-invalid-share", 0.05);
        values.put("gate.max-late-share", 0.2);
        values.put("gate.min-rows", 1L);
        values.put("gate.max-deviation", ExportOptions.ANY_DEVIATION);
        values.put("gate.max-duplicate-share", 0.0);
        values.put("gate.max-applications", 1000);
        values.put("gate.max-bytes", 100_000_000_000L);
        values.put("upload.max-concurrent-requests", 8);
        values.put("upload.connect-timeout", Duration.ofSeconds(10));
        values.put("upload.call-timeout", Duration.ofMinutes(2));
        values.put("upload.deadline", Duration.ofHours(6));
        values.put("upload.max-attempts", 10);
        values.put("upload.first-back-off", Duration.ofSeconds(1));
        values.put("upload.longest-back-off", Duration.ofMinutes(2));
        values.put("upload.host-clock-skew", Duration.ofSeconds(40));
        values.put("upload.when-unknown", WhenUnknown.HOLD);
        values.put("work.path", "/work");
        values.put("work.keep-payloads", Duration.ofDays(14));
        values.put("work.lock-timeout", Duration.ofSeconds(30));
        values.put("results.path", "/results");
        values.put("results.tables", "");
        values.put("results.table-format", "");
        values.put("results.index-events", false);
        values.put("results.keep-rejects", ExportOptions.FOR_EVER);
        values.put("logs-api.base-url", "");
        values.put("logs-api.token-source", KeySource.ENV);
        values.put("logs-api.token-directory", "");
        values.put("evidence.min-share", 0.99);
        values.put("evidence.min-neighbours", 3);
        values.put("evidence.min-age", Duration.ofHours(24));
        values.put("evidence.max-missing-share", 0.01);
        values.put("evidence.marker", "");
        values.put("evidence.skip-unavailable-shards", false);
        assertThat(valuesOf(TestConfig.smallest())).isEqualTo(values);
    }

    @Test
    void theMappingHoldsTheFieldsThatHaveAnExpression() {
        assertThat(TestConfig.smallest().mapping())
                .isEqualTo(Map.of(
                        PostApiField.APPLICATION_ID, "1111",
                        PostApiField.PROFILE_ID, "user_id",
                        PostApiField.EVENT_NAME, "action",
                        PostApiField.EVENT_TIMESTAMP, "at"));
    }

    @Test
    void anExpressionMayBeAWordWordsQuotedOrANumber() {
        ExportConfig config = TestConfig.with("""
                mapping.event_name = action
                mapping.profile_id = cast(user_id as string)
                mapping.event_json = "to_json(struct(level, item))"
                mapping.mcc = 007
                """);
        assertThat(config.mapping())
                .containsEntry(PostApiField.EVENT_NAME, "action")
                .containsEntry(PostApiField.PROFILE_ID, "cast(user_id as string)")
                .containsEntry(PostApiField.EVENT_JSON, "to_json(struct(level, item))")
                .containsEntry(PostApiField.MCC, "007");
    }

    @Test
    void sizesAreDecimalBinaryOrBytes() {
        assertThat(TestConfig.with("payload.max-bytes = 16MB").value(ExportOptions.MAX_BYTES))
                .isEqualTo(16_000_000);
        assertThat(TestConfig.with("payload.max-bytes = 16 MiB").value(ExportOptions.MAX_BYTES))
                .isEqualTo(16_777_216);
        assertThat(TestConfig.with("payload.max-bytes = 1000000").value(ExportOptions.MAX_BYTES))
                .isEqualTo(1_000_000);
    }

    @Test
    void aListIsWrittenAsAListOrAsItsText() {
        assertThat(TestConfig.with("api.ambiguous-statuses = [429, 503, 429]").value(ApiOptions.AMBIGUOUS_STATUSES))
                .containsExactly(429, 503);
        assertThat(TestConfig.with("api.ambiguous-statuses = []").value(ApiOptions.AMBIGUOUS_STATUSES))
                .isEmpty();
        assertThat(TestConfig.with(ApiOptions.AMBIGUOUS_STATUSES, "[503,500]").value(ApiOptions.AMBIGUOUS_STATUSES))
                .containsExactly(500, 503);
    }

    @Test
    void anOverrideWinsOverTheFileAlsoWhereTheFileRefersToIt() {
        String text = TestConfig.SMALLEST + "results.path = ${work.path}/tables\npayload.max-rows = 5\n";
        ExportConfig config = ConfigLoader.parse(
                text, "test.conf", Map.of("work.path", "hdfs:///w", "payload.max-rows", "7"), Map.of());
        assertThat(config.value(ExportOptions.RESULTS_PATH)).isEqualTo("hdfs:///w/tables");
        assertThat(config.value(ExportOptions.MAX_ROWS)).isEqualTo(7);
    }

    @Test
    void anOverrideNeedsNoQuotes() {
        assertThat(TestConfig.with(ExportOptions.mapping(PostApiField.EVENT_JSON), "to_json(struct(a, 'b: ${c}'))")
                        .mapping())
                .containsEntry(PostApiField.EVENT_JSON, "to_json(struct(a, 'b: ${c}'))");
    }

    /** A job of that name would be another one, with an outbox of its own. */
    @Test
    void nullIsNoTextOfFourLetters() {
        assertThat(TestConfig.problemsOf(TestConfig.SMALLEST, Map.of("job.name", "null")))
                .singleElement()
                .hasToString("job.name = null: must be "
                        + ExportOptions.JOB_NAME.type().expectation() + " (-D)");
        assertThat(TestConfig.problemsWith("api.accepted-answer = null")).hasSize(1);
        assertThat(TestConfig.with("job.name = \"null\"").value(ExportOptions.JOB_NAME))
                .isEqualTo("null");
    }

    @Test
    void nullUnsetsAnOptionThatMayBeAbsent() {
        assertThat(TestConfig.with("mapping.mcc = mcc\nmapping.mcc = null").mapping())
                .doesNotContainKey(PostApiField.MCC);
        assertThat(TestConfig.with(ApiOptions.DAILY_EVENT_BUDGET, "null").value(ApiOptions.DAILY_EVENT_BUDGET))
                .isEqualTo(ApiOptions.NO_BUDGET);
        assertThat(TestConfig.with(ExportOptions.KEEP_REJECTS, "null").value(ExportOptions.KEEP_REJECTS))
                .isEqualTo(ExportOptions.FOR_EVER);
        assertThat(TestConfig.problemsOf(TestConfig.SMALLEST, Map.of("work.path", "null")))
                .extracting(Problem::key)
                .containsExactly("work.path");
    }

    @Test
    void aVariableOfTheEnvironmentTakesItsPlaceInAValue() {
        String text = TestConfig.SMALLEST + "source.path = ${LAKE}\"/dt={date}\"\njob.name = ${?JOB}\n";
        ExportConfig config = ConfigLoader.parse(text, "test.conf", Map.of(), Map.of("LAKE", "s3a://lake"));
        assertThat(config.value(ExportOptions.SOURCE_PATH)).isEqualTo("s3a://lake/dt={date}");
        assertThat(config.value(ExportOptions.JOB_NAME)).isEqualTo("offline-events");
    }

    @Test
    void onlyTheGivenEnvironmentCounts() {
        assertThat(TestConfig.problemsWith("work.path = ${PATH}\n"))
                .extracting(Problem::key)
                .containsExactly("${PATH}");
    }

    @Test
    void nobodyChangesAConfigurationThatWasChecked() {
        assertThat(TestConfig.smallest().mapping()).isUnmodifiable();
    }

    @Test
    void theProcessesOwnEnvironmentIsTheOneThatCounts() {
        ExportConfig config = ConfigLoader.parse(TestConfig.SMALLEST + "work.path = ${PATH}\n", "test.conf", Map.of());
        assertThat(config.value(ExportOptions.WORK_PATH)).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void systemPropertiesPlayNoPart() {
        System.setProperty("payload.max-rows", "17");
        System.setProperty("only.a.property", "leaked");
        try {
            ExportConfig config =
                    ConfigLoader.parse(TestConfig.SMALLEST + "job.name = ${?only.a.property}\n", "test.conf", Map.of());
            assertThat(config.value(ExportOptions.MAX_ROWS)).isEqualTo(25_000);
            assertThat(config.value(ExportOptions.JOB_NAME)).isEqualTo("offline-events");
        } finally {
            System.clearProperty("payload.max-rows");
            System.clearProperty("only.a.property");
        }
    }

    @Test
    void loadsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("export.conf"), "\uFEFF" + TestConfig.SMALLEST);
        assertThat(valuesOf(ConfigLoader.load(file, Map.of()))).isEqualTo(valuesOf(TestConfig.smallest()));
    }

    @Test
    void aFileThatCannotBeReadIsAProblemLikeAnyOther(@TempDir Path folder) throws IOException {
        Path notUtf8 = Files.write(folder.resolve("latin1.conf"), new byte[] {'a', '=', (byte) 0xE9});
        Path missing = folder.resolve("missing.conf");
        assertRefused(missing, "--config = " + missing + ": there is no such file");
        assertRefused(folder, "--config = " + folder + ": must be a file, not a folder");
        assertRefused(notUtf8, "--config = " + notUtf8 + ": the file must be UTF-8");
    }

    @Test
    void whatCrossesToExecutorsSurvivesTheWay() {
        ExportConfig config = TestConfig.with(UploadOptions.MAX_ATTEMPTS, "3");

        ExportConfig arrived = SerializationUtils.roundtrip(config);

        assertThat(valuesOf(arrived)).isEqualTo(valuesOf(config));
        assertThat(arrived.value(UploadOptions.MAX_ATTEMPTS)).isEqualTo(3);
        assertThat(ConfigFingerprint.of(arrived)).isEqualTo(ConfigFingerprint.of(config));
    }

    private static Map<String, Object> valuesOf(ExportConfig config) {
        return ExportOptions.all().stream().collect(Collectors.toMap(Option::key, config::value));
    }

    private static void assertRefused(Path file, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file, Map.of()))
                .withMessage(message);
    }
}
