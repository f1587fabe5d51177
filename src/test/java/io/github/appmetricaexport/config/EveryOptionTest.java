package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.PostApiField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One good text and the bad ones next to it for each option; an option without a row here fails the build. */
class EveryOptionTest {
    /** A good text is not the default, so that its effect shows. */
    record Row(String good, String canonical, List<String> bad) {}

    static final Map<String, Row> ROWS = rows();

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new HashMap<>();
        for (PostApiField field : PostApiField.values()) {
            rows.put("mapping." + field.column(), row("upper(other)", "upper(other)", "", "  "));
        }
        rows.put("job.name", row("a_B-9", "a_B-9", "", "../up", "a/b", "_a", ".", "a.b", "a b", "é", "x".repeat(64)));
        rows.put("source.path", row("s3a://lake/{date}", "s3a://lake/{date}", "", " "));
        rows.put(
                "source.table",
                row(
                        "lake.db.events",
                        "lake.db.events",
                        "",
                        "events",
                        "lake.db.",
                        "lake db.events",
                        "lake.db.events; DROP",
                        "lake.``",
                        "lake.db.7days"));
        rows.put("source.filter", row("dt = '{date}'", "dt = '{date}'", "", "  "));
        rows.put("api.base-url", row("http://localhost:8080", "http://localhost:8080", "", "ftp://a.example"));
        rows.put("api.accepted-answer", row("Taken in", "Taken in", "", " ", ".", " Taken", "Taken "));
        rows.put(
                "api.ambiguous-statuses",
                row(
                        "[503, 429]",
                        "[429, 503]",
                        "",
                        "429",
                        "[429",
                        "[200]",
                        "[400]",
                        "[403]",
                        "[600]",
                        "[42]",
                        "[a]",
                        "null"));
        rows.put("api.key-source", row("hadoop", "hadoop", "", "Env", "vault"));
        rows.put("api.key-directory", row("/keys", "/keys", "", " "));
        rows.put("api.max-event-age", row("7d", "PT168H", "7", "59s", "36501d", "7 dys", "-1d", "PT7D"));
        rows.put("api.event-age-margin", row("90m", "PT1H30M", "90", "-1s", "one hour", ""));
        rows.put("api.max-clock-skew", row("0s", "PT0S", "0", "-1ms", "36501d"));
        rows.put("api.rejection-is-atomic", row("true", "true", "yes", "TRUE", "1", "", "null"));
        rows.put("api.max-bisect-requests", row("0", "0", "-1", "1000001", "many", ""));
        rows.put("api.daily-event-budget", row("3250000", "3250000", "-1", "3.25e6", "3,250,000", "none", ""));
        rows.put("api.when-over-budget", row("send-what-fits", "send-what-fits", "SEND_WHAT_FITS", "wait", ""));
        rows.put("api.max-event-json-bytes", row("1024", "1024", "1B", "1000000001", "-5", "big", "null"));
        rows.put("payload.max-rows", row("100000", "100000", "0", "100001", "1.5", "1e3", "-1", "", "9".repeat(30)));
        rows.put("payload.max-bytes", row("1GB", "1000000000", "999", "1000000001", "1GiB", "16 MX", "-1"));
        rows.put("source.unique-key", row("order_id, line", "order_id, line", "", " "));
        rows.put("source.late-rows", row("warn", "warn", "WARN", "resend", ""));
        rows.put("gate.max-late-share", row("1.5", "1.5", "-0.01", "1000001", "20%", "NaN", ""));
        rows.put("gate.max-invalid-share", row("1", "1.0", "-0.01", "1.01", "5%", "NaN", "0x1p-3", "0.5f", ""));
        rows.put("gate.min-rows", row("0", "0", "-1", "1e3", "1,000", "few", "null", ""));
        rows.put("gate.max-deviation", row("0.5", "0.5", "-0.01", "1000001", "50%", "NaN", "off", ""));
        rows.put("gate.max-duplicate-share", row("0.5", "0.5", "-0.01", "1.01", "5%", "NaN", ""));
        rows.put("gate.max-applications", row("5000", "5000", "0", "100001", "many", ""));
        rows.put("gate.max-bytes", row("500GB", "500000000000", "999", "1001TB", "-1", "big", ""));
        rows.put("upload.max-concurrent-requests", row("1000", "1000", "0", "1001", "eight"));
        rows.put("upload.connect-timeout", row("1ms", "PT0.001S", "0s", "25h", "10", "10 parsecs"));
        rows.put("upload.call-timeout", row("60s", "PT1M", "0ms", "25h", "120"));
        rows.put("upload.deadline", row("1h", "PT1H", "0s", "36501d", "6"));
        rows.put("upload.max-attempts", row("1", "1", "0", "1001", "ten"));
        rows.put("upload.first-back-off", row("500ms", "PT0.5S", "0s", "25h", "1"));
        rows.put("upload.longest-back-off", row("10m", "PT10M", "0s", "25h", "120"));
        rows.put("upload.host-clock-skew", row("0s", "PT0S", "-1s", "25h", "40"));
        rows.put("upload.when-unknown", row("assume-accepted", "assume-accepted", "ASSUME_ACCEPTED", "retry", ""));
        rows.put("work.path", row("hdfs:///runs", "hdfs:///runs", "", " "));
        rows.put("work.keep-payloads", row("0s", "PT0S", "14", "-1d", "36501d"));
        rows.put("work.lock-timeout", row("2m", "PT2M", "99ms", "25h", "30"));
        rows.put("results.path", row("file:/tables", "file:/tables", "", " "));
        rows.put(
                "results.tables",
                row("lake.audit_1", "lake.audit_1", "", "lake", "lake.", ".a", "lake.a-b", "a b.c", "a.`b`"));
        rows.put("results.index-events", row("true", "true", "yes", "TRUE", ""));
        rows.put("results.keep-rejects", row("90d", "PT2160H", "90", "-1d", "36501d", "never", ""));
        rows.put("results.table-format", row("iceberg", "iceberg", "", "Iceberg", "a.b", "delta; drop"));
        rows.put("logs-api.base-url", row("http://localhost:8080", "http://localhost:8080", "", "ftp://a.example"));
        rows.put("logs-api.token-source", row("hadoop", "hadoop", "", "Env", "vault"));
        rows.put("logs-api.token-directory", row("/keys", "/keys", "", " "));
        rows.put("evidence.min-share", row("0.9", "0.9", "0.49", "1.01", "99%", ""));
        rows.put("evidence.min-neighbours", row("1", "1", "0", "1001", "three"));
        rows.put("evidence.min-age", row("0s", "PT0S", "24", "-1h", "36501d"));
        rows.put("evidence.max-missing-share", row("0", "0.0", "-0.01", "1.01", "1%", ""));
        rows.put("evidence.marker", row("$.a.row-id", "$.a.row-id", "", "row_id", "$", "$.", "$.a[0]", "$.a b"));
        rows.put("evidence.skip-unavailable-shards", row("true", "true", "yes", "TRUE", ""));
        return rows;
    }

    private static Row row(String good, String canonical, String... bad) {
        return new Row(good, canonical, List.of(bad));
    }

    static Stream<Option<?>> options() {
        return ExportOptions.all().stream();
    }

    @Test
    void everyOptionHasARowAndEveryRowAnOption() {
        assertThat(ROWS.keySet())
                .containsExactlyInAnyOrderElementsOf(options().map(Option::key).toList());
    }

    @ParameterizedTest
    @MethodSource("options")
    void aGoodTextArrivesInTheConfiguration(Option<?> option) {
        Row row = ROWS.get(option.key());
        assertThat(option.canonicalText(TestConfig.smallest())).isNotEqualTo(row.canonical());
        assertThat(option.canonicalText(withGood(option, row))).isEqualTo(row.canonical());
    }

    @ParameterizedTest
    @MethodSource("options")
    void aBadTextIsNamedWithItsKeyAndWhatWouldBeRight(Option<?> option) {
        Row row = ROWS.get(option.key());
        assertThat(row.bad()).isNotEmpty();
        for (String bad : row.bad()) {
            List<Problem> problems = TestConfig.problemsWith(option.key() + " = \"" + bad + "\"\n");
            assertThat(problems).as(option + " = " + bad).singleElement().satisfies(problem -> {
                assertThat(problem.key()).isEqualTo(option.key());
                assertThat(problem.value()).isEqualTo(bad.isBlank() ? "\"" + bad + "\"" : bad);
                assertThat(problem.remedy())
                        .isEqualTo("must be " + option.type().expectation() + " (test.conf: 5)");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void anOverrideIsReadAndJudgedLikeTheFile(Option<?> option) {
        Row row = ROWS.get(option.key());
        for (String bad :
                row.bad().stream().filter(text -> !text.equals("null")).toList()) {
            List<Problem> problems = TestConfig.problemsOf(TestConfig.SMALLEST, Map.of(option.key(), bad));
            assertThat(problems).as(option + " = " + bad).singleElement().satisfies(problem -> {
                assertThat(problem.key()).isEqualTo(option.key());
                assertThat(problem.remedy())
                        .isEqualTo("must be " + option.type().expectation() + " (-D)");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void aSectionOrAListIsNoValue(Option<?> option) {
        for (String bad : List.of("{ a = 1 }", "[1, 2]")) {
            assertThat(TestConfig.problemsWith(option.key() + " = null\n" + option.key() + " = " + bad + "\n"))
                    .singleElement()
                    .hasToString(option.key() + (option.type().isList() && bad.startsWith("[") ? " = " + bad : "")
                            + ": must be " + option.type().expectation() + " (test.conf: 6)");
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void aDefaultHoldsWhereTheOptionIsAbsent(Option<?> option) {
        option.defaultText().ifPresent(text -> {
            String absent = option.canonicalText(TestConfig.smallest());
            assertThat(option.canonicalText(TestConfig.with(option, text))).isEqualTo(absent);
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void aSentenceSaysWhatItMeans(Option<?> option) {
        assertThat(option.sentence()).matches("[A-Z].+\\.").doesNotContain("\n");
    }

    private static ExportConfig withGood(Option<?> option, Row row) {
        Map<String, String> overrides = new HashMap<>(Map.of(option.key(), row.good()));
        if (option.equals(ApiOptions.KEY_DIRECTORY)) {
            overrides.put("api.key-source", "directory");
        }
        if (option.equals(ExportOptions.SOURCE_TABLE)) {
            overrides.put("source.path", "null");
            overrides.put("source.filter", "dt = '{date}'");
        }
        if (option.equals(EvidenceOptions.TOKEN_DIRECTORY)) {
            overrides.put("logs-api.token-source", "directory");
        }
        if (option.equals(ExportOptions.RESULTS_TABLES) || option.equals(ExportOptions.RESULTS_TABLE_FORMAT)) {
            overrides.put("results.path", "null");
            overrides.putIfAbsent("results.tables", "lake.audit");
        }
        return ConfigLoader.parse(TestConfig.SMALLEST, "test.conf", overrides, Map.of());
    }
}
