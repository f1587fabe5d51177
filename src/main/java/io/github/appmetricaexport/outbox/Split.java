package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A refused payload that its halves stand in for from now on; its file is the point after which they are to be sent.
 *
 * @param cause the refusal
 * @param children two payloads with the parent's rows, each in one of them
 */
public record Split(String parentId, AttemptOutcome cause, List<FrozenPayload> children, Instant splitAt) {
    public Split {
        Objects.requireNonNull(cause, "cause");
        children = List.copyOf(children);
    }
}
