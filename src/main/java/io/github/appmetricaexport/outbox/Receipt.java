package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.time.Instant;

/**
 * What became of one attempt, as its sender saw it.
 *
 * @param status of a complete answer, 0 without one
 * @param answer the first 1,000 characters of its body
 * @param error what happened instead of an answer, or empty
 * @param bytesSent bytes of the body that went out
 * @param keyFingerprint tells one key from another without telling the key
 * @param requestsInFlight that its executor had when it began, this one included; 0 when it never did, or in a receipt of a
 *     version that did not count them
 */
public record Receipt(
        String payloadId,
        int attempt,
        AttemptOutcome outcome,
        int status,
        String answer,
        String error,
        long bytesSent,
        Instant startedAt,
        Instant finishedAt,
        long latencyMillis,
        String keyFingerprint,
        int requestsInFlight) {}
