package io.github.appmetricaexport.plan;

import static org.apache.spark.sql.functions.callUDF;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.RowExpressions;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.payload.PayloadCut;
import io.github.appmetricaexport.results.DayBounds;
import io.github.appmetricaexport.runtime.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sink under real Spark, whose tasks are tried up to three times. */
class OutboxSinkTest {
    private static final int ROWS = 1_000;
    private static final long EPOCH = 7;

    /** In local mode tasks run in this process. */
    private static final AtomicInteger FAILURES = new AtomicInteger();

    /** The name of an event, which for rows that are held does not come before the test ends. */
    private static final String HOLDING = "held(id)";

    private static volatile Predicate<Long> holds = id -> false;
    private static volatile CountDownLatch end = new CountDownLatch(0);

    private static SparkSession spark;

    private DayBounds bounds = new DayBounds(1, "1111", 1_000_000_000);

    @TempDir
    private Path work;

    @BeforeEach
    void takeTheLock() throws IOException {
        Files.writeString(work.resolve("_LOCK." + EPOCH), "{}");
    }

    @BeforeAll
    static void startSpark() {
        spark = SparkSession.builder()
                .master("local[2,3]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        spark.sparkContext().setLogLevel("OFF");
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    @Test
    void itsCommitIsTheManifest() throws IOException {
        FrozenRun run = freeze(source(), Map.of(PostApiField.EVENT_NAME, "if(id % 10 = 0, '', 'open')"));

        assertThat(run.manifest().content().readRows()).isEqualTo(ROWS);
        assertThat(run.manifest().content().validRows()).isEqualTo(900);
        assertThat(run.manifest().content().invalidRows()).isEqualTo(100);
        assertThat(run.manifest().content().reasons()).isEqualTo(Map.of("event_name: missing", 100L));
        assertThat(run.payloads()).extracting(FrozenPayload::payloadId).startsWith("p000001", "p000002");
        assertThat(users(run))
                .containsExactlyElementsOf(LongStream.range(0, ROWS)
                        .filter(id -> id % 10 != 0)
                        .boxed()
                        .toList());
        assertThat(lines("rejects")).hasSize(100);
        assertThat(files("payloads")).isEqualTo(run.payloads().size());
    }

    @Test
    void rowsThatTheFilterDoesNotPickAreCountedAndFrozenNowhere() throws IOException {
        FrozenRun run = freeze(
                source(),
                Map.of(PostApiField.EVENT_NAME, "if(id % 10 = 0, '', 'open')"),
                "if(id % 4 = 3, null, id % 4 = 1 or id % 10 = 0)");

        assertThat(run.manifest().source().skipped())
                .isEqualTo(new Manifest.Skipped("if(id % 4 = 3, null, id % 4 = 1 or id % 10 = 0)", 650, 250));
        assertThat(run.manifest().content().readRows()).isEqualTo(ROWS);
        assertThat(run.manifest().content().invalidRows()).isEqualTo(100);
        assertThat(run.manifest().content().validRows()).isEqualTo(250);
        assertThat(run.manifest().files().columns()).doesNotContain(Normalization.PICKED);
        assertThat(users(run))
                .containsExactlyElementsOf(LongStream.range(0, ROWS)
                        .filter(id -> id % 4 == 1)
                        .boxed()
                        .toList());
        assertThat(lines("rejects")).hasSize(100);
    }

    @Test
    void anExpressionIsNotEvaluatedForARowThatIsSkipped() throws IOException {
        Map<PostApiField, String> failing =
                Map.of(PostApiField.EVENT_NAME, "if(id = 7, raise_error('a fault'), 'open')");

        assertThat(freeze(source(), failing, "id <> 7").manifest().content().validRows())
                .isEqualTo(ROWS - 1);
    }

    @Test
    void aFilterThatCannotBeWorkedOutForARowSkipsThatRow() throws IOException {
        Dataset<Row> source = source().selectExpr("id", "if(id = 7, 'seven', string(id)) as text");

        FrozenRun run = freeze(source, Map.of(), "cast(text as int) >= 0 and 1 div (id - 8) is not null");

        assertThat(run.manifest().source().skipped().rows()).isEqualTo(2);
        assertThat(run.manifest().source().skipped().undecidedRows()).isEqualTo(1);
    }

    @Test
    void aTaskThatIsTriedAgainFreezesEachRowOnceAndLeavesNothingElse() throws IOException {
        spark.udf()
                .register(
                        "fails_at_first",
                        (UDF1<Long, Long>) id -> {
                            if (TaskContext.get().attemptNumber() < 2 && id % (ROWS / 2) == ROWS / 2 - 1) {
                                FAILURES.incrementAndGet();
                                throw new IllegalStateException("a passing fault");
                            }
                            return id;
                        },
                        DataTypes.LongType);

        FrozenRun run =
                freeze(source().select(callUDF("fails_at_first", col("id")).as("id")), Map.of());

        assertThat(FAILURES.get()).isEqualTo(4);
        assertThat(users(run))
                .containsExactlyElementsOf(LongStream.range(0, ROWS).boxed().toList());
        assertThat(files("payloads")).isEqualTo(run.payloads().size());
    }

    @Test
    void aPlanningThatFailsLeavesNothing() {
        assertThatThrownBy(() -> freeze(
                        source(),
                        Map.of(PostApiField.EVENT_NAME, "if(id = " + (ROWS - 1) + ", raise_error('a fault'), 'open')")))
                .hasStackTraceContaining("a fault");

        assertThat(run()).doesNotExist();
    }

    @Test
    void whoeverLostTheLockCommitsNothingAndTouchesNothingOfTheNewOwner() throws IOException {
        Files.createDirectories(run().resolve("payloads"));
        Files.writeString(work.resolve("_LOCK." + (EPOCH + 1)), "{}");
        Path others = Files.writeString(run().resolve("payloads/other-00000-0-00001.csv"), "another run's");

        assertThatThrownBy(() -> freeze(source(), Map.of()))
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("another run took over " + work);

        assertThat(run().resolve("manifest.json")).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void settingsOfTheSessionReachTheTasks() throws IOException {
        Dataset<Row> source = spark.sql("select id, '2026-11-24 10:00:00.123' as at from range(10)");
        Map<PostApiField, String> mapping = Map.of(PostApiField.EVENT_TIMESTAMP, "unix_timestamp(at)");
        assertThatThrownBy(() -> freeze(source, mapping)).hasStackTraceContaining("timeParserPolicy");

        spark.conf().set("spark.sql.legacy.timeParserPolicy", "CORRECTED");
        try {
            assertThat(freeze(source, mapping).manifest().content().reasons())
                    .isEqualTo(Map.of("event_timestamp: missing, or not readable as a time", 10L));
        } finally {
            spark.conf().unset("spark.sql.legacy.timeParserPolicy");
        }
    }

    @Test
    void namesThatDifferInCaseOnlyAreTwoColumnsWhereTheSessionSaysSo() throws IOException {
        spark.conf().set("spark.sql.caseSensitive", "true");
        spark.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
        try {
            String lake = work + "/lake";
            spark.range(ROWS)
                    .selectExpr("id as userId", "-id as userid")
                    .write()
                    .parquet(lake);

            FrozenRun run = freeze(spark.read().parquet(lake), Map.of(PostApiField.PROFILE_ID, "userId"));

            assertThat(users(run))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, ROWS).boxed().toList());
        } finally {
            spark.conf().unset("spark.sql.caseSensitive");
            spark.conf().unset("spark.sql.parquet.enableVectorizedReader");
        }
    }

    @Test
    void showsItsFiguresAsMetricsOfTheQuery() throws IOException {
        FrozenRun run = freeze(source(), Map.of(PostApiField.EVENT_NAME, "if(id % 10 = 0, '', 'open')"));

        var queries = spark.sharedState().statusStore();
        var last = queries.executionsList().last();
        Map<String, String> metrics = new HashMap<>();
        var values = queries.executionMetrics(last.executionId());
        for (int i = 0; i < last.metrics().size(); i++) {
            var metric = last.metrics().apply(i);
            values.get(metric.accumulatorId()).foreach(value -> metrics.put(metric.name(), value));
        }
        assertThat(metrics)
                .containsEntry("rows checked", Integer.toString(ROWS))
                .containsEntry("rows invalid", "100")
                .containsEntry("payloads", Integer.toString(run.payloads().size()))
                .containsEntry(
                        "bytes of payloads",
                        Long.toString(run.manifest().content().bytes()));
    }

    @Test
    void progressIsWhatSparkKnowsOfTheStage() throws Exception {
        try (PlanProgress progress =
                new PlanProgress(spark.sparkContext(), ROWS, Console.ofProcess(), Clock.systemUTC())) {
            assertThat(progress.line(Duration.ZERO)).isEqualTo("preparing to plan: Spark analyses and compiles");

            FrozenRun run = freeze(source(), Map.of());

            spark.sparkContext().listenerBus().waitUntilEmpty();
            double megabytes = run.manifest().content().bytes() / 1e6;
            assertThat(progress.line(Duration.ofSeconds(2)))
                    .isEqualTo(String.format(
                            Locale.ROOT,
                            "planned 2 of 2 tasks, 1,000 of 1,000 rows, %.1f MB written, %.1f MB/s",
                            megabytes,
                            megabytes / 2));
        }
    }

    @Test
    void moreApplicationsThanADayMayHaveEndThePlanningWhereNoTaskAloneHasSoMany() {
        Map<PostApiField, String> users = Map.of(PostApiField.APPLICATION_ID, "id + 1");
        bounds = new DayBounds(ROWS - 1, "id + 1", 1_000_000_000);

        assertThatThrownBy(() -> freeze(source(), users))
                .hasStackTraceContaining("more than 999 applications in this day")
                .hasStackTraceContaining("mapping.application_id is id + 1; is that a column of users?");
        assertThat(run().resolve("manifest.json")).doesNotExist();
    }

    @Test
    @Timeout(120)
    void whatTasksThatAreDoneWroteTogetherEndsThePlanningWhileOthersRun() {
        bounds = new DayBounds(1, "1111", 1_500);
        hold(id -> TaskContext.getPartitionId() >= 2);

        assertThatThrownBy(() -> freeze(spark.range(0, 120, 1, 4).toDF(), Map.of(PostApiField.EVENT_NAME, HOLDING)))
                .hasStackTraceContaining("more than 1,500 bytes of payloads and refused rows in this day");

        assertThat(run().resolve("manifest.json")).doesNotExist();
    }

    @Test
    @Timeout(120)
    void aTaskThatPassesTheBoundsAloneIsNotTriedAgain() {
        bounds = new DayBounds(1, "1111", 3_000);
        hold(id -> TaskContext.get().attemptNumber() > 0);

        try (PlanWatch watch = new PlanWatch(spark.sparkContext())) {
            assertThatThrownBy(() -> freeze(source(), Map.of(PostApiField.EVENT_NAME, HOLDING)))
                    .isInstanceOf(Exception.class);
            assertThat(watch.refusal().orElseThrow()).hasMessageStartingWith("more than 3,000 bytes");
        }
    }

    private static void hold(Predicate<Long> which) {
        holds = which;
        end = new CountDownLatch(1);
        spark.udf()
                .register(
                        "held",
                        (UDF1<Long, String>) id -> {
                            if (holds.test(id)) {
                                end.await();
                            }
                            return "open";
                        },
                        DataTypes.StringType);
    }

    @AfterEach
    void holdNothing() {
        spark.sparkContext().cancelAllJobs();
        end.countDown();
    }

    private static Dataset<Row> source() {
        return spark.range(0, ROWS, 1, 2).toDF();
    }

    private Path run() {
        return work.resolve("run=1");
    }

    private FrozenRun freeze(Dataset<Row> source, Map<PostApiField, String> mapped) {
        return freeze(source, mapped, "");
    }

    private FrozenRun freeze(Dataset<Row> source, Map<PostApiField, String> mapped, String filter) {
        Map<PostApiField, String> mapping = new EnumMap<>(Map.of(
                PostApiField.APPLICATION_ID, "1111",
                PostApiField.PROFILE_ID, "id",
                PostApiField.EVENT_NAME, "'open'",
                PostApiField.EVENT_TIMESTAMP, "1700000000"));
        mapping.putAll(mapped);
        Normalization normalization = Normalization.of(source, new RowExpressions(mapping, filter, ""));
        RunPaths paths = new RunPaths(run().toString());
        PlanSettings settings = new PlanSettings(
                paths,
                "token",
                new TaskRules(new PayloadCut(100, 1_000_000), new ValidationLimits(0, 2_000_000_000, 1000), bounds),
                new FencingToken(work.toString(), EPOCH),
                draft(normalization.columns(), filter));
        normalization
                .rows()
                .write()
                .format(OutboxSink.class.getName())
                .option(PlanSettings.OPTION, settings.json())
                .mode(SaveMode.Append)
                .save();
        try (Store store = store()) {
            return FrozenRun.open(store, paths);
        }
    }

    private static Manifest draft(List<String> columns, String filter) {
        return Manifest.draft(
                new Manifest.Identity(Manifest.Identity.FORMAT, "job", "2026-11-20", "job-2026-11-20-1", Instant.EPOCH),
                new Manifest.Origin("", "", "", "", "rows", ""),
                new Manifest.Source("", "", ROWS, Manifest.Skipped.by(filter), null, null),
                columns,
                "token");
    }

    private Store store() {
        return new Store(spark.sparkContext().hadoopConfiguration(), new org.apache.hadoop.fs.Path(work.toString()));
    }

    /** In the order of the payloads. */
    private List<Long> users(FrozenRun run) throws IOException {
        List<Long> users = new ArrayList<>();
        try (Store store = store()) {
            for (FrozenPayload payload : run.payloads()) {
                try (InputStream file = store.open(run.paths().payload(payload.file()))) {
                    CsvRows rows = new CsvRows(file);
                    rows.next();
                    for (Optional<byte[]> row = rows.next(); row.isPresent(); row = rows.next()) {
                        users.add(Long.parseLong(CsvRows.values(row.get())[1]));
                    }
                }
            }
        }
        return users;
    }

    private long files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(run().resolve(folder))) {
            return files.count();
        }
    }

    private List<String> lines(String folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(run().resolve(folder))) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }
}
