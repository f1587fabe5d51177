package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Receipt.Request;
import io.github.appmetricaexport.outbox.Resolution;
import java.time.Instant;
import java.util.function.Function;

/**
 * One row of the table {@code payloads}: what the outbox holds on a payload; null where there is nothing to say.
 *
 * @param lostAnswers attempts whose answer was lost: each may have been applied
 */
public record PayloadResult(PayloadHistory history, Outcome outcome, int lostAnswers) {
    /** With what is known of the payload at {@code now}. */
    public static PayloadResult of(PayloadHistory history, Instant now) {
        return new PayloadResult(history, Outcome.of(history, now), history.lostAnswers(now));
    }

    public String payloadId() {
        return payload().payloadId();
    }

    public String applicationId() {
        return payload().applicationId();
    }

    public long rows() {
        return payload().rows();
    }

    public Instant firstEventTime() {
        return Instant.ofEpochSecond(payload().firstEventTime());
    }

    public Instant lastEventTime() {
        return Instant.ofEpochSecond(payload().lastEventTime());
    }

    /** How often it was claimed. */
    public int attempts() {
        return history.lastAttempt();
    }

    /** Of the decisive answer. */
    public Integer httpStatus() {
        return result(result -> result.status() == 0 ? null : result.status());
    }

    /** The first 1,000 characters of that answer. */
    public String response() {
        return result(result -> absentIfEmpty(result.answer()));
    }

    /** What happened instead of an answer. */
    public String error() {
        if (outcome == Outcome.UNKNOWN && !history.damage().files().isEmpty()) {
            return String.join("; ", history.damage().files());
        }
        return attempts() > 0 && history.receipts().isEmpty()
                ? "claimed, and its sender never said what came of it"
                : result(result -> absentIfEmpty(result.error()));
    }

    public Instant finishedAt() {
        return request(Request::finishedAt);
    }

    public Long latencyMillis() {
        return request(Request::latencyMillis);
    }

    /** Who decided what about a lost answer, and why. */
    public String resolution() {
        return history.lastResolution()
                .map(last -> Resolution.words(last.verdict()) + " by " + last.by() + ": " + last.reason())
                .orElse(null);
    }

    FrozenPayload payload() {
        return history.payload();
    }

    /** Of the request that settles the payload. */
    <T> T request(Function<Request, T> value) {
        return history.decisiveReceipt().map(Receipt::request).map(value).orElse(null);
    }

    private <T> T result(Function<Receipt.Result, T> value) {
        return history.decisiveReceipt().map(Receipt::result).map(value).orElse(null);
    }

    static String absentIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
