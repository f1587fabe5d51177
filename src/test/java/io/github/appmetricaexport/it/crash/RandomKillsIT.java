package io.github.appmetricaexport.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two executors is killed at random, again and again, while a day of 200 payloads is sent; plain reruns end what they began.
 *
 * <p>{@code -Dkills.seconds=600} plays day after day until so much time has passed, {@code -Dkills.seed=S} begins with another seed. A
 * day takes minutes, since executors come back slowly: no build waits for it unasked. The day that is under way then is played to its
 * end; once three times as much has passed nobody is killed any more, so that it comes to one.
 */
@Tag("cluster")
@EnabledIfSystemProperty(named = "kills.seconds", matches = "\\d+")
class RandomKillsIT {
    private static final Duration KILLING = Duration.ofSeconds(Integer.getInteger("kills.seconds", 0));
    private static final long FIRST_SEED = Long.getLong("kills.seed", 1);
    private static final int ROWS = 2_000;
    private static final int PAYLOADS = 200;
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path folder;

    private Path lake;
    private String date;
    private Path jar;
    private Instant end;
    private Instant peace;
    private int kills;
    private int exports;

    @Test
    void doublesAndLosesNothingWhoeverDiesWheneverItIs() throws Exception {
        date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS);
        jar = CrashJar.write(folder.resolve("crash.jar"));
        Instant begin = CLOCK.instant();
        end = begin.plus(KILLING);
        peace = begin.plus(KILLING.multipliedBy(3));
        for (long seed = FIRST_SEED; seed == FIRST_SEED || CLOCK.instant().isBefore(end); seed++) {
            play(seed);
        }
    }

    private void play(long seed) throws Exception {
        Random random = new Random(seed);
        kills = 0;
        exports = 0;
        try (CrashDay day = CrashDay.open(folder.resolve("day-" + seed), lake, date, jar, "slow:1:delay=0.5")) {
            day.set("payload.max-rows = " + ROWS / PAYLOADS);
            day.set("upload { call-timeout = 5s, max-concurrent-requests = 4 }");
            boolean inPeace;
            int exitCode;
            CrashBooks books;
            do {
                // Whether or not something is in doubt already, the same command goes on with what nobody has claimed.
                inPeace = isPeace();
                exitCode = exportUnderFire(day, random);
                books = day.books();
                books.assertThatThePromiseHolds();
            } while (!inPeace && !isWhole(books));
            assertThat(isWhole(books)).as("every payload is claimed").isTrue();
            assertThat(kills).as("executors that were killed").isPositive();
            assertThat(books.sha256OfPayload()).as("payloads").hasSizeGreaterThanOrEqualTo(PAYLOADS);
            assertThat(exitCode).isEqualTo(books.inDoubt().isEmpty() ? 0 : 7);
            books.assertThatTheSummaryAgrees(ROWS, exitCode);
            System.out.printf(
                    "seed %d: %d kills in %d exports%s; %d payloads, %d requests applied, %d in doubt, %d of them applied%n",
                    seed,
                    kills,
                    exports,
                    isPeace() ? ", in peace in the end" : "",
                    books.sha256OfPayload().size(),
                    applied(day),
                    books.inDoubt().size(),
                    books.inDoubt(true).size());
            assertThatEveryEventIsAppliedOnceWhenTheDoubtsAreResolved(day, books);
        }
    }

    private boolean isPeace() {
        return CLOCK.instant().isAfter(peace);
    }

    private static boolean isWhole(CrashBooks books) {
        return !books.sha256OfPayload().isEmpty()
                && books.claimed().size() == books.sha256OfPayload().size();
    }

    private static void assertThatEveryEventIsAppliedOnceWhenTheDoubtsAreResolved(CrashDay day, CrashBooks books)
            throws Exception {
        Set<String> lost = books.inDoubt(false);
        Set<String> applied = books.inDoubt(true);
        if (!applied.isEmpty()) {
            assertThat(day.resolve(applied, "accepted")).isEqualTo(lost.isEmpty() ? 0 : 7);
        }
        if (!lost.isEmpty()) {
            assertThat(day.resolve(lost, "not-applied")).isEqualTo(6);
        }
        assertThat(day.run()).isZero();
        day.books().assertThatThePromiseHolds();
        assertThat(applied(day)).isEqualTo(books.sha256OfPayload().size());
    }

    private static long applied(CrashDay day) {
        return day.requests().stream().filter(request -> request.rows() > 0).count();
    }

    /** Exports to the end; whoever of its executors chance picks is killed, as long as it runs and there is no peace. */
    private int exportUnderFire(CrashDay day, Random random) throws Exception {
        exports++;
        try (SparkSubmitProcess export = day.submit(List.of(), "--master", "local-cluster[2,1,1024]")) {
            while (export.isAlive() && !isPeace()) {
                int before = day.requests().size();
                Instant next = CLOCK.instant().plusMillis(200 + random.nextInt(1_500));
                // Not before something was sent: on a busy machine they would die at birth, all of them.
                Await.until(
                        "the next one is killed",
                        () -> !export.isAlive()
                                || CLOCK.instant().isAfter(next)
                                        && day.requests().size() > before);
                List<ProcessHandle> executors = export.descendants(CrashDay.EXECUTOR);
                if (!executors.isEmpty()
                        && executors.get(random.nextInt(executors.size())).destroyForcibly()) {
                    kills++;
                }
            }
            int exitCode = export.exitCode();
            assertThat(exitCode).as(export.output()).isIn(0, 6, 7);
            return exitCode;
        }
    }
}
