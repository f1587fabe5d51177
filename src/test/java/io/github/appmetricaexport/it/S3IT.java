package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source, outbox and results on a real S3 protocol, with credentials on, with the clients of Hadoop 3.3 and 3.4. */
@Tag("cluster")
class S3IT {
    private static final int ROWS = 240;
    private static final int ROWS_OF_A_PAYLOAD = 30;
    private static final String KEY = "an-invented-key-of-1111";
    private static final String DATE =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    private static final Duration OUTAGE = Duration.ofMillis(600);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static S3Server s3;
    private static final ExecutorService TWO = Executors.newFixedThreadPool(2);
    private static final List<AutoCloseable> STARTED = new ArrayList<>();
    private static Future<Exported> onHadoop33;
    private static Future<Exported> onHadoop34;
    private static Future<String> missingBucket;
    private static Future<String> wrongSecret;

    /** What an export left behind. */
    private record Exported(int exitCode, String output, JsonNode summary, List<LedgerRequest> requests) {}

    /** A sandbox and a configuration of its own, with everything of the job in the bucket {@code state}. */
    private record Setting(Path folder, SandboxProcess sandbox, ExportSetting export, S3Spark spark, Path home) {
        static Setting of(String name, S3Spark spark, S3Spark.HadoopCloud cloud, String... options) throws Exception {
            Path folder = Files.createDirectories(shared.resolve(name));
            SandboxProcess sandbox = SandboxProcess.start(folder, Map.of(ExportSetting.APPLICATION, KEY));
            synchronized (STARTED) {
                STARTED.add(sandbox);
            }
            List<String> all = new ArrayList<>(List.of(
                    "source.path = \"s3a://lake/dt={date}\"",
                    "work.path = \"s3a://state/" + name + "/work\"",
                    "results.path = \"s3a://state/" + name + "/results\"",
                    "payload.max-rows = " + ROWS_OF_A_PAYLOAD,
                    "upload { call-timeout = 5s, host-clock-skew = 1s, max-concurrent-requests = 1 }"));
            all.addAll(List.of(options));
            Path home;
            synchronized (STARTED) {
                home = spark.home(cloud);
            }
            ExportSetting export = ExportSetting.write(
                            folder, shared, DATE, sandbox.baseUrl(), KEY, all.toArray(String[]::new))
                    .withEnvironment("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY)
                    .withEnvironment("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY)
                    .withEnvironment("AWS_EC2_METADATA_DISABLED", "true")
                    .withEnvironment("SPARK_HOME", home.toString());
            return new Setting(folder, sandbox, export, spark, home);
        }

        SparkSubmitProcess submit(String log, int port, String... more) {
            List<String> options = new ArrayList<>(List.of("--master", "local[1]", "--conf", "spark.ui.enabled=false"));
            options.addAll(S3Server.client(port, folder));
            options.addAll(List.of(more));
            return export.submit(log, options.toArray(String[]::new));
        }

        long rowsApplied() {
            return sandbox.ledger().requests().stream()
                    .mapToLong(LedgerRequest::rows)
                    .sum();
        }

        List<String> bodiesApplied() throws IOException {
            List<String> bodies = new ArrayList<>();
            for (LedgerRequest request : sandbox.ledger().requests()) {
                if (request.file().isPresent()) {
                    bodies.add(Files.readString(
                            folder.resolve("ledger").resolve(request.file().orElseThrow())));
                }
            }
            return bodies;
        }

        JsonNode summary() throws IOException {
            return JSON.readTree(s3.bucket("state")
                    .resolve(folder.getFileName() + "/work/it/date=" + DATE + "/run=1/summary.json")
                    .toFile());
        }
    }

    @BeforeAll
    static void exportTwoAtATime() throws Exception {
        s3 = S3Server.start(shared, "lake", "state");
        makeTheDay();
        onHadoop33 = TWO.submit(() -> export(S3Spark.HADOOP_3_3, S3Spark.HadoopCloud.ABSENT));
        onHadoop34 = TWO.submit(() -> export(
                S3Spark.HADOOP_3_4,
                S3Spark.HadoopCloud.PRESENT,
                "--conf",
                "spark.sql.sources.commitProtocolClass=org.apache.spark.internal.io.cloud.PathOutputCommitProtocol"));
        missingBucket = TWO.submit(() -> refused("bucket", "results.path = \"s3a://no-such-bucket/results\""));
        wrongSecret = TWO.submit(() -> refused("secret"));
    }

    private static void makeTheDay() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false"));
        arguments.addAll(S3Server.client(s3.port(), shared));
        arguments.addAll(List.of(
                "sample-data",
                "--out=s3a://lake/dt=" + DATE,
                "--date=" + DATE,
                "--rows=" + ROWS,
                "--bad-share=0",
                "--application=" + ExportSetting.APPLICATION));
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID",
                S3Server.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3Server.SECRET_KEY,
                "SPARK_HOME",
                S3Spark.HADOOP_3_3.home(S3Spark.HadoopCloud.ABSENT).toString());
        try (SparkSubmitProcess sample =
                SparkSubmitProcess.start(shared.resolve("sample-data.log"), environment, arguments)) {
            assertThat(sample.exitCode()).as(sample.output()).isZero();
        }
    }

    private static Exported export(S3Spark spark, S3Spark.HadoopCloud cloud, String... options) throws Exception {
        Setting setting = Setting.of(spark.name().toLowerCase(java.util.Locale.ROOT), spark, cloud);
        try (SparkSubmitProcess export = setting.submit("export.log", s3.port(), options)) {
            int exitCode = export.exitCode();
            return new Exported(
                    exitCode,
                    export.output(),
                    exitCode == 0 ? setting.summary() : null,
                    setting.sandbox().ledger().requests());
        }
    }

    /** The output of an export that must end with 2. */
    private static String refused(String name, String... options) throws Exception {
        Setting setting = Setting.of(name, S3Spark.HADOOP_3_3, S3Spark.HadoopCloud.ABSENT, options);
        ExportSetting export = name.equals("secret")
                ? setting.export().withEnvironment("AWS_SECRET_ACCESS_KEY", "an-invented-secret-of-nobody")
                : setting.export();
        Setting wrong = new Setting(setting.folder(), setting.sandbox(), export, setting.spark(), setting.home());
        try (SparkSubmitProcess process = wrong.submit("export.log", s3.port())) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(2);
            return process.output();
        }
    }

    @AfterAll
    static void endThemAll() throws Exception {
        TWO.shutdownNow();
        for (AutoCloseable started : STARTED) {
            started.close();
        }
        if (s3 != null) {
            s3.close();
        }
    }

    @Test
    void exportsWithTheClientOfHadoop34ByConditionalWrites() throws Exception {
        Exported export = onHadoop34.get();

        assertExported(export, S3Spark.HADOOP_3_4);
        assertThat(export.output()).doesNotContain("conditional writes");
    }

    @Test
    void exportsWithTheClientOfHadoop33AndSaysOnceThatClaimsAreWeaker() throws Exception {
        Exported export = onHadoop33.get();

        assertExported(export, S3Spark.HADOOP_3_3);
        assertThat(export.output()).containsOnlyOnce("has no conditional writes with this Hadoop");
    }

    private static void assertExported(Exported export, S3Spark spark) throws IOException {
        assertThat(export.exitCode()).as(export.output()).isZero();
        assertThat(export.summary().get("spark_version").asText())
                .isEqualTo(spark.line().version());
        assertThat(export.summary().get("books_balance").asBoolean()).isTrue();
        assertThat(export.summary().at("/events/accepted").asInt()).isEqualTo(ROWS);
        assertThat(export.requests()).hasSize(export.summary().get("requests").asInt());
        assertThat(export.requests().stream().mapToLong(LedgerRequest::rows).sum())
                .isEqualTo(ROWS);
        assertNoSecretIn(export.output());
        Path results = s3.bucket("state").resolve(spark.name().toLowerCase(java.util.Locale.ROOT) + "/results");
        for (String table : List.of("payloads", "rejects", "runs")) {
            assertThat(committer(results.resolve(table))).as(table).isEqualTo("magic");
        }
    }

    /** As S3A's own committers leave it in the marker of a finished job; one made of renames leaves it empty. */
    private static String committer(Path table) throws IOException {
        try (Stream<Path> files = Files.walk(table)) {
            Path marker =
                    files.filter(file -> file.endsWith("_SUCCESS")).findFirst().orElseThrow();
            return JSON.readTree(marker.toFile()).path("committer").asText();
        }
    }

    @Test
    void namesTheBucketThatIsNotThere() throws Exception {
        String output = missingBucket.get();

        assertThat(output)
                .contains("results.path = s3a://no-such-bucket/results", "must be where the job can write to");
        assertNoSecretIn(output);
    }

    @Test
    void saysThatTheCredentialsAreRefused() throws Exception {
        String output = wrongSecret.get();

        assertThat(output).contains("work.path = s3a://state/secret/work", "results.path = s3a://state/secret/results");
        assertThat(output).contains("the store refuses the credentials it is shown (403)");
        assertNoSecretIn(output);
    }

    private static void assertNoSecretIn(String output) {
        assertThat(output).doesNotContain(S3Server.SECRET_KEY, "an-invented-secret-of-nobody", KEY, "\tat ");
    }

    /** Throttled while it plans, cut off while it sends, then without a store for good; the results are elsewhere. */
    @Test
    void ridesOutAStoreThatFailsForAWhileAndResumesAfterItIsGone() throws Exception {
        onHadoop34.get();
        Setting setting = Setting.of(
                "outages",
                S3Spark.HADOOP_3_4,
                S3Spark.HadoopCloud.PRESENT,
                "results.path = \"file://" + shared.resolve("outages/results") + "\"");
        List<String> patience = List.of(
                "--conf", "spark.hadoop.fs.s3a.attempts.maximum=2",
                "--conf", "spark.hadoop.fs.s3a.retry.limit=2",
                "--conf", "spark.hadoop.fs.s3a.retry.throttle.limit=5",
                "--conf", "spark.hadoop.fs.s3a.retry.throttle.interval=500ms");
        try (S3Relay relay = new S3Relay(s3.port())) {
            String[] options = patience.toArray(String[]::new);
            try (SparkSubmitProcess export = setting.submit("export.log", relay.port(), options)) {
                Path run = s3.bucket("state").resolve("outages/work/it/date=" + DATE + "/run=1");
                awaitOf(export, "payloads are written", () -> Files.exists(run.resolve("payloads")));
                outage(relay, S3Relay.Mode.SLOW_DOWN);
                awaitOf(export, "a payload is applied", () -> applied(setting) >= 1);
                outage(relay, S3Relay.Mode.CUT);
                int before = applied(setting);
                awaitOf(export, "it goes on after the outage", () -> applied(setting) > before);
                relay.turn(S3Relay.Mode.CUT);

                assertThat(export.exitCode()).as(export.output()).isEqualTo(6);
                assertThat(setting.rowsApplied()).isLessThan(ROWS);
                assertNoSecretIn(export.output());
            }
            relay.turn(S3Relay.Mode.PASS);
            try (SparkSubmitProcess again = setting.submit("again.log", relay.port(), options)) {
                // Whether the store went between an answer and its receipt decides.
                assertThat(again.exitCode()).as(again.output()).isIn(0, 7);
            }
        }
        JsonNode events = setting.summary().get("events");
        assertThat(setting.summary().get("books_balance").asBoolean()).isTrue();
        int accepted = events.get("accepted").asInt();
        int unknown = events.get("unknown").asInt();
        assertThat(accepted + unknown).isEqualTo(ROWS);
        assertThat(setting.rowsApplied()).isBetween((long) accepted, (long) ROWS);
        assertThat(setting.bodiesApplied()).doesNotHaveDuplicates();
        assertThat(shared.resolve("outages/results/runs")).isNotEmptyDirectory();
    }

    private static void outage(S3Relay relay, S3Relay.Mode mode) {
        relay.turn(mode);
        LockSupport.parkNanos(OUTAGE.toNanos());
        relay.turn(S3Relay.Mode.PASS);
    }

    private static int applied(Setting setting) {
        return (int) setting.sandbox().ledger().requests().stream()
                .filter(request -> request.rows() > 0)
                .count();
    }

    private static void awaitOf(SparkSubmitProcess export, String what, java.util.concurrent.Callable<Boolean> holds)
            throws Exception {
        Await.until(what, () -> {
            assertThat(export.isAlive())
                    .as("the export ended before its time:\n%s", export.output())
                    .isTrue();
            return holds.call();
        });
    }
}
