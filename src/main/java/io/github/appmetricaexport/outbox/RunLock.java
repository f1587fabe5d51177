package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.time.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work on one job and date, held by at most one run.
 *
 * <p>The owner's heartbeat changes the lock's file. Whoever finds a lock watches the file by his own clock: when it changes
 * the owner lives; when it stands still for {@code work.lock-timeout} the owner counts as dead and the next epoch is
 * claimed. No two hosts' clocks are ever compared.
 */
public final class RunLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

    /** Heartbeats in one lock timeout: some may be late or lost. */
    private static final int BEATS_PER_TIMEOUT = 6;

    private final Fence fence;
    private final Duration timeout;
    private final ScheduledExecutorService heart =
            Executors.newSingleThreadScheduledExecutor(new BasicThreadFactory.Builder()
                    .namingPattern("lock-heartbeat")
                    .daemon(true)
                    .build());
    private final LockRecord taken;
    private final HeldLock held;

    private RunLock(Fence fence, LockRecord taken, Duration timeout) {
        this.fence = fence;
        this.taken = taken;
        this.timeout = timeout;
        held = new HeldLock(
                taken,
                () -> fence.loss(taken.epoch()),
                record -> fence.store().publish(fence.lock(record.epoch()), Json.write(record)));
    }

    /**
     * Takes the lock, waiting for as long as it takes to see whether its owner lives.
     *
     * @param owner who asks, for whoever finds the lock held
     * @param waiting is told once, in words, when there is something to wait for
     * @throws LockHeldException when another run lives, or was quicker
     */
    public static RunLock acquire(
            Fence fence, String owner, Duration timeout, Clock clock, Sleeper sleeper, Consumer<String> waiting) {
        Store store = fence.store();
        Path folder = fence.folder();
        Optional<Long> last = fence.highest();
        if (last.isPresent()) {
            awaitDeath(store, fence.lock(last.get()), timeout, sleeper, waiting);
        }
        LockRecord mine = new LockRecord(last.orElse(0L) + 1, owner, clock.instant(), 0, false);
        if (!store.createIfAbsent(fence.lock(mine.epoch()), Json.write(mine))) {
            throw new LockHeldException("another run took the lock of " + folder + " in the same moment");
        }
        RunLock lock = new RunLock(fence, mine, timeout);
        if (!lock.isHeld()) {
            // Whoever was slower than a whole timeout between looking and creating.
            throw new LockHeldException("another run took the lock of " + folder + " in the meantime");
        }
        fence.locks().headMap(mine.epoch()).values().forEach(store::delete);
        return lock;
    }

    private static void awaitDeath(
            Store store, Path file, Duration timeout, Sleeper sleeper, Consumer<String> waiting) {
        LockRecord seen = read(store, file);
        if (seen.released()) {
            return;
        }
        waiting.accept("the lock " + file + " is " + holder(seen) + ": watching whether it still lives, "
                + timeout.toSeconds() + " s at most");
        Duration pause = timeout.dividedBy(BEATS_PER_TIMEOUT);
        for (int look = 0; look < BEATS_PER_TIMEOUT; look++) {
            try {
                sleeper.sleep(pause);
            } catch (InterruptedException e) {
                throw OutboxException.interrupted("interrupted", e);
            }
            LockRecord now = read(store, file);
            if (now.released()) {
                return;
            }
            if (now.beat() != seen.beat()) {
                throw new LockHeldException("another run works on the date: the lock " + file + " is " + holder(now)
                        + ", and it is alive. Wait for it, or stop it and run again");
            }
        }
        LOG.warn("taking over the lock {} of {}: no sign of life for {} s", file, seen.owner(), timeout.toSeconds());
    }

    private static LockRecord read(Store store, Path file) {
        if (!store.exists(file)) {
            // Whoever took the next epoch has already swept this one.
            throw new LockHeldException("another run took over " + file + " in the same moment");
        }
        try {
            return store.read(file, LockRecord.class);
        } catch (SpoiltFileException spoilt) {
            return LockRecord.unreadable();
        }
    }

    private static String holder(LockRecord record) {
        return "held by " + record.owner() + (record.isReadable() ? " since " + record.since() : "");
    }

    /** Who holds a date's lock, in words. */
    public static String describe(Store store, Path folder) {
        return look(store, folder)
                .map(record -> (record.released() ? "free, last " : "") + holder(record))
                .orElse("never taken");
    }

    /** What a date's lock says; empty when it was never taken. */
    public static Optional<LockRecord> look(Store store, Path folder) {
        Fence fence = new Fence(store, folder);
        return fence.highest().map(epoch -> read(store, fence.lock(epoch)));
    }

    /** Begins to show life; {@code lost} is told once, with what {@link #requireHeld()} throws, when the lock is lost. */
    @SuppressWarnings("FutureReturnValueIgnored") // A beat catches what fails, and the heart ends with the lock.
    public void beat(Consumer<RuntimeException> lost) {
        long every = timeout.dividedBy(2L * BEATS_PER_TIMEOUT).toMillis();
        heart.scheduleWithFixedDelay(() -> beatOnce(lost), every, every, TimeUnit.MILLISECONDS);
    }

    private void beatOnce(Consumer<RuntimeException> lost) {
        try {
            held.beat().ifPresent(loss -> {
                heart.shutdown();
                lost.accept(loss);
            });
        } catch (RuntimeException e) {
            // A file system that fails for a moment must not end the heart: the next beat may pass.
            LOG.warn("the lock's heartbeat failed: {}", e.getMessage());
        }
    }

    /** The number under which this run claims; every later owner's is higher. */
    public long epoch() {
        return taken.epoch();
    }

    /** The same, for whoever works for this run. */
    public FencingToken token() {
        return new FencingToken(fence.folder().toString(), epoch());
    }

    /** When this run took it. */
    public Instant since() {
        return taken.since();
    }

    /** Whether it is there, and nobody has taken over. */
    public boolean isHeld() {
        return fence.holds(taken.epoch());
    }

    /**
     * Does nothing while the lock is held.
     *
     * @throws LockHeldException when another run has taken over
     * @throws OutboxException when the lock is gone, and with it the outbox
     */
    public void requireHeld() {
        fence.require(taken.epoch());
    }

    /** Gives the lock back, so that the next run need not wait. */
    @Override
    public void close() {
        // A beat under way comes to its end: S3's client would log a stack trace of an upload that was interrupted.
        heart.shutdown();
        try {
            held.giveBack();
        } catch (OutboxException e) {
            // The run is settled; the next one only has to wait until the lock has stood still.
            LOG.warn("the lock was not given back: {}", e.getMessage());
        }
    }
}
