package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one POST did, as data.
 *
 * @param outcome what is known about the rows it carried
 * @param error one sentence for people, naming host and port but never the URL's query; empty when the answer arrived
 *     whole and explains itself
 * @param failure why there is no answer; {@link FailureKind#NONE} when there is one
 */
public record Attempt(AttemptOutcome outcome, Reply reply, Request request, String error, FailureKind failure) {
    public static final int LONGEST_ANSWER = 1_000;

    /**
     * What came back.
     *
     * @param status the HTTP status once status line and headers had arrived whole; 0 when they never did
     * @param answer the beginning of the answer's body, at most {@link #LONGEST_ANSWER} characters, control characters made
     *     visible, the key struck out
     * @param retryAfter how long the server asked to wait
     */
    public record Reply(int status, String answer, Optional<RetryAfter> retryAfter) {
        public static final Reply NONE = new Reply(0, "", Optional.empty());
    }

    /**
     * What was sent.
     *
     * @param bytesSent bytes of the body that were handed to the socket
     * @param startedAt when the attempt began
     * @param latency from there until its end; never negative
     */
    public record Request(long bytesSent, Instant startedAt, Duration latency) {}

    public Attempt {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(request.startedAt(), "startedAt");
        Objects.requireNonNull(request.latency(), "latency");
        Objects.requireNonNull(reply.retryAfter(), "retryAfter");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(failure, "failure");
        if (reply.answer().length() > LONGEST_ANSWER) {
            throw new IllegalArgumentException("an answer of " + reply.answer().length() + " characters");
        }
        if ((reply.status() == 0) == (failure == FailureKind.NONE)) {
            throw new IllegalArgumentException("status " + reply.status() + " with failure " + failure);
        }
    }
}
