package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.asSent;
import static io.github.appmetricaexport.job.Day.event;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.Pages;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.audit.ExportRejects;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refused rows leave the tables as Parquet, are mended, and are sent once. */
class ExportRejectsTest extends SparkTest {
    private static final String JSON = "{\"text\": \"a \\\"quote\\\", a comma\", \"a\": 1, \"a\": 2}";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    private Path out() {
        return folder.resolve("mending");
    }

    private long write(Path out) {
        said.reset();
        Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Clock.systemUTC());
        return new ExportRejects(spark(), day.config(), Day.DATE, out.toString(), console).write();
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private Dataset<Row> written() {
        return spark().read().parquet(out().toString());
    }

    private static Map<String, String> with(Map<String, String> event, String field, String value) {
        Map<String, String> changed = new TreeMap<>(event);
        changed.put(field, value);
        return changed;
    }

    /** Two rows that validation refuses, and two that the API does. */
    private List<Map<String, String>> exportADayWithRefusedRows() throws IOException {
        List<Map<String, String>> whole = List.of(
                with(event("1111", "user-1", "bought"), "event_json", JSON),
                event("1111", "user-2", "seen"),
                event("2222", "user-3", "sold, \"it\"\r\nnow"),
                event("2222", "user-4", "sold"));
        List<Map<String, String>> source = new ArrayList<>(whole.subList(2, 4));
        source.add(with(whole.get(0), "event_name", null));
        source.add(with(whole.get(1), "event_timestamp", whole.get(1).get("event_timestamp") + "000"));
        day.write(source);
        day.restartSandbox(FaultPlan.of(1, "400:1:to=1"));
        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);
        assertThat(day.ledger()).isEmpty();
        return whole;
    }

    @Test
    void refusedRowsThatWereMendedAreAcceptedOnce() throws Exception {
        List<Map<String, String>> whole = exportADayWithRefusedRows();
        day.restartSandbox(FaultPlan.NONE);
        // Their tables outlive the files.
        FileUtil.fullyDelete(day.run(1).resolve("payloads").toFile());
        FileUtil.fullyDelete(day.run(1).resolve("rejects").toFile());

        assertThat(write(out())).isEqualTo(4);
        written()
                .withColumn("event_name", coalesce(col("event_name"), lit("bought")))
                .withColumn(
                        "event_timestamp",
                        when(
                                        length(col("event_timestamp")).gt(10),
                                        col("event_timestamp").substr(1, 10))
                                .otherwise(col("event_timestamp")))
                .write()
                .parquet(folder.resolve("mended").toString());
        ExportConfig mended = mended();
        Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Clock.systemUTC());
        ExportJob export =
                new ExportJob(spark(), mended, Day.DATE, ExportRequest.to(ExportMode.SEND), console, Clock.systemUTC());

        assertThat(export.run()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(export.run()).as("once more").isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(whole));
        assertThat(day.table("runs"))
                .filteredOn(run -> run.getAs("job").equals("offline-events-mended"))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.<Long>getAs("read")).isEqualTo(4);
                    assertThat(run.<Long>getAs("accepted")).isEqualTo(4);
                });
        assertThat(said()).contains("balanced: read 4 = accepted 4");
    }

    /** The file as it is, save for the places. */
    private ExportConfig mended() {
        return ConfigLoader.load(
                Pages.ROOT.resolve("conf/rejects.conf"),
                Map.of(
                        "source.path", folder.resolve("mended").toString(),
                        "work.path", folder.resolve("work").toString(),
                        "results.path", folder.resolve("results").toString(),
                        "api.base-url", day.sandbox().baseUrl(),
                        "api.key-source", "directory",
                        "api.key-directory", folder.resolve("keys").toString(),
                        "work.lock-timeout", "1s"));
    }

    @Test
    void hasAColumnForEveryFieldAndWhatWasWrongBesideThem() throws Exception {
        exportADayWithRefusedRows();
        write(out());

        List<String> columns = new ArrayList<>(
                Stream.of(PostApiField.values()).map(PostApiField::column).toList());
        columns.addAll(List.of("_reasons", "_stage", "_payload_id", "_run_id"));
        assertThat(written().columns()).containsExactlyElementsOf(columns);
        assertThat(written().filter("profile_id = 'user-1'").collectAsList())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.<String>getAs("event_json")).isEqualTo(JSON);
                    assertThat(row.<String>getAs("event_name")).isNull();
                    assertThat(row.getList(row.fieldIndex("_reasons"))).hasToString("[event_name: missing]");
                    assertThat(row.<String>getAs("_stage")).isEqualTo("validation");
                    assertThat(row.<String>getAs("_run_id")).isEqualTo("offline-events-2026-11-20-1");
                });
        assertThat(written().filter("_stage = 'api'").collectAsList())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.<String>getAs("_payload_id")).startsWith("p0"));
        assertThat(said())
                .contains("4, of which validation refused 2 and the API 2", out().toString(), "conf/rejects.conf")
                .contains("personal data", "api.rejection-is-atomic = false")
                .containsPattern("1  event_name: missing")
                .doesNotContain("user-1");
    }

    @Test
    void theFileForMendedRowsMapsEveryFieldToItsColumn() {
        assertThat(mended().mapping())
                .containsOnlyKeys(PostApiField.values())
                .allSatisfy((field, expression) -> assertThat(expression).isEqualTo(field.column()));
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        exportADayWithRefusedRows();
        Files.createDirectories(out());
        Files.writeString(out().resolve("notes.txt"), "keep");

        assertThatThrownBy(() -> write(out()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("--out = " + out(), "must not be there, or be an empty folder");
        assertThat(Day.namesIn(out())).containsExactly("notes.txt");
    }

    @Test
    void placesThatJobsReadAreRefused() throws Exception {
        exportADayWithRefusedRows();
        for (Path place : List.of(
                folder.resolve("work").resolve("mending"),
                folder.resolve("results").resolve("mending"),
                day.source().resolve("mending"))) {
            assertThatThrownBy(() -> write(place))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("must lie outside");
            assertThat(place).doesNotExist();
        }
    }

    @Test
    void aDateWithoutRefusedRowsWritesNothing() {
        day.write(Day.events("1111", 2));
        day.export();

        assertThat(write(out())).isZero();
        assertThat(said()).contains("no row of 2026-11-20 is refused: nothing was written");
        assertThat(out()).doesNotExist();
    }

    @Test
    void aDateThatNeverWasIsToldInWords() {
        assertThatThrownBy(() -> write(out()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--date = 2026-11-20: no run of this job and date is in the results tables");
    }

    @Test
    void rowsOfOtherJobsAndOfRunsThatWereSentAnewAreNotAmongThem() throws Exception {
        List<Map<String, String>> refused = Arrays.asList(with(event("1111", "user-1", "x"), "event_name", null));
        day.write(refused);
        day.export();
        day.set("job.name", "offline-events-2");
        day.write(List.of(refused.get(0), refused.get(0)));
        day.export();
        assertThat(write(out())).isEqualTo(2);

        day.set("job.name", "offline-events");
        day.write(List.of(refused.get(0), event("1111", "user-2", "seen")));
        FileUtil.fullyDelete(folder.resolve("work").toFile());
        day.export();
        assertThat(write(folder.resolve("again")))
                .as("the run's own, and no other's")
                .isEqualTo(1);
    }
}
