package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.outbox.FrozenPayloads.NOW;
import static io.github.appmetricaexport.outbox.FrozenPayloads.claim;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static io.github.appmetricaexport.outbox.FrozenPayloads.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OthersClaimsTest {
    private static final List<FrozenPayload> BOTH = List.of(payload("p1"), payload("p2"));

    @TempDir
    private java.nio.file.Path disk;

    private final Ticking clock = new Ticking();
    private Store store;
    private Journal journal;
    private Runnable atEachGlance = () -> {};

    /** A clock that only waiting moves. */
    private static final class Ticking extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("no test needs another zone");
        }
    }

    @BeforeEach
    void open() {
        store = new Store(new Configuration(false), new Path(disk.toString()));
        RunPaths paths = new RunPaths(disk.resolve("run=1").toString());
        journal = new Journal(store, paths);
        store.createIfAbsent(paths.manifest(), new byte[0]);
        store.createIfAbsent(new Path(disk.toString(), "_LOCK.1"), new byte[0]);
        journal.claim(claim("p1", 1, 60));
        journal.claim(claim("p2", 1, 90));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Waits, and tells for how long. */
    private Duration await(List<FrozenPayload> claimed) throws InterruptedException {
        new OthersClaims(journal, store, new FencingToken(disk.toString(), 1), clock, pause -> {
                    clock.now = clock.now.plus(pause);
                    atEachGlance.run();
                })
                .await(claimed);
        return Duration.between(NOW, clock.now);
    }

    @Test
    void waitsUntilTheLastLeaseIsOver() throws Exception {
        assertThat(await(BOTH)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void waitsNoLongerThanUntilEachHasItsReceipt() throws Exception {
        journal.record(receipt("p2", 1, AttemptOutcome.ACCEPTED, 200, ""));
        atEachGlance = () -> {
            if (clock.now.isAfter(NOW.plusSeconds(10))) {
                journal.record(receipt("p1", 1, AttemptOutcome.AMBIGUOUS, 0, "lost"));
            }
        };

        assertThat(await(BOTH)).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void waitsNoLongerThanALeaseIsWhereItsWritersClockWasAhead() throws Exception {
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        journal.claim(claim("p3", 1, new Claim.Lease(tomorrow, tomorrow.plusSeconds(60))));

        assertThat(await(List.of(payload("p3")))).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void waitsForNothingElse() throws Exception {
        assertThat(await(List.of())).isZero();
    }

    @Test
    void endsWithTheLock() throws Exception {
        store.createIfAbsent(new Path(disk.toString(), "_LOCK.2"), new byte[0]);

        assertThat(await(BOTH)).isZero();
    }
}
