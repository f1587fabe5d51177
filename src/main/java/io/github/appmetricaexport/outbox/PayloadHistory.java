package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything the outbox holds on one payload.
 *
 * @param claims by attempt
 * @param receipts by attempt
 * @param resolutions in any order
 * @param split when its halves stand in for it
 * @param damage files that cannot be understood, and are none of the above
 */
public record PayloadHistory(
        FrozenPayload payload,
        SortedMap<Integer, Claim> claims,
        SortedMap<Integer, Receipt> receipts,
        List<Resolution> resolutions,
        Optional<Split> split,
        Damage damage) {

    /** One whose files can all be understood. */
    public PayloadHistory(
            FrozenPayload payload,
            SortedMap<Integer, Claim> claims,
            SortedMap<Integer, Receipt> receipts,
            List<Resolution> resolutions,
            Optional<Split> split) {
        this(payload, claims, receipts, resolutions, split, Damage.NONE);
    }

    /**
     * These payloads and what they were halved into.
     *
     * @param histories each payload before its halves
     */
    public static Set<String> withHalves(Set<String> payloadIds, List<PayloadHistory> histories) {
        Set<String> all = new HashSet<>(payloadIds);
        histories.stream()
                .map(PayloadHistory::payload)
                .filter(payload -> all.contains(payload.parentId()))
                .forEachOrdered(half -> all.add(half.payloadId()));
        return all;
    }

    /** The same with one receipt more. */
    public PayloadHistory with(Receipt receipt) {
        SortedMap<Integer, Receipt> more = new TreeMap<>(receipts);
        more.put(receipt.id().attempt(), receipt);
        return new PayloadHistory(payload, claims, more, resolutions, split, damage);
    }

    /** Where the payload stands at {@code now}; a function of the files and nothing else. */
    public PayloadState state(Instant now) {
        if (split.isPresent()) {
            return PayloadState.SPLIT;
        }
        if (answers(AttemptOutcome.ACCEPTED) > 0) {
            return PayloadState.ACCEPTED;
        }
        Optional<Resolution> resolution = lastResolution();
        if (resolution.isPresent() && resolution.get().verdict() == Verdict.ACCEPTED) {
            return PayloadState.ASSUMED_ACCEPTED;
        }
        int settled = resolution.map(Resolution::throughAttempt).orElse(0);
        // Whatever was decided, and whatever became of its halves, cannot be told by the other files.
        boolean inDoubt = damage.has(Damage.Part.RESOLUTION) || damage.has(Damage.Part.SPLIT);
        for (int attempt = settled + 1; attempt <= lastAttempt(); attempt++) {
            Receipt receipt = receipts.get(attempt);
            if (receipt == null) {
                Claim claim = claims.get(attempt);
                if (claim != null && now.isBefore(claim.lease().leaseUntil())) {
                    return PayloadState.IN_FLIGHT;
                }
                inDoubt |= claim != null;
            } else {
                inDoubt |= !receipt.outcome().isKnownNotApplied();
            }
        }
        if (inDoubt) {
            // A later attempt that was refused says nothing of the earlier one whose answer was lost.
            return PayloadState.UNKNOWN;
        }
        return lastReceipt()
                .filter(receipt -> receipt.id().attempt() > settled)
                .map(receipt -> afterDefiniteAnswer(receipt.outcome()))
                .orElse(lastAttempt() == 0 ? PayloadState.PENDING : PayloadState.RETRY);
    }

    private static PayloadState afterDefiniteAnswer(AttemptOutcome outcome) {
        return switch (outcome) {
            case REFUSED, TOO_LARGE -> PayloadState.REJECTED;
            // A mended key or address, a later time, a reachable network: it may pass then.
            default -> PayloadState.RETRY;
        };
    }

    /** Whether its last attempt was refused for good: the same bytes would be refused again, whatever became of an attempt before. */
    public boolean isRefusedByNow() {
        return lastReceipt()
                .filter(receipt -> receipt.id().attempt() == lastAttempt())
                .filter(receipt -> afterDefiniteAnswer(receipt.outcome()) == PayloadState.REJECTED)
                .isPresent();
    }

    /** The highest attempt that was claimed, 0 when none was. */
    public int lastAttempt() {
        int claimed = claims.isEmpty() ? 0 : claims.lastKey();
        return receipts.isEmpty() ? claimed : Math.max(claimed, receipts.lastKey());
    }

    /**
     * Attempts besides an acknowledged one that may have been applied: their answers were lost, or came when they had been
     * given up for lost and the payload had been sent again.
     */
    public int lostAnswers(Instant now) {
        long silent = unanswered()
                .filter(claim -> !now.isBefore(claim.lease().leaseUntil()))
                .count();
        return Math.toIntExact(
                silent + answers(AttemptOutcome.AMBIGUOUS) + Math.max(0, answers(AttemptOutcome.ACCEPTED) - 1));
    }

    private long answers(AttemptOutcome outcome) {
        return receipts.values().stream()
                .filter(receipt -> receipt.outcome() == outcome)
                .count();
    }

    private Stream<Claim> unanswered() {
        return claims.values().stream()
                .filter(claim -> !receipts.containsKey(claim.id().attempt()));
    }

    public Optional<Receipt> lastReceipt() {
        return receipts.isEmpty() ? Optional.empty() : Optional.of(receipts.get(receipts.lastKey()));
    }

    /** The receipt that settles the payload: the acceptance if there is one, else the last. */
    public Optional<Receipt> decisiveReceipt() {
        return receipts.values().stream()
                .filter(receipt -> receipt.outcome() == AttemptOutcome.ACCEPTED)
                .findFirst()
                .or(this::lastReceipt);
    }

    /** Of those of the same moment the last on record. */
    public Optional<Resolution> lastResolution() {
        Comparator<Resolution> order =
                Comparator.comparingInt(Resolution::throughAttempt).thenComparing(Resolution::decidedAt);
        return resolutions.stream().reduce((earlier, later) -> order.compare(earlier, later) > 0 ? earlier : later);
    }

    /** When the last running lease ends; empty when none runs. */
    public Optional<Instant> leaseUntil(Instant now) {
        return running(now).map(claim -> claim.lease().leaseUntil()).max(Comparator.naturalOrder());
    }

    /** Claims without an answer whose leases run. */
    public Stream<Claim> running(Instant now) {
        return unanswered().filter(claim -> now.isBefore(claim.lease().leaseUntil()));
    }

    /**
     * Whether it is in flight only by a clock that is ahead of this one: claimed in the future. Nobody can decide on it
     * before that future is over.
     */
    public boolean isClaimedInTheFuture(Instant now) {
        return state(now) == PayloadState.IN_FLIGHT
                && running(now).anyMatch(claim -> now.isBefore(claim.lease().claimedAt()));
    }
}
