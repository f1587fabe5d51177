package io.github.appmetricaexport.outbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A decision on a payload that was in doubt.
 *
 * @param verdict what counts from now on
 * @param throughAttempt the last attempt it speaks of; later ones speak for themselves
 * @param reason why, in the words of whoever decided
 * @param by who decided: a person's login, or the policy
 */
public record Resolution(
        String payloadId, Verdict verdict, int throughAttempt, String reason, String by, Instant decidedAt) {
    public Resolution {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(decidedAt, "decidedAt");
    }

    /** What a resolution says of the attempts it covers. */
    public enum Verdict {
        ACCEPTED,
        NOT_APPLIED
    }

    /** A verdict in words for people: {@code accepted} or {@code not applied}. */
    public static String words(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
