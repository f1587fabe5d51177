package io.github.appmetricaexport.job;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.results.Outcome;
import io.github.appmetricaexport.results.PayloadResult;
import java.time.Instant;
import java.util.Optional;

/** What the outbox holds on a payload, as the results tables tell it. */
final class PayloadResults {
    private PayloadResults() {}

    static PayloadResult of(PayloadHistory history, Instant now) {
        FrozenPayload payload = history.payload();
        Optional<Receipt> receipt = history.decisiveReceipt();
        return new PayloadResult(
                payload.payloadId(),
                absentIfEmpty(payload.parentId()),
                payload.applicationId(),
                payload.identifierKind().label(),
                payload.rows(),
                payload.bytes(),
                payload.sha256(),
                Instant.ofEpochSecond(payload.firstEventTime()),
                Instant.ofEpochSecond(payload.lastEventTime()),
                outcome(history, now),
                history.lastAttempt(),
                receipt.map(Receipt::status).filter(status -> status != 0).orElse(null),
                receipt.map(Receipt::answer).map(PayloadResults::absentIfEmpty).orElse(null),
                receipt.map(Receipt::error).map(PayloadResults::absentIfEmpty).orElse(lostReceipt(history)),
                receipt.map(Receipt::startedAt).orElse(null),
                receipt.map(Receipt::finishedAt).orElse(null),
                receipt.map(Receipt::latencyMillis).orElse(null),
                receipt.map(Receipt::keyFingerprint).orElse(null),
                history.lastResolution().map(PayloadResults::words).orElse(null),
                history.lostAnswers(now),
                receipt.map(Receipt::requestsInFlight)
                        .filter(requests -> requests > 0)
                        .orElse(null));
    }

    /** What became of a payload's events, as far as anybody knows at {@code now}. */
    static Outcome outcome(PayloadHistory history, Instant now) {
        return switch (history.state(now)) {
            case ACCEPTED -> Outcome.ACCEPTED;
            case ASSUMED_ACCEPTED -> Outcome.ASSUMED_ACCEPTED;
            case REJECTED -> Outcome.REJECTED;
            case SPLIT -> Outcome.SPLIT;
            // Somebody may still be sending it: nobody knows yet.
            case IN_FLIGHT, UNKNOWN -> Outcome.UNKNOWN;
            case PENDING -> Outcome.NOT_SENT;
            case RETRY -> afterRefusal(history);
        };
    }

    /** A refused key or address is the API's refusal of this attempt, though a later run may send the payload again. */
    private static Outcome afterRefusal(PayloadHistory history) {
        return history.lastReceipt()
                .map(Receipt::outcome)
                .filter(last -> last == AttemptOutcome.KEY_REFUSED || last == AttemptOutcome.ADDRESS_REFUSED)
                .map(refused -> Outcome.REJECTED)
                .orElse(Outcome.NOT_SENT);
    }

    private static String lostReceipt(PayloadHistory history) {
        return history.lastAttempt() > 0 && history.receipts().isEmpty()
                ? "claimed, and its sender never said what came of it"
                : null;
    }

    private static String words(Resolution resolution) {
        return Resolution.words(resolution.verdict()) + " by " + resolution.by() + ": " + resolution.reason();
    }

    private static String absentIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
