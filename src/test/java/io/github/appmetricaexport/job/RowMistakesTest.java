package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.source.ParquetFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one row's value does to a day: a listed reject, or where Spark cannot go on, words for whoever wrote the mapping. */
class RowMistakesTest extends SparkTest {
    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String SECRET = "somebody@example.org";

    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
        spark().conf().set("spark.sql.ansi.enabled", "false");
        spark().conf().set("spark.sql.legacy.timeParserPolicy", "CORRECTED");
        spark().conf().unset("spark.sql.legacy.parquet.nanosAsLong");
    }

    @Test
    void aTextThatIsNoTimeIsAListedRejectAndNotCalledMissing() {
        String anHourAgo = TEXT.format(Instant.now().minusSeconds(3600));
        List<Map<String, String>> events = new ArrayList<>();
        for (String time : List.of(anHourAgo, anHourAgo + ".123", "7:05:09", "yesterday")) {
            Map<String, String> event = event("1111", "user", "name");
            event.put("event_timestamp", time);
            events.add(event);
        }
        day.write(events);
        day.set("mapping.event_timestamp", "unix_timestamp(event_timestamp)");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).hasSize(1);
        assertThat(day.table("rejects"))
                .hasSize(3)
                .allSatisfy(reject -> assertThat(reject.<String>getList(reject.fieldIndex("reasons")))
                        .containsExactly("event_timestamp: missing, or not readable as a time"));
    }

    /** The zero time of Go and .NET; 2440588 is the Julian day of 1970. */
    @Test
    void theYearOneIsTooOldInWhicheverFormOtherToolsWriteIt() throws IOException {
        long yearOne = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        Map<String, Consumer<Group>> forms = Map.of(
                "required int64 at (TIMESTAMP(MICROS,true));", row -> row.add("at", yearOne * 1_000_000),
                "required int64 at (TIMESTAMP(MILLIS,true));", row -> row.add("at", yearOne * 1_000),
                "required int32 at (DATE);", row -> row.add("at", (int) (yearOne / 86_400)),
                "required int96 at;", row -> row.add("at", new NanoTime((int) (yearOne / 86_400 + 2_440_588), 0)));
        for (Map.Entry<String, Consumer<Group>> form : forms.entrySet()) {
            writeTime(form.getKey(), form.getValue());
            day.set("mapping.event_timestamp", "at");

            assertThat(day.export()).as(form.getKey()).isEqualTo(RunOutcome.COMPLETE);

            assertThat(day.table("rejects"))
                    .singleElement()
                    .satisfies(reject -> assertThat(reject.<String>getList(reject.fieldIndex("reasons")))
                            .containsExactly("event_timestamp: older than the API takes"));
            close();
            folder = folder.resolve("next");
            open();
        }
    }

    /** As the manual has it; Spark's reader has no type for them. */
    @Test
    void nanosecondsAreReadAsANumberOfThem() throws IOException {
        long anHourAgo = Instant.now().getEpochSecond() - 3600;
        writeTime(
                "required int64 at (TIMESTAMP(NANOS,true));",
                row -> row.add("at", anHourAgo * 1_000_000_000 + 999_999_999));
        day.set("mapping.event_timestamp", "at div 1000000000");
        spark().conf().set("spark.sql.legacy.parquet.nanosAsLong", "true");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger())
                .singleElement()
                .satisfies(event -> assertThat(event).containsEntry("event_timestamp", Long.toString(anHourAgo)));
    }

    private void writeTime(String column, Consumer<Group> time) throws IOException {
        ParquetFiles.write(
                day.source().resolve("part-0.parquet"),
                "required binary id (UTF8); " + column,
                1,
                (row, i) -> time.accept(row.append("id", "user")));
        Day.COLUMNS.forEach(field -> day.set("mapping." + field, "null"));
        day.set("mapping.application_id", "1111");
        day.set("mapping.profile_id", "id");
        day.set("mapping.event_name", "'name'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event_json    | str_to_map(concat('x=1&x=2&', event_name), '&', '=') | DUPLICATED_MAP_KEY"
                        + " | --conf spark.sql.mapKeyDedupPolicy=LAST_WIN",
                "event_json    | map_from_arrays(array(device_model, event_name), array(1, 2)) | NULL_MAP_KEY | filter(…)",
                "event_json    | from_json(event_name, 'a int', map('mode', 'FAILFAST')) | MALFORMED_RECORD_IN_PARSING"
                        + " | leave 'mode', 'FAILFAST' out",
                "device_model  | cast(raise_error(event_name) as string)                    | | gives NULL for such a row",
                "device_model  | cast(assert_true(event_name = 'x', event_name) as string) | | gives NULL for such a row",
                "device_model  | element_at(split(event_name, '@'), length(event_name) - 20) | INVALID_INDEX_OF_ZERO"
                        + " | element_at counts from 1",
                "device_model  | to_number(event_name, '999')                | INVALID_FORMAT | try_to_number",
                "device_model  | regexp_extract(event_name, concat('(', event_name), 0) | | gives NULL for such a row",
                "device_model  | date_format(timestamp_seconds(cast(event_timestamp as bigint)), event_name) | | gives NULL for such a row",
                "device_model  | from_utc_timestamp(timestamp_seconds(cast(event_timestamp as bigint)), event_name) | |"
                        + " gives NULL for such a row",
                "device_model  | url_decode(concat('%', event_name)) | | gives NULL for such a row",
                "device_model  | decode(to_binary(event_name), 'utf-8') | CONVERSION_INVALID_INPUT | try_to_binary",
                "operator_name | cast(sequence(1, 2, length(event_name) - 20)[0] as string) | |"
                        + " gives NULL for such a row"
            })
    void anExpressionThatEndsTheRunIsNamedWithARemedyAndWithoutTheRow(
            String field, String expression, String name, String remedy) {
        day.write(List.of(event("1111", "user", SECRET)));
        day.set("mapping." + field, expression);

        ConfigException failure = catchThrowableOfType(ConfigException.class, day::export);

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("mapping." + field);
            assertThat(problem.value()).isEqualTo(expression);
            assertThat(problem.remedy()).contains("Spark cannot go on at a row of this day", remedy);
            assertThat(problem.remedy()).contains(name == null ? "" : "(" + name);
        });
        assertThat(failure.getMessage() + day.said()).doesNotContain(SECRET);
        assertThat(day.requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cast(event_name as int)                           | CAST_INVALID_INPUT | try_cast",
                "cast(event_timestamp as int) div (length(event_name) - 20) | DIVIDE_BY_ZERO | try_divide",
                "2147483647 + length(event_name)                   | ARITHMETIC_OVERFLOW | try_add",
                "length(split(event_name, '@')[7])                 | INVALID_ARRAY_INDEX | get(…)",
                "int(cast(event_timestamp as bigint) * 100)        | CAST_OVERFLOW | try_cast",
            })
    void underAnsiModeTheFunctionThatGivesNullIsNamed(String expression, String name, String remedy) {
        day.write(List.of(event("1111", "user", SECRET)));
        day.set("mapping.device_model", "cast(" + expression + " as string)");
        spark().conf().set("spark.sql.ansi.enabled", "true");

        ConfigException failure = catchThrowableOfType(ConfigException.class, day::export);

        assertThat(failure).hasMessageContaining(name).hasMessageContaining(remedy);
        assertThat(failure.getMessage() + day.said()).doesNotContain(SECRET);
    }

    @Test
    void allExpressionsThatEndTheRunAreNamedTogether() {
        day.write(List.of(event("1111", "user", SECRET)));
        day.set("mapping.device_model", "cast(raise_error(event_name) as string)");
        day.set("mapping.event_json", "str_to_map('x=1&x=2&' || event_name, '&', '=')");

        assertThat(catchThrowableOfType(ConfigException.class, day::export).problems())
                .extracting(Problem::key)
                .containsExactly("mapping.event_json", "mapping.device_model");
    }

    @Test
    void aSettingOfTheOperatorsThatMakesSparkThrowIsNamed() {
        Map<String, String> event = event("1111", "user", "name");
        event.put("event_timestamp", "2026-11-24 10:00:00.123");
        day.write(List.of(event));
        day.set("mapping.event_timestamp", "unix_timestamp(event_timestamp)");
        spark().conf().set("spark.sql.legacy.timeParserPolicy", "EXCEPTION");

        assertThat(catchThrowableOfType(ConfigException.class, day::export))
                .hasMessageContaining("mapping.event_timestamp = unix_timestamp(event_timestamp): ")
                .hasMessageContaining("leave out spark.sql.legacy.timeParserPolicy, or set it to CORRECTED");
    }
}
