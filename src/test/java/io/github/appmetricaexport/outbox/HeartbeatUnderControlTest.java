package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.ControlledThreads.begin;
import static io.github.appmetricaexport.ControlledThreads.inManyOrders;

import io.github.appmetricaexport.ControlledThreads.Worker;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * An owner's heart and its end, and whoever takes the lock over, in many orders of their threads' steps.
 *
 * <p>Played is what an owner decides when it beats and gives back, {@link HeldLock}. The lock's file, the epochs beside it and whoever takes
 * over stand in for {@link Store}, {@link Fence} and {@link RunLock}: the scheduler plays no files, not even those of a file system in
 * memory, since it takes the loops in Hadoop's paths for threads that wait. The real ones are {@link RunLockTest}'s.
 */
class HeartbeatUnderControlTest {
    private static final LockRecord TAKEN = new LockRecord(1, "an invented owner", Instant.EPOCH, 0, false);

    /** Stands in for the lock's file and the highest epoch beside it. */
    private static final class Folder {
        private volatile LockRecord file = TAKEN;
        private volatile long highest = TAKEN.epoch();
        private volatile boolean tookOver;

        HeldLock lock() {
            return new HeldLock(TAKEN, this::loss, this::write);
        }

        private Optional<RuntimeException> loss() {
            return highest > TAKEN.epoch() ? Optional.of(new LockHeldException("taken over")) : Optional.empty();
        }

        private void write(LockRecord next) {
            require(!file.released(), "a lock that was given back is written again");
            require(next.beat() > file.beat(), "beat " + next.beat() + " comes after " + file.beat());
            file = next;
        }

        /** Does as whoever finds the lock held: by its file he sees that it was given back, that its owner lives, or neither. */
        void takeOver() {
            LockRecord seen = file;
            LockRecord now = file;
            if (now.released() || now.beat() == seen.beat()) {
                highest = TAKEN.epoch() + 1;
                tookOver = true;
            }
        }
    }

    @Test
    void aLockThatWasGivenBackIsNotTakenAgainByABeat() {
        inManyOrders(() -> {
            Folder folder = new Folder();
            HeldLock lock = folder.lock();
            Worker heart = begin(() -> {
                lock.beat();
                lock.beat();
            });
            lock.giveBack();
            heart.join();
            require(folder.file.released(), "the lock that was given back is held");
        });
    }

    /** The file of an owner that was replaced means nothing any more, but the owner has to know. */
    @Test
    void anOwnerThatWasReplacedIsToldAtItsNextBeatAndWritesNothing() {
        inManyOrders(() -> {
            Folder folder = new Folder();
            HeldLock lock = folder.lock();
            Worker next = begin(folder::takeOver);
            lock.beat();
            next.join();
            LockRecord last = folder.file;
            boolean isTold = lock.beat().isPresent();
            require(isTold == folder.tookOver, "an owner is told wrongly whether it was replaced");
            require(
                    isTold == folder.file.equals(last),
                    "an owner writes when it was replaced, or does not when it was not");
        });
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
