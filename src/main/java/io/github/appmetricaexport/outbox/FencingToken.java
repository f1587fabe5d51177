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

    /** Whether the lock is there, and nobody has taken it since. */
    public boolean isCurrent(Store store) {
        return new Fence(store, new Path(folder)).holds(epoch);
    }

    /**
     * Does nothing while it is so.
     *
     * @throws LockHeldException when another run has taken over
     * @throws OutboxException when the lock is gone, and with it the outbox
     */
    public void requireCurrent(Store store) {
        new Fence(store, new Path(folder)).require(epoch);
    }
}
