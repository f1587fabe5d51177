package io.github.appmetricaexport.outbox;

/**
 * Which attempt at which payload.
 *
 * @param attempt 1 for a payload's first
 */
public record AttemptId(String payloadId, int attempt) {}
