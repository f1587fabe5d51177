package io.github.appmetricaexport.outbox;

import java.time.Instant;
import java.util.Objects;

/**
 * What a lock's file says.
 *
 * @param epoch one above that of the owner before
 * @param owner who holds it, in words for people: host, process, application
 * @param since when it was taken
 * @param beat counts up while the owner lives; only its change matters, so that no two clocks are compared
 * @param released whether the owner gave it back
 */
public record LockRecord(long epoch, String owner, Instant since, long beat, boolean released) {
    /** The beat of a lock whose file cannot be understood: when its owner lives, the next one is another. */
    private static final long UNREADABLE = -1;

    public LockRecord {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(since, "since");
    }

    static LockRecord unreadable() {
        return new LockRecord(0, "somebody, for its file cannot be understood", Instant.EPOCH, UNREADABLE, false);
    }

    /** Whether its file could be understood; if not, nothing but that there is one is known. */
    public boolean isReadable() {
        return beat != UNREADABLE;
    }

    LockRecord beating() {
        return new LockRecord(epoch, owner, since, beat + 1, released);
    }

    LockRecord given() {
        return new LockRecord(epoch, owner, since, beat + 1, true);
    }
}
