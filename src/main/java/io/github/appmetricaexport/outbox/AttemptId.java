package io.github.appmetricaexport.outbox;

import java.util.Objects;

/**
 * Which attempt at which payload.
 *
 * @param attempt 1 for a payload's first
 */
public record AttemptId(String payloadId, int attempt) {
    public AttemptId {
        Objects.requireNonNull(payloadId, "payloadId");
    }
}
