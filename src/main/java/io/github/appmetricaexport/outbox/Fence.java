package io.github.appmetricaexport.outbox;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Tells an owner of a date's lock, or a task that works for one, whether it has been replaced.
 *
 * <p>The lock is the file {@code _LOCK.<epoch>} of the highest epoch: taking over creates the next one, so an owner that
 * wakes up late finds a higher number and stops. An owner that finds no lock at all stops too: the file system with the
 * outbox was taken away, and what it sent is not on record where it looks now.
 */
public record Fence(Store store, Path folder) {
    private static final Pattern LOCK = Pattern.compile("_LOCK\\.([1-9]\\d{0,17})");

    /** Whether the lock of this epoch is there, and nobody has taken it since. */
    public boolean holds(long epoch) {
        return loss(epoch).isEmpty();
    }

    /**
     * Does nothing while the lock of this epoch is held.
     *
     * @throws LockHeldException when another run has taken over
     * @throws OutboxException when the lock is gone, and with it the outbox
     */
    void require(long epoch) {
        loss(epoch).ifPresent(loss -> {
            throw loss;
        });
    }

    /** Why the lock of this epoch is held no more; empty while it is. */
    Optional<RuntimeException> loss(long epoch) {
        NavigableMap<Long, Path> locks = locks();
        // A listing may pass over a file that is being replaced; a look at the file itself does not.
        boolean isThere = locks.containsKey(epoch) || store.exists(lock(epoch));
        if (isThere && locks.tailMap(epoch, false).isEmpty()) {
            return Optional.empty();
        }
        return highest().orElse(0L) > epoch
                ? Optional.of(new LockHeldException(
                        "another run took over " + folder + " while this one was silent; it goes on there"))
                : Optional.of(OutboxException.vanished(lock(epoch)));
    }

    Optional<Long> highest() {
        return Optional.ofNullable(locks().lastEntry()).map(Map.Entry::getKey);
    }

    /** By epoch; only the highest means anything. */
    NavigableMap<Long, Path> locks() {
        return store.numbered(folder, LOCK);
    }

    Path lock(long epoch) {
        return new Path(folder, "_LOCK." + epoch);
    }
}
