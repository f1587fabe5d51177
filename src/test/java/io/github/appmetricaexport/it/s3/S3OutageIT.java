package io.github.appmetricaexport.it.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.IcebergCatalog;
import io.github.appmetricaexport.it.IcebergTable;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that throttles while the job plans, cuts every connection while it sends, and then stays away. Source and outbox are
 * on it, the results elsewhere.
 */
@Tag("cluster")
class S3OutageIT {
    private static final int ROWS = 240;
    private static final Duration OUTAGE = Duration.ofMillis(600);
    private static final List<String> PATIENCE = List.of(
            "--conf", "spark.hadoop.fs.s3a.attempts.maximum=2",
            "--conf", "spark.hadoop.fs.s3a.retry.limit=2",
            "--conf", "spark.hadoop.fs.s3a.retry.interval=250ms",
            "--conf", "spark.hadoop.fs.s3a.retry.throttle.limit=5",
            "--conf", "spark.hadoop.fs.s3a.retry.throttle.interval=500ms");
    private static final String DATE =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    private static final ExecutorService TWO = Executors.newFixedThreadPool(2);

    @TempDir
    private static Path shared;

    private static S3Server s3;
    private static Future<JsonNode> onHadoop33;
    private static Future<JsonNode> onHadoop34;

    @BeforeAll
    static void sufferBothAtATime() throws Exception {
        s3 = S3Server.start(shared, "lake", "state");
        S3Day.makeSource(s3, shared, DATE, ROWS);
        Path hadoop33 = S3Spark.HADOOP_3_3.home(S3Spark.HadoopCloud.ABSENT);
        Path hadoop34 = S3Spark.HADOOP_3_4.home(S3Spark.HadoopCloud.ABSENT);
        onHadoop33 = TWO.submit(() -> suffer(
                "hadoop33",
                hadoop33,
                List.of(),
                "results.path = \"file://" + shared.resolve("hadoop33/results") + "\""));
        onHadoop34 = TWO.submit(() -> suffer(
                "hadoop34",
                hadoop34,
                IcebergCatalog.options(shared.resolve("warehouse")),
                "results { path = null, tables = " + IcebergCatalog.NAME + ".audit }"));
    }

    @AfterAll
    static void endThemAll() throws Exception {
        TWO.shutdownNow();
        TWO.awaitTermination(1, TimeUnit.MINUTES);
        if (s3 != null) {
            s3.close();
        }
    }

    @Test
    void ridesOutAndResumesWithTheClientOfHadoop33() throws Exception {
        assertThat(onHadoop33.get().get("books_balance").asBoolean()).isTrue();
        assertThat(shared.resolve("hadoop33/results/runs")).isNotEmptyDirectory();
    }

    @Test
    void ridesOutAndResumesWithTheClientOfHadoop34AndResultsInACatalog() throws Exception {
        JsonNode summary = onHadoop34.get();
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        long payloads = 0;
        for (JsonNode ofAnOutcome : summary.get("payloads")) {
            payloads += ofAnOutcome.asLong();
        }
        Path tables = shared.resolve("warehouse/audit");
        assertThat(IcebergTable.read(tables.resolve("payloads")).rowsBySnapshot())
                .endsWith(payloads);
        assertThat(IcebergTable.read(tables.resolve("runs")).rowsBySnapshot()).endsWith(1L);
    }

    /** The summary after the last run. */
    private static JsonNode suffer(String name, Path home, List<String> sparkOptions, String results) throws Exception {
        List<String> options = new ArrayList<>(PATIENCE);
        options.addAll(sparkOptions);
        try (S3Day day = S3Day.of(s3, shared.resolve(name), DATE, home, List.of("--fault=slow:1:delay=0.3"), results);
                S3Relay relay = new S3Relay(s3.port())) {
            try (SparkSubmitProcess export = day.submit("export.log", relay.port(), options)) {
                SandboxProcess sandbox = day.sandbox();
                awaitOf(
                        export,
                        "payloads are written",
                        () -> Files.exists(day.run().resolve("payloads")));
                outage(relay, S3Relay.Mode.SLOW_DOWN);
                awaitOf(export, "a payload is applied", () -> sandbox.requestsApplied() >= 1);
                outage(relay, S3Relay.Mode.CUT);
                long before = sandbox.requestsApplied();
                awaitOf(export, "it goes on after the outage", () -> sandbox.requestsApplied() > before);
                relay.turn(S3Relay.Mode.CUT);

                assertThat(export.exitCode()).as(export.output()).isEqualTo(6);
                assertThat(sandbox.rowsApplied()).isLessThan(ROWS);
                S3Day.assertNoSecretIn(export.output());
            }
            relay.turn(S3Relay.Mode.PASS);
            try (SparkSubmitProcess again = day.submit("again.log", relay.port(), options)) {
                // Whether the store went between an answer and its receipt decides.
                assertThat(again.exitCode()).as(again.output()).isIn(0, 7);
            }
            JsonNode events = day.summary().get("events");
            long accepted = events.get("accepted").asLong();
            assertThat(accepted + events.get("unknown").asLong()).isEqualTo(ROWS);
            assertThat(day.sandbox().rowsApplied()).isBetween(accepted, (long) ROWS);
            assertThat(day.sandbox().bodiesApplied()).doesNotHaveDuplicates();
            return day.summary();
        }
    }

    private static void outage(S3Relay relay, S3Relay.Mode mode) throws Exception {
        int before = relay.turnedAway();
        relay.turn(mode);
        Await.until("the store is asked meanwhile", () -> relay.turnedAway() > before);
        LockSupport.parkNanos(OUTAGE.toNanos());
        relay.turn(S3Relay.Mode.PASS);
    }

    private static void awaitOf(SparkSubmitProcess export, String what, Callable<Boolean> holds) throws Exception {
        Await.until(what, () -> {
            assertThat(export.isAlive())
                    .as("the export ended before its time:\n%s", export.output())
                    .isTrue();
            return holds.call();
        });
    }
}
