package io.github.appmetricaexport.outbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Tells an owner of a date's lock, or a task that works for one, whether it has been replaced.
 *
 * <p>The lock is the file {@code _LOCK.<epoch>} of the highest epoch: taking over creates the next one, so an owner that
 * wakes up late finds a higher number and stops.
 */
public record Fence(Store store, Path folder) {
    static final Pattern LOCK = Pattern.compile("_LOCK\\.(\\d{1,18})");

    /** Whether nobody has taken the lock since this epoch began. */
    public boolean holds(long epoch) {
        return highest().orElse(0L) <= epoch;
    }

    Optional<Long> highest() {
        long highest = 0;
        for (FileStatus entry : store.list(folder)) {
            Matcher lock = LOCK.matcher(entry.getPath().getName());
            if (lock.matches()) {
                highest = Math.max(highest, Long.parseLong(lock.group(1)));
            }
        }
        return highest == 0 ? Optional.empty() : Optional.of(highest);
    }

    Path lock(long epoch) {
        return new Path(folder, "_LOCK." + epoch);
    }
}
