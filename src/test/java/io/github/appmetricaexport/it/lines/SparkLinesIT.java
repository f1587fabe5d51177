package io.github.appmetricaexport.it.lines;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.CatalogSpark;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.IcebergTable;
import io.github.appmetricaexport.it.JsonLog;
import io.github.appmetricaexport.it.SparkLine;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The one jar, as it was built, exports the quick start's day on each line of Spark.
 *
 * <p>ANSI mode and everything else is what each line has by default, and OkHttp 3.12.12, which clusters carry, stands before
 * the jar on the class path. What else clusters add is told by {@link LineExport}.
 */
@Tag("cluster")
class SparkLinesIT {
    private static final int ROWS = 20_000;

    @TempDir
    private static Path shared;

    private static final Map<SparkLine, Future<LineExport>> EXPORTS = new EnumMap<>(SparkLine.class);
    private static final ExecutorService TWO = Executors.newFixedThreadPool(2);

    @BeforeAll
    static void exportOnEveryLine() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        makeTheDay(date);
        makeTheTable(date);
        for (SparkLine line : SparkLine.values()) {
            EXPORTS.put(
                    line,
                    TWO.submit(() -> LineExport.of(line, shared.resolve(line.name()), shared.resolve("lake"), date)));
        }
        for (Future<LineExport> export : EXPORTS.values()) {
            try {
                export.get();
            } catch (ExecutionException told) {
                // By the test of that line.
            }
        }
    }

    @AfterAll
    static void endThemAll() {
        TWO.shutdownNow();
    }

    private static void makeTheDay(String date) {
        try (SparkSubmitProcess sample = SparkSubmitProcess.start(
                shared.resolve("sample-data.log"),
                Map.of(),
                List.of(
                        "--conf",
                        "spark.ui.enabled=false",
                        "sample-data",
                        "--out=" + shared.resolve("lake/offline_events/dt=" + date),
                        "--date=" + date,
                        "--rows=" + ROWS))) {
            assertThat(sample.exitCode()).as(sample.output()).isZero();
        }
    }

    /** The same rows, beside one that was deleted and one of another day. */
    private static void makeTheTable(String date) throws Exception {
        try (SparkSession spark = CatalogSpark.start(shared)) {
            spark.conf()
                    .set(
                            "spark.sql.catalog.lake.warehouse",
                            "file://" + LineExport.warehouse(shared.resolve(SparkLine.SPARK_4_1.name())));
            Dataset<Row> day = spark.read()
                    .parquet(shared.resolve("lake/offline_events/dt=" + date).toString())
                    .withColumn("dt", lit(date));
            day.createOrReplaceTempView("day");
            spark.sql("CREATE TABLE " + LineExport.SOURCE_TABLE + " USING iceberg PARTITIONED BY (dt)"
                    + " TBLPROPERTIES ('format-version' = '2', 'write.delete.mode' = 'merge-on-read')"
                    + " AS SELECT * FROM day");
            Dataset<Row> one = day.limit(1);
            one.union(one.withColumn("dt", lit("2026-01-01")))
                    .withColumn("action", lit("deleted"))
                    .coalesce(1)
                    .writeTo(LineExport.SOURCE_TABLE)
                    .append();
            spark.sql("DELETE FROM " + LineExport.SOURCE_TABLE + " WHERE dt = '" + date + "' AND action = 'deleted'");
        }
    }

    @ParameterizedTest
    @EnumSource
    void exportsTheDayWithBalancedBooks(SparkLine line) throws Exception {
        LineExport export = EXPORTS.get(line).get();

        assertThat(export.exitCode()).as(export.output()).isZero();
        assertThat(export.summary().get("spark_version").asText()).isEqualTo(line.version());
        assertThat(export.summary().get("books_balance").asBoolean()).isTrue();
        assertThat(export.summary().get("read").asInt()).isEqualTo(ROWS);
        assertThat(export.summary().at("/events/accepted").asInt()).isEqualTo((int)
                export.requests().stream().mapToLong(LedgerRequest::rows).sum());
        assertThat(export.summary().at("/events/accepted").asInt()
                        + export.summary().at("/events/invalid").asInt())
                .isEqualTo(ROWS);
        assertThat(export.output()).doesNotContain("an-invented-key");
    }

    @ParameterizedTest
    @EnumSource
    void logsJsonAndPushesMetricsThatEndAtTheBooks(SparkLine line) throws Exception {
        LineExport export = EXPORTS.get(line).get();

        assertThat(JsonLog.messages(export.output()))
                .anyMatch(message -> message.startsWith("sending "))
                .anyMatch(message -> message.contains("books    balanced"));
        assertThat(export.pushed("run_exit_code")).isZero();
        assertThat(export.pushed("events_read"))
                .isEqualTo(export.summary().get("read").asInt());
        for (String outcome : List.of("accepted", "assumed_accepted", "rejected", "invalid", "unknown", "not_sent")) {
            assertThat(export.pushed("events_" + outcome))
                    .as(outcome)
                    .isEqualTo(export.summary().at("/events/" + outcome).asInt());
        }
        assertThat(export.pushed("events_accepted")).isPositive();
        assertThat(export.pushed("events_invalid")).isPositive();
        assertThat(export.pushed("requests_accepted.count"))
                .isEqualTo(export.requests().size());
    }

    /** Two lines, since the listener costs each of them seconds. */
    @ParameterizedTest
    @EnumSource(names = {"SPARK_3_5", "SPARK_4_0"})
    void tellsOpenLineageTheSourceAndTheTables(SparkLine line) throws Exception {
        LineExport export = EXPORTS.get(line).get();

        // It leaves the part of the path that names a partition out.
        assertThat(export.lineage("inputs")).anyMatch(name -> name.endsWith("/lake/offline_events"));
        for (String table : List.of("payloads", "rejects", "runs")) {
            assertThat(export.lineage("outputs")).anyMatch(name -> name.contains("/results/" + table));
        }
        assertThat(Files.readString(export.lineageFile()))
                .contains("\"COMPLETE\"")
                .doesNotContain("an-invented-key");
    }

    /** A hadoop catalog, whose metadata is a JSON file for each version of a table. */
    @Test
    void writesIcebergTablesOnSpark41AndReplacesTheRowsOfItsRun() throws Exception {
        LineExport export = EXPORTS.get(SparkLine.SPARK_4_1).get();
        Map<String, Long> rows = Map.of(
                "payloads",
                (long) export.requests().size(),
                "rejects",
                export.summary().at("/events/invalid").asLong(),
                "runs",
                1L);

        for (String table : rows.keySet()) {
            IcebergTable settled = export.icebergTable(table);
            assertThat(settled.comments()).as(table).doesNotContain("").isNotEmpty();
            assertThat(settled.partitioning()).containsExactly("date", "run_id");
            assertThat(settled.rowsBySnapshot()).as(table).hasSize(1).containsOnly(rows.get(table));
        }

        ChildProcess again = export.runAgain("export");
        assertThat(again.exitCode()).as(again.output()).isZero();
        for (String table : rows.keySet()) {
            assertThat(export.icebergTable(table).rowsBySnapshot())
                    .as(table)
                    .hasSizeGreaterThan(1)
                    .endsWith(rows.get(table));
        }
        ChildProcess results = export.runAgain("results");
        assertThat(results.exitCode()).as(results.output()).isZero();
        assertThat(results.output()).contains("p000001", "event_name: missing");
    }

    /** What is sent is compared with the floor's by another test. */
    @Test
    void readsAnIcebergTableOnSpark41() throws Exception {
        LineExport export = EXPORTS.get(SparkLine.SPARK_4_1).get();

        assertThat(export.output())
                .contains(LineExport.SOURCE_TABLE + " is read as of its version ")
                .contains(String.format(Locale.ROOT, "%,d rows in ", ROWS));
        assertThat(export.summary().get("source").asText()).isEqualTo(LineExport.SOURCE_TABLE);
        assertThat(export.summary().get("source_version").asText()).matches("[0-9]+");
    }

    /** The oldest line and the newest; of the day everything is booked, and nothing is asked of the API, which is not there. */
    @ParameterizedTest
    @EnumSource(names = {"SPARK_3_5", "SPARK_4_2"})
    void comparesTheDayWhereTheMappingHasChanged(SparkLine line) throws Exception {
        LineExport export = EXPORTS.get(line).get();

        ChildProcess again = export.runAgain("export", "-D", "mapping.windows_aid=cast(null as string)");

        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(again.output()).contains("all of its rows are planned once more", "= booked 20,000");
    }

    /** ANSI mode, JSON functions and time zones differ between the lines; what is sent and what is refused must not. */
    @ParameterizedTest
    @EnumSource(names = "FLOOR", mode = EnumSource.Mode.EXCLUDE)
    void sendsAndRefusesTheVeryRowsThatTheFloorDoes(SparkLine line) throws Exception {
        LineExport floor = EXPORTS.get(SparkLine.FLOOR).get();
        LineExport export = EXPORTS.get(line).get();

        assertThat(export.applied()).isEqualTo(floor.applied());
        assertThat(export.summary().get("reasons")).isEqualTo(floor.summary().get("reasons"));
        assertThat(floor.summary().get("reasons")).isNotEmpty();
    }
}
