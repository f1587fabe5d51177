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
 * wakes up late finds a higher number and stops.
 */
public record Fence(Store store, Path folder) {
    private static final Pattern LOCK = Pattern.compile("_LOCK\\.([1-9]\\d{0,17})");

    /** Whether nobody has taken the lock since this epoch began. */
    public boolean holds(long epoch) {
        return highest().orElse(0L) <= epoch;
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
