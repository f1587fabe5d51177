package io.github.appmetricaexport.it.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store that turns requests away and loses answers all through an export: what was written and not answered is found to be
 * the job's own, so that nothing is in doubt, nothing is sent twice, and the lock is given back.
 *
 * <p>{@code -Ds3.seeds=20} plays more, {@code -Ds3.seed=7} one.
 */
@Tag("cluster")
class S3LossIT {
    private static final int ROWS = 240;
    /** Of the client, between its tries: these may be many. */
    private static final List<String> HASTE = List.of(
            "--conf", "spark.hadoop.fs.s3a.retry.interval=100ms",
            "--conf", "spark.hadoop.fs.s3a.retry.throttle.interval=100ms");

    private static final String DATE =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static S3Server s3;

    @BeforeAll
    static void makeTheDay() throws Exception {
        s3 = S3Server.start(shared, "lake", "state");
        S3Day.makeSource(s3, shared, DATE, ROWS);
    }

    @AfterAll
    static void end() {
        if (s3 != null) {
            s3.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void doubtsAndDoublesNothingWhateverAnswersAreLost(S3Spark spark) throws Exception {
        Path home = spark.home(S3Spark.HadoopCloud.ABSENT);
        Long only = Long.getLong("s3.seed");
        long[] seeds = only == null
                ? LongStream.rangeClosed(1, Integer.getInteger("s3.seeds", 1)).toArray()
                : new long[] {only};
        for (long seed : seeds) {
            Path folder = shared.resolve(spark.name().toLowerCase(Locale.ROOT) + "-" + seed);
            try (S3Day day = S3Day.of(s3, folder, DATE, home, List.of());
                    LossyRelay relay = new LossyRelay(s3.port(), seed);
                    SparkSubmitProcess export = day.submit("export.log", relay.port(), HASTE)) {
                assertThat(export.exitCode())
                        .as("seed %d: %s", seed, export.output())
                        .isZero();
                assertThat(relay.throttled()).isPositive();
                assertThat(relay.lost()).anyMatch(isWriteOf("/_LOCK.")).anyMatch(isWriteOf("/intents/"));
                assertSentOnce(day, "seed " + seed + ", lost: " + relay.lost());
            }
        }
    }

    private static Predicate<String> isWriteOf(String part) {
        return request -> request.startsWith("PUT ") && request.contains(part);
    }

    private static void assertSentOnce(S3Day day, String played) throws IOException {
        JsonNode summary = day.summary();
        assertThat(summary.get("books_balance").asBoolean()).as(played).isTrue();
        assertThat(summary.at("/events/accepted").asLong()).as(played).isEqualTo(ROWS);
        assertThat(day.sandbox().rowsApplied()).as(played).isEqualTo(ROWS);
        assertThat(day.sandbox().ledger().requests())
                .as(played)
                .hasSize(summary.get("requests").asInt());
        assertThat(day.sandbox().bodiesApplied()).as(played).doesNotHaveDuplicates();
        List<Path> locks = ClusterJars.in(day.run().getParent(), "_LOCK.");
        assertThat(locks).as(played).hasSize(1);
        assertThat(JSON.readTree(locks.get(0).toFile()).get("released").asBoolean())
                .as(played)
                .isTrue();
    }
}
