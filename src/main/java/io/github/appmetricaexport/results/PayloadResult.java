package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Outcome;
import java.time.Instant;

/**
 * One row of the table {@code payloads}; null where there is nothing to say.
 *
 * @param parentId the payload it was split from, or null
 * @param attempts how often it was claimed
 * @param httpStatus of the decisive answer, or null
 * @param response the first 1,000 characters of that answer, or null
 * @param error what happened instead of an answer, or null
 * @param keyFingerprint of the key that was used, or null
 * @param resolution who decided what about a lost answer, and why; or null
 * @param lostAnswers attempts whose answer was lost: each may have been applied
 * @param requestsInFlight that the executor had when the decisive attempt began, this one included; or null
 */
public record PayloadResult(
        String payloadId,
        String parentId,
        String applicationId,
        String identifierKind,
        long rows,
        long bytes,
        String sha256,
        Instant firstEventTime,
        Instant lastEventTime,
        Outcome outcome,
        int attempts,
        Integer httpStatus,
        String response,
        String error,
        Instant startedAt,
        Instant finishedAt,
        Long latencyMillis,
        String keyFingerprint,
        String resolution,
        int lostAnswers,
        Integer requestsInFlight) {}
