package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.results.PayloadResult;
import java.time.Instant;
import java.util.Optional;

/** What the outbox holds on a payload, as the results tables tell it. */
public final class PayloadResults {
    private PayloadResults() {}

    /** The payload's row, with what is known of it at {@code now}. */
    public static PayloadResult of(PayloadHistory history, Instant now) {
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
                Outcome.of(history, now),
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
