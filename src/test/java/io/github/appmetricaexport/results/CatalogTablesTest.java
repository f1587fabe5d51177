package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.config.ExportOptions.INDEX_EVENTS;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_PATH;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_TABLES;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_TABLE_FORMAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The results tables in the catalogs that people have: Iceberg, Delta, and Spark's own with its Parquet tables. */
@Tag("cluster")
class CatalogTablesTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 20);
    private static final String CATALOGS = "lake,iceberg\nspark_catalog,delta\nspark_catalog,parquet\n";

    @TempDir
    private static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void startSparkWithCatalogs() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.ansi.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config(
                        "spark.sql.warehouse.dir",
                        folder.resolve("warehouse").toUri().toString())
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.databricks.delta.snapshotPartitions", "1")
                .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog.lake.type", "hadoop")
                .config(
                        "spark.sql.catalog.lake.warehouse",
                        folder.resolve("iceberg").toUri().toString())
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    @ParameterizedTest
    @CsvSource(textBlock = CATALOGS)
    void aRunReplacesItsOwnRowsAndNoOthers(String catalog, String format) throws Exception {
        ResultsTables tables = tables(catalog + ".replace_" + format, format);
        assertThat(tables.problems()).isEmpty();
        assertThat(tables.read(ResultsTable.PAYLOADS))
                .as("looking made nothing")
                .isEmpty();
        tables.prepare();
        assertThatEveryColumnHasItsComment(tables);
        write(tables, DATE, 1, Outcome.UNKNOWN, 3);
        write(tables, DATE, 2, Outcome.ACCEPTED, 1);
        write(tables, DATE.plusDays(1), 3, Outcome.ACCEPTED, 1);
        assertThat(rejects(tables)).hasSize(5);

        // As after a crash between the tables: only some of them had been written again.
        tables.writePayloads(run(DATE, 1, Outcome.ACCEPTED), List.of(payload(Outcome.ACCEPTED)));
        write(tables, DATE, 1, Outcome.ACCEPTED, 0);

        assertThat(outcomes(tables, ResultsTable.PAYLOADS))
                .containsExactly("2026-11-20 1 accepted", "2026-11-20 2 accepted", "2026-11-21 3 accepted");
        assertThat(outcomes(tables, ResultsTable.RUNS))
                .containsExactly("2026-11-20 1 complete", "2026-11-20 2 complete", "2026-11-21 3 complete");
        assertThat(rejects(tables)).as("an empty set replaces too").hasSize(2);
        assertThatTheBudgetIsSpentForADay(tables);
        assertThat(UsualRows.of(tables, "a-job", DATE.plusDays(3)).rows()).containsExactly(10L, 20L);
        assertThat(UsualRows.of(tables, "a-job", DATE).rows()).containsExactly(10L);
        assertThat(UsualRows.of(tables, "another", DATE.plusDays(3)).rows()).isEmpty();
        tables.forget(DATE, "1");
        assertThat(outcomes(tables, ResultsTable.RUNS))
                .containsExactly("2026-11-20 2 complete", "2026-11-21 3 complete");
    }

    /** By runs 1, 2 and 3, each 10 events, on 2026-11-21 at 00:00:01. */
    private static void assertThatTheBudgetIsSpentForADay(ResultsTables tables) {
        Instant noon = Instant.parse("2026-11-21T12:00:00Z");
        Instant back = Instant.parse("2026-11-22T00:00:02Z");
        List<PayloadResult> own = List.of(payload(Outcome.ACCEPTED));

        assertThat(EventsSpent.of(tables, Map.of("2", List.of()), noon))
                .as("what is known of a run is what its outbox knows")
                .isEqualTo(new EventsSpent(20, new TreeMap<>(Map.of(back, 20L))));
        assertThat(EventsSpent.of(tables, Map.of("2", own), noon))
                .isEqualTo(new EventsSpent(30, new TreeMap<>(Map.of(back, 30L))));
        assertThat(EventsSpent.of(tables, Map.of("2", own), back.minusSeconds(1))
                        .events())
                .isEqualTo(30);
        assertThat(EventsSpent.of(tables, Map.of("2", own), back)).isEqualTo(EventsSpent.NONE);
    }

    @ParameterizedTest
    @CsvSource(textBlock = CATALOGS)
    void whatBecameVisibleIsAddedAndNeverReplaced(String catalog, String format) throws Exception {
        ResultsTables tables = tables(catalog + ".visible_" + format, format);
        tables.prepare();
        assertThat(tables.read(ResultsTable.VISIBILITY)).as("nobody asked yet").isEmpty();
        for (int visible = 0; visible < 3; visible++) {
            Sighting sighting = new Sighting(visible, 0, 0, 0, 0, Map.of("an event", 10L - visible));
            tables.addVisibility(
                    DATE,
                    "1",
                    List.of(new VisibilityResult(
                            FrozenPayloads.payload("p000001"),
                            sighting,
                            "missing",
                            "a reason",
                            new VisibilityResult.Asked(Instant.parse("2026-11-21T00:00:00Z"), "complete"))));
        }

        assertThat(tables
                        .read(ResultsTable.VISIBILITY)
                        .orElseThrow()
                        .selectExpr(
                                "visible", "missing", "missing_by_name['an event']", "CAST(date AS STRING)", "run_id")
                        .orderBy("visible")
                        .collectAsList()
                        .stream()
                        .map(Row::mkString))
                .containsExactly("010102026-11-201", "1992026-11-201", "2882026-11-201");
        assertThatEveryColumnHasItsComment(tables, ResultsTable.VISIBILITY);
    }

    @ParameterizedTest
    @CsvSource(textBlock = CATALOGS)
    void knowsTheRunsOfAJobAndADate(String catalog, String format) throws Exception {
        ResultsTables tables = tables(catalog + ".known_" + format, format);
        try (Store store = new Store(new Configuration(), new org.apache.hadoop.fs.Path(folder.toUri()))) {
            ExportConfig config = TestConfig.with(Map.of(
                    ExportOptions.WORK_PATH, folder.resolve("work").toString(), ExportOptions.JOB_NAME, "a-job"));
            DateOutbox outbox = new DateOutbox(store, config, DATE);
            assertThat(KnownRuns.of(tables, outbox, DATE).runs()).isEmpty();
            tables.prepare();
            assertThat(KnownRuns.of(tables, outbox, DATE).runs()).isEmpty();
            for (String runId : List.of(outbox.runId(7), "another-" + outbox.runId(8))) {
                RunResult run = run(DATE, runId, Outcome.UNKNOWN);
                tables.writePayloads(run, List.of(payload(Outcome.UNKNOWN)));
                tables.writeRun(run);
            }

            KnownRuns known = KnownRuns.of(tables, outbox, DATE);

            assertThat(known.highest()).isEqualTo(7);
            assertThat(known.runs())
                    .containsExactly(Map.entry(7, List.of(new KnownRuns.Payload("p000001", "unknown", 10, 1))));
            assertThat(KnownRuns.of(tables, outbox, DATE.plusDays(1)).runs()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = CATALOGS)
    void theRefusedRowsOfAJobsRunsThatEndedBeforeThenAreForgotten(String catalog, String format) throws Exception {
        ResultsTables tables = tables(catalog + ".forgotten_" + format, format);
        tables.prepare();
        write(tables, DATE, 1, Outcome.UNKNOWN, 3);
        Instant end = Instant.parse("2026-11-21T01:00:05Z");

        assertThat(tables.forgetRejects("another-job", end.plusSeconds(1))).isEmpty();
        assertThat(tables.forgetRejects("a-job", end)).isEmpty();
        assertThat(tables.forgetRejects("a-job", end.plusSeconds(1))).containsExactly("1");
        assertThat(tables.forgetRejects("a-job", end.plusSeconds(1))).isEmpty();
        assertThat(rejects(tables)).isEmpty();
        assertThat(outcomes(tables, ResultsTable.RUNS)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = CATALOGS)
    void anOlderTableGainsColumnsAndKeepsWhatOthersAdded(String catalog, String format) throws Exception {
        String namespace = catalog + ".older_" + format;
        spark.sql("CREATE NAMESPACE " + namespace);
        spark.sql("CREATE TABLE " + namespace + ".runs (job STRING, exit_code BIGINT, team STRING, outcome STRING,"
                + " date DATE, run_id STRING) USING " + format + " PARTITIONED BY (date, run_id)");
        spark.sql("INSERT INTO " + namespace + ".runs PARTITION (date = '2026-11-19', run_id = '0')"
                + " SELECT 'old', 0, 'growth', 'complete'");
        ResultsTables tables = tables(namespace, format);
        assertThat(tables.problems()).isEmpty();
        tables.prepare();
        tables.prepare();
        write(tables, DATE, 1, Outcome.ACCEPTED, 0);

        List<Row> rows = tables.read(ResultsTable.RUNS)
                .orElseThrow()
                .orderBy("run_id")
                .select("job", "exit_code", "team", "outcome", "read", "message")
                .collectAsList();
        assertThat(rows)
                .containsExactly(
                        RowFactory.create("old", 0L, "growth", "complete", null, null),
                        RowFactory.create("a-job", 0L, null, "complete", 10L, "a message"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = CATALOGS)
    void aTableThatDoesNotFitIsToldInWords(String catalog, String format) throws Exception {
        String namespace = catalog + ".misfit_" + format;
        spark.sql("CREATE NAMESPACE " + namespace);
        spark.sql("CREATE TABLE " + namespace + ".payloads (payload_id STRING, rows STRING, date DATE, run_id STRING)"
                + " USING " + format + " PARTITIONED BY (date)");
        ResultsTables tables = tables(namespace, format);
        assertThat(tables.problems())
                .extracting(Problem::remedy)
                .containsExactly(
                        "the table " + namespace + ".payloads must be partitioned by date and run_id, the columns"
                                + " themselves; it is partitioned by date. Rename it away and the job makes its own",
                        "the column rows of " + namespace + ".payloads must be BIGINT, it is STRING");
    }

    @Test
    void aCatalogThatSparkDoesNotKnowIsToldInWords() throws Exception {
        assertThat(tables("nowhere.audit", "").problems())
                .singleElement()
                .hasToString("results.tables = nowhere.audit: must begin with a catalog that Spark knows: there is no"
                        + " \"nowhere\", set spark.sql.catalog.nowhere with the cluster's other settings");
    }

    @Test
    void aColumnThatNobodyMayLeaveEmptyIsToldInWords() throws Exception {
        spark.sql("CREATE NAMESPACE lake.filled");
        spark.sql("CREATE TABLE lake.filled.runs (team STRING NOT NULL, date DATE, run_id STRING)"
                + " PARTITIONED BY (date, run_id)");
        assertThat(tables("lake.filled", "").problems())
                .extracting(Problem::remedy)
                .containsExactly(
                        "the column team of lake.filled.runs must allow NULL: the job has no value for it in every"
                                + " row");
    }

    @Test
    void aCatalogThatTakesNoRowsIsToldInWords() throws Exception {
        ResultsTables tables = tables("lake.gone", "");
        tables.prepare();
        spark.sql("DROP TABLE lake.gone.runs");
        assertThatThrownBy(() -> tables.writeRun(run(DATE, 1, Outcome.ACCEPTED)))
                .isInstanceOf(TablesException.class)
                .hasMessageContaining("cannot write lake.gone.runs: ");
    }

    private static void assertThatEveryColumnHasItsComment(ResultsTables tables) throws IOException {
        // That of what became visible is made by whoever asks first.
        for (ResultsTable table : EnumSet.complementOf(EnumSet.of(ResultsTable.VISIBILITY))) {
            assertThatEveryColumnHasItsComment(tables, table);
        }
    }

    private static void assertThatEveryColumnHasItsComment(ResultsTables tables, ResultsTable table)
            throws IOException {
        StructField[] fields = tables.read(table).orElseThrow().schema().fields();
        assertThat(fields).hasSize(table.schema().size());
        assertThat(fields)
                .allSatisfy(field -> assertThat(field.getComment().get())
                        .isEqualTo(
                                table.schema().apply(field.name()).getComment().get()));
    }

    private static ResultsTables tables(String namespace, String format) {
        return ResultsTables.of(
                spark,
                TestConfig.with(Map.of(
                        RESULTS_PATH,
                        "null",
                        RESULTS_TABLES,
                        namespace,
                        RESULTS_TABLE_FORMAT,
                        format.isEmpty() ? "null" : format,
                        INDEX_EVENTS,
                        "true")));
    }

    private static void write(ResultsTables tables, LocalDate date, int number, Outcome outcome, int refused) {
        RunResult run = run(date, number, outcome);
        tables.writePayloads(run, List.of(payload(outcome)));
        Row reject = RowFactory.create("1111", "validation", new String[] {"event_name: missing", "b"}, "{}", null);
        JavaRDD<Row> rejects = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(java.util.Collections.nCopies(refused, reject), 1);
        tables.writeRejects(run, List.of(), rejects);
        tables.writeRun(run);
    }

    private static RunResult run(LocalDate date, int number, Outcome outcome) {
        return run(date, Integer.toString(number), outcome);
    }

    private static RunResult run(LocalDate date, String runId, Outcome outcome) {
        Books books = Books.of(10, 0, 0, List.of(payload(outcome)));
        Instant at = Instant.parse("2026-11-21T01:00:00Z");
        return new RunResult(
                new Manifest(
                        new Manifest.Identity(1, "a-job", date.toString(), runId, at),
                        new Manifest.Origin("1", "3", "app", "plan", "rows", "config"),
                        new Manifest.Source("/source", "source", 10),
                        Manifest.Earlier.NONE,
                        new Manifest.Content(10, 0, 10, 1, 100, Map.of()),
                        new Manifest.Files(List.of(), "", "", List.of(), "")),
                RunOutcome.of(books),
                books,
                1,
                at.plusSeconds(5),
                new RunResult.Words("a message", List.of("a warning")));
    }

    private static PayloadResult payload(Outcome outcome) {
        return PayloadResultOf.outcome(outcome, 10);
    }

    private static List<String> outcomes(ResultsTables tables, ResultsTable table) throws IOException {
        return tables
                .read(table)
                .orElseThrow()
                .orderBy("date", "run_id")
                .selectExpr("concat_ws(' ', date, run_id, outcome)")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static List<Row> rejects(ResultsTables tables) throws IOException {
        return tables.read(ResultsTable.REJECTS)
                .orElseThrow()
                .where("reasons[0] = 'event_name: missing'")
                .collectAsList();
    }
}
