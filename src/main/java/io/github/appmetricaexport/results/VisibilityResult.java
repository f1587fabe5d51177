package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.FrozenPayload;
import java.time.Instant;

/**
 * One row of the table {@code visibility}.
 *
 * @param evidence what it amounts to, in a word
 * @param reason why, with the numbers
 * @param asked when, and what of
 */
public record VisibilityResult(FrozenPayload payload, Sighting sighting, String evidence, String reason, Asked asked) {
    /**
     * An inquiry at the Logs API.
     *
     * @param at when it was begun: what became visible later is not in its answers
     * @param availability {@code complete}, or {@code incomplete} where parts of the data may be left out
     */
    public record Asked(Instant at, String availability) {}

    public long rows() {
        return payload.rows();
    }

    public long missing() {
        return rows() - sighting.visible();
    }

    Instant askedAt() {
        return asked.at();
    }

    String availability() {
        return asked.availability();
    }
}
