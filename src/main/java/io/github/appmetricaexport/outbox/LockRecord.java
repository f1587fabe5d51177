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
record LockRecord(long epoch, String owner, Instant since, long beat, boolean released) {
    LockRecord {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(since, "since");
    }

    LockRecord beating() {
        return new LockRecord(epoch, owner, since, beat + 1, released);
    }

    LockRecord given() {
        return new LockRecord(epoch, owner, since, beat + 1, true);
    }
}
