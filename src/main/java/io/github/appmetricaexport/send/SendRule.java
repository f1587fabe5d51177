package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Resolution;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which payloads are sent, which are waited for, and what a lost answer counts for.
 *
 * @param allowed the payloads that may be sent, and with each its halves; empty where all may
 */
public record SendRule(WhenUnknown whenUnknown, Optional<Set<String>> allowed) {
    /** Where all payloads may be sent. */
    public SendRule(WhenUnknown whenUnknown) {
        this(whenUnknown, Optional.empty());
    }

    /**
     * What may be sent at {@code now}.
     *
     * @param histories each payload before its halves
     */
    public List<PayloadHistory> toSend(List<PayloadHistory> histories, Instant now) {
        Predicate<PayloadHistory> isAllowed = isAllowed(histories);
        return those(histories, history -> isAllowed.test(history) && maySend(history, history.state(now)));
    }

    /** What a run that begins at {@code now} may send: with what will be in doubt when its lease is over, since it waits. */
    public List<PayloadHistory> toSendByAndBy(List<PayloadHistory> histories, Instant now) {
        return those(histories, history -> {
            PayloadState state = history.state(now);
            return maySend(history, state == PayloadState.IN_FLIGHT ? PayloadState.UNKNOWN : state);
        });
    }

    /**
     * What a lost sender may still be sending, where waiting can change anything.
     *
     * @param ended payloads whose sender is known to be done, though it left no receipt
     */
    public List<PayloadHistory> toAwait(List<PayloadHistory> histories, Set<String> ended, Instant now) {
        return those(
                histories,
                history -> history.state(now) == PayloadState.IN_FLIGHT
                        && (whenUnknown != WhenUnknown.HOLD
                                || !ended.contains(history.payload().payloadId())));
    }

    /** What the policy decides on lost answers. */
    public List<Resolution> toAssume(List<PayloadHistory> histories, Instant now) {
        return histories.stream()
                .filter(history -> whenUnknown == WhenUnknown.ASSUME_ACCEPTED
                        && history.state(now) == PayloadState.UNKNOWN
                        && !history.damage().forbidsPolicies())
                .map(history -> new Resolution(
                        history.payload().payloadId(),
                        Resolution.Verdict.ACCEPTED,
                        history.lastAttempt(),
                        "the answer was lost",
                        "upload.when-unknown = assume-accepted",
                        now))
                .toList();
    }

    private Predicate<PayloadHistory> isAllowed(List<PayloadHistory> histories) {
        if (allowed.isEmpty()) {
            return history -> true;
        }
        Set<String> withHalves = PayloadHistory.withHalves(allowed.get(), histories);
        return history -> withHalves.contains(history.payload().payloadId());
    }

    private boolean maySend(PayloadHistory history, PayloadState state) {
        return state.isToSend()
                || state == PayloadState.UNKNOWN
                        && whenUnknown == WhenUnknown.RESEND
                        && !history.isRefusedByNow()
                        && !history.damage().forbidsPolicies();
    }

    private static List<PayloadHistory> those(List<PayloadHistory> histories, Predicate<PayloadHistory> wanted) {
        return histories.stream().filter(wanted).toList();
    }
}
