package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The claim to send one payload once: whoever creates this file, and nobody else, may make that attempt.
 *
 * <p>The file holds the parts' values side by side, in one flat object.
 */
public record Claim(AttemptId id, Sender sender, Lease lease) {
    /**
     * Who made it.
     *
     * @param epoch the claim on the date's lock under which it was made
     * @param host where the sender runs
     * @param task which task of the job it is
     * @param token unique, so that a sender can recognise its own claim after a lost answer of the file system
     */
    public record Sender(String applicationId, long epoch, String host, String task, String token) {}

    /** @param leaseUntil until then the sender may still be at it */
    public record Lease(Instant claimedAt, Instant leaseUntil) {
        public Lease {
            Objects.requireNonNull(claimedAt, "claimedAt");
            Objects.requireNonNull(leaseUntil, "leaseUntil");
        }
    }

    /** Longer than leases are; whoever could not write a claim to its end never acted on it. */
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

    /** What stands in for a claim that cannot be understood: somebody may be at it, until a lease from then on is over. */
    static Claim unreadable(AttemptId id, Instant writtenAt) {
        return new Claim(id, new Sender("", 0, "", "", ""), new Lease(writtenAt, writtenAt.plus(LONGEST_LEASE)));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Claim read(ObjectNode flat) {
        return new Claim(
                Json.convert(flat, AttemptId.class), Json.convert(flat, Sender.class), Json.convert(flat, Lease.class));
    }

    @JsonValue
    ObjectNode flat() {
        return Json.flat(id, sender, lease);
    }
}
