package io.github.appmetricaexport.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.time.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may work on a date. Time passes only where a test's sleeper makes it pass. */
class RunLockTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private java.nio.file.Path disk;

    private final List<Duration> slept = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Store store;
    private Path folder;

    @BeforeEach
    void open() {
        folder = new Path(disk.resolve("date=2026-11-22").toString());
        store = new Store(new Configuration(false), folder);
        store.probe(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private RunLock acquire(String owner, Runnable whileItSleeps) {
        Sleeper sleeper = duration -> {
            slept.add(duration);
            whileItSleeps.run();
        };
        return RunLock.acquire(new Fence(store, folder), owner, TIMEOUT, CLOCK, sleeper, said::add);
    }

    private RunLock acquire(String owner) {
        return acquire(owner, () -> {});
    }

    private void write(LockRecord record) {
        store.publish(new Path(folder, "_LOCK." + record.epoch()), Json.write(record));
    }

    private static LockRecord heldBy(String owner, long epoch) {
        return new LockRecord(epoch, owner, CLOCK.instant(), 0, false);
    }

    @Test
    void isTakenAtOnceWhenNobodyEverHeldIt() {
        RunLock lock = acquire("process 1");

        assertThat(lock.epoch()).isEqualTo(1);
        assertThat(lock.isHeld()).isTrue();
        assertThat(slept).isEmpty();
        assertThat(RunLock.describe(store, folder)).isEqualTo("held by process 1 since 2026-11-22T12:00:00Z");
    }

    @Test
    void isTakenAtOnceWhenItWasGivenBack() {
        acquire("process 1").close();
        assertThat(RunLock.describe(store, folder)).startsWith("free, last held by process 1");

        assertThat(acquire("process 2").epoch()).isEqualTo(2);
        assertThat(slept).isEmpty();
    }

    @Test
    void isRefusedWhileItsOwnerLivesAndNamesTheOwner() {
        write(heldBy("process 1 on host-a", 1));

        assertThatThrownBy(() -> acquire(
                        "process 2",
                        () -> write(heldBy("process 1 on host-a", 1).beating())))
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("process 1 on host-a")
                .hasMessageContaining("it is alive");
        assertThat(said).singleElement().asString().contains("held by process 1 on host-a", "30 s at most");
        assertThat(new Fence(store, folder).highest()).contains(1L);
    }

    @Test
    void isTakenOverFromADeadOwnerUnderAHigherEpoch() {
        write(heldBy("process 1", 7));

        RunLock lock = acquire("process 2");

        assertThat(lock.epoch()).isEqualTo(8);
        assertThat(slept.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(TIMEOUT);
        assertThat(store.exists(new Path(folder, "_LOCK.7"))).isFalse();
    }

    @Test
    void isTakenAsSoonAsItsOwnerGivesItBack() {
        write(heldBy("process 1", 1));

        RunLock lock = acquire("process 2", () -> write(heldBy("process 1", 1).given()));

        assertThat(lock.epoch()).isEqualTo(2);
        assertThat(slept).hasSize(1);
    }

    @Test
    void goesToOneOfTwoThatTakeOver() {
        write(heldBy("process 1", 1));
        int looks = 6;

        assertThatThrownBy(() -> acquire("process 2", () -> {
                    if (slept.size() == looks) {
                        // Between this one's last look and its claim.
                        LockRecord theirs = heldBy("process 3", 2);
                        assertThat(store.createIfAbsent(new Path(folder, "_LOCK.2"), Json.write(theirs)))
                                .isTrue();
                    }
                }))
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("in the same moment");
        assertThat(RunLock.describe(store, folder)).contains("process 3");
    }

    @Test
    void tellsAnOldOwnerThatItWasReplaced() throws Exception {
        RunLock old = RunLock.acquire(
                new Fence(store, folder), "process 1", Duration.ofMillis(120), CLOCK, slept::add, said::add);
        write(heldBy("process 2", 2));
        CountDownLatch told = new CountDownLatch(1);

        old.beat(loss -> told.countDown());

        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(old.isHeld()).isFalse();
        old.close();
        assertThat(RunLock.describe(store, folder)).as("the new owner's lock").startsWith("held by process 2");
        assertThat(new Fence(store, folder).holds(1)).isFalse();
        assertThat(new Fence(store, folder).holds(2)).isTrue();
    }

    @Test
    void isLostWhenItsFileIsGoneAndIsNotWrittenAnew() throws Exception {
        RunLock lock = RunLock.acquire(
                new Fence(store, folder), "process 1", Duration.ofMillis(120), CLOCK, slept::add, said::add);
        FencingToken token = lock.token();
        Files.move(disk.resolve("date=2026-11-22"), disk.resolve("moved"));
        CompletableFuture<RuntimeException> told = new CompletableFuture<>();

        lock.beat(told::complete);

        assertThat(told.get(10, TimeUnit.SECONDS))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("the outbox has vanished: " + folder + "/_LOCK.1 is gone");
        assertThat(lock.isHeld()).isFalse();
        assertThat(token.isCurrent(store)).as("to a task").isFalse();
        assertThatThrownBy(lock::requireHeld).hasMessageContaining("the outbox has vanished");
        lock.close();
        assertThat(disk.resolve("date=2026-11-22")).doesNotExist();
    }

    @Test
    void showsLifeUntilItIsClosed() throws Exception {
        RunLock lock = RunLock.acquire(
                new Fence(store, folder), "process 1", Duration.ofMillis(120), CLOCK, slept::add, said::add);
        lock.beat(loss -> {});
        java.nio.file.Path file = disk.resolve("date=2026-11-22").resolve("_LOCK.1");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.readString(file).contains("\"beat\":0,") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        lock.close();

        assertThat(Files.readString(file, StandardCharsets.UTF_8))
                .doesNotContain("\"beat\":0,")
                .contains("\"released\":true");
    }

    /** S3's client logs a stack trace of an upload that is interrupted. */
    @Test
    void aBeatUnderWayComesToItsEndWhenTheLockIsGivenBack() throws Exception {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.slow.impl", SlowFileSystem.class.getName());
        Path there = new Path("slow://" + folder.toUri().getPath());
        try (Store slow = new Store(configuration, there)) {
            RunLock lock = RunLock.acquire(
                    new Fence(slow, there), "process 1", Duration.ofMillis(120), CLOCK, slept::add, said::add);
            Thread closer = new Thread(lock::close);
            SlowFileSystem.awaited = closer;
            lock.beat(loss -> {});
            assertThat(SlowFileSystem.BEGUN.await(10, TimeUnit.SECONDS)).isTrue();

            closer.start();
            closer.join(TimeUnit.SECONDS.toMillis(10));

            assertThat(SlowFileSystem.interrupted).isFalse();
        }
        assertThat(Files.readString(disk.resolve("date=2026-11-22").resolve("_LOCK.1")))
                .contains("\"released\":true");
    }

    /** The local disk, where a write lasts until a thread waits for whoever writes. */
    public static final class SlowFileSystem extends RawLocalFileSystem {
        private static final CountDownLatch BEGUN = new CountDownLatch(1);
        private static volatile Thread awaited;
        private static volatile boolean interrupted;

        @Override
        public URI getUri() {
            return URI.create("slow:///");
        }

        @Override
        public FSDataOutputStream create(
                Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
                throws IOException {
            Thread waiting = awaited;
            if (waiting != null && Thread.currentThread() != waiting) {
                BEGUN.countDown();
                while (waiting.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
                interrupted = Thread.interrupted();
            }
            return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
        }
    }

    @Test
    void takesNoOtherFileForALock() {
        store.publish(new Path(folder, "_LOCK.x"), new byte[0]);
        store.publish(new Path(folder, "_LOCK.1.tmp"), new byte[0]);
        store.publish(new Path(folder, "run=1"), new byte[0]);

        assertThat(acquire("process 1").epoch()).isEqualTo(1);
    }
}
