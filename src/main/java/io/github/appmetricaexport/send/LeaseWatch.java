package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.PayloadHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long running leases are waited for: to their ends, and by this process's own clock no longer than a lease is long.
 *
 * <p>A lease that ends later than that was written by a clock that is ahead: whoever wrote it is long done, or dead, and
 * waiting on tells nothing more.
 */
final class LeaseWatch {
    private final Map<AttemptId, Instant> seenAt = new HashMap<>();

    /** Until when it is worth waiting for the payload; empty when none of its leases runs. */
    Optional<Instant> until(PayloadHistory history, Instant now) {
        return history.running(now)
                .map(claim -> until(claim, now))
                .max(Comparator.naturalOrder())
                .filter(now::isBefore);
    }

    private Instant until(Claim claim, Instant now) {
        Claim.Lease lease = claim.lease();
        Duration length = Duration.between(lease.claimedAt(), lease.leaseUntil());
        Instant longest = seenAt.computeIfAbsent(claim.id(), first -> now).plus(length);
        return longest.isBefore(lease.leaseUntil()) ? longest : lease.leaseUntil();
    }
}
