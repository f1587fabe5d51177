package io.github.appmetricaexport.outbox;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the owner of a lock writes to its file: beats, and in the end that it is given back. They come from two threads, in any
 * order; a beat that comes last takes nothing again.
 */
final class HeldLock {
    private final Supplier<Optional<RuntimeException>> loss;
    private final Consumer<LockRecord> file;
    private LockRecord record;

    /**
     * A lock that was taken.
     *
     * @param loss why the lock is held no more; empty while it is
     * @param file takes the record, in the place of the one before
     */
    HeldLock(LockRecord taken, Supplier<Optional<RuntimeException>> loss, Consumer<LockRecord> file) {
        record = taken;
        this.loss = loss;
        this.file = file;
    }

    /** Shows life; or tells why the lock is held no more, and writes nothing. */
    synchronized Optional<RuntimeException> beat() {
        // The heart may have begun this beat, and come so far only when the lock had been given back.
        return record.released() ? Optional.empty() : write(record.beating());
    }

    /** Gives it back, where it is still held; whether or not the file takes that, a beat that comes later writes nothing. */
    synchronized void giveBack() {
        write(record.given());
    }

    private Optional<RuntimeException> write(LockRecord next) {
        record = next;
        Optional<RuntimeException> lost = loss.get();
        if (lost.isEmpty()) {
            file.accept(next);
        }
        return lost;
    }
}
