package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.appmetricaexport.api.AttemptOutcome;
import java.time.Instant;
import java.util.Objects;

/**
 * What became of one attempt, as its sender saw it.
 *
 * <p>The file holds the parts' values side by side, in one flat object.
 */
public record Receipt(AttemptId id, Result result, Request request) {
    /**
     * What came back.
     *
     * @param status of a complete answer, 0 without one
     * @param answer the first 1,000 characters of its body
     * @param error what happened instead of an answer, or empty
     */
    public record Result(AttemptOutcome outcome, int status, String answer, String error) {
        public Result {
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(error, "error");
        }
    }

    /**
     * What was sent.
     *
     * @param bytesSent bytes of the body that went out
     * @param keyFingerprint tells one key from another without telling the key
     * @param requestsInFlight that its executor had when it began, this one included; 0 when it never did, or in a receipt of
     *     a version that did not count them
     */
    public record Request(
            long bytesSent,
            Instant startedAt,
            Instant finishedAt,
            long latencyMillis,
            String keyFingerprint,
            int requestsInFlight) {
        public Request {
            Objects.requireNonNull(finishedAt, "finishedAt");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Receipt read(ObjectNode flat) {
        return new Receipt(
                Json.convert(flat, AttemptId.class),
                Json.convert(flat, Result.class),
                Json.convert(flat, Request.class));
    }

    @JsonValue
    ObjectNode flat() {
        return Json.flat(id, result, request);
    }

    public AttemptOutcome outcome() {
        return result.outcome();
    }
}
