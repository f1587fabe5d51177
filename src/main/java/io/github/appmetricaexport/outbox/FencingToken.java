package io.github.appmetricaexport.outbox;

import java.io.Serializable;
import org.apache.hadoop.fs.Path;

/**
 * Under which claim on a date's lock somebody works, here or on an executor.
 *
 * @param folder where the lock lies
 * @param epoch of the lock; every later owner's is higher
 */
public record FencingToken(String folder, long epoch) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether nobody has taken the lock since. */
    public boolean isCurrent(Store store) {
        return new Fence(store, new Path(folder)).holds(epoch);
    }
}
