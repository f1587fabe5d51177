package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A payload of which something may be visible.
 *
 * @param run its number
 * @param applications when each attempt that may have been applied was over, the oldest first; none where only damaged files know
 */
record SoughtPayload(int run, PayloadHistory history, PayloadState state, List<Instant> applications) {
    /**
     * Empty of one that was split, whose halves stand in for it, or of which nothing can have been applied.
     *
     * @param refusalIsWhole whether a refusal surely applied nothing
     */
    static Optional<SoughtPayload> of(int run, PayloadHistory history, boolean refusalIsWhole, Instant now) {
        PayloadState state = history.state(now);
        List<Instant> applications = new ArrayList<>();
        for (int attempt = 1; attempt <= history.lastAttempt(); attempt++) {
            Receipt receipt = history.receipts().get(attempt);
            Claim claim = history.claims().get(attempt);
            if (receipt != null && mayHaveBeenApplied(receipt.outcome(), refusalIsWhole)) {
                applications.add(receipt.request().finishedAt());
            } else if (receipt == null && claim != null) {
                applications.add(claim.lease().leaseUntil());
            }
        }
        boolean isSought = state != PayloadState.SPLIT && (!applications.isEmpty() || isInDoubt(state));
        return isSought ? Optional.of(new SoughtPayload(run, history, state, applications)) : Optional.empty();
    }

    private static boolean mayHaveBeenApplied(AttemptOutcome outcome, boolean refusalIsWhole) {
        return !outcome.isKnownNotApplied() || outcome == AttemptOutcome.REFUSED && !refusalIsWhole;
    }

    private static boolean isInDoubt(PayloadState state) {
        return state == PayloadState.UNKNOWN || state == PayloadState.IN_FLIGHT;
    }

    FrozenPayload payload() {
        return history.payload();
    }

    boolean isInDoubt() {
        return isInDoubt(state);
    }

    boolean isAcknowledged() {
        return state == PayloadState.ACCEPTED;
    }

    boolean isCounted() {
        return state == PayloadState.ACCEPTED || state == PayloadState.ASSUMED_ACCEPTED;
    }

    /** When it was accepted, or may have been for the last time. */
    Instant settledAt() {
        return history.receipts().values().stream()
                .filter(receipt -> receipt.outcome() == AttemptOutcome.ACCEPTED)
                .map(receipt -> receipt.request().finishedAt())
                .findFirst()
                .orElseGet(() -> applications.isEmpty() ? Instant.MAX : applications.get(applications.size() - 1));
    }

    /** How often its rows may be there. */
    int times() {
        return Math.max(1, applications.size());
    }
}
