package io.github.appmetricaexport.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A person's decision that a date may be sent anew, whole, though runs of it have lost their outbox.
 *
 * @param runIds whose payloads the results tables know and the outbox does not
 * @param events how many such payloads hold: if they were applied they count twice for ever
 * @param reason why, in the words of whoever decided
 * @param by a person's login
 */
public record LostRuns(List<String> runIds, long events, String reason, String by, Instant decidedAt) {
    public LostRuns {
        runIds = List.copyOf(runIds);
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(decidedAt, "decidedAt");
    }
}
