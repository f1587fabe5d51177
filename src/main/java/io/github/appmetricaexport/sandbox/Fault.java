package io.github.appmetricaexport.sandbox;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that goes wrong with one request, on purpose.
 *
 * @param kind what happens
 * @param status the answer's status, for {@link Kind#STATUS}
 * @param applied the share of the events that is applied all the same, 0 to 1, spread evenly over the rows; the sender is
 *     not told
 * @param retryAfter the answer's {@code Retry-After}
 * @param delay how long the answer waits, for {@link Kind#SLOW}
 * @param text the body, for {@link Kind#OTHER_BODY}; the {@code Location}, for a redirect; empty: a default
 */
public record Fault(
        Kind kind, int status, double applied, Optional<RetryAfter> retryAfter, Duration delay, String text) {
    public Fault {
        if (!(applied >= 0 && applied <= 1)) {
            throw new IllegalArgumentException("what a fault applies is 0 to 1");
        }
    }

    /** What happens to the request. */
    public enum Kind {
        /** An answer with another status. */
        STATUS,
        /** A 200 whose body is not the documented one. */
        OTHER_BODY,
        /** The right answer, late. */
        SLOW,
        /** The body is read; nothing is answered. */
        NO_ANSWER,
        /** The connection is reset when the head of the request is read. */
        RESET_BEFORE_BODY,
        /** The connection is reset when half of the body is read. */
        RESET_WITHIN_BODY,
        /** The connection is reset when the body is read. */
        RESET_AFTER_BODY,
        /** The events are applied; nothing is answered. */
        APPLY_NO_ANSWER,
        /** The events are applied; the connection is reset. */
        APPLY_RESET;

        /** The name on the command line and in the ledger. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the events are applied where nobody says how many of them. */
        boolean applies() {
            return this == SLOW || this == APPLY_NO_ANSWER || this == APPLY_RESET;
        }

        boolean resets() {
            return this == RESET_BEFORE_BODY
                    || this == RESET_WITHIN_BODY
                    || this == RESET_AFTER_BODY
                    || this == APPLY_RESET;
        }

        boolean isUnanswered() {
            return resets() || this == NO_ANSWER || this == APPLY_NO_ANSWER;
        }
    }

    /**
     * A wait that the answer asks for.
     *
     * @param asDate whether the header is an HTTP date instead of seconds
     */
    public record RetryAfter(Duration pause, boolean asDate) {}

    /** The name in the ledger: the status where that is the fault. */
    public String label() {
        return kind == Kind.STATUS ? Integer.toString(status) : kind.label();
    }

    /** Whether the request is read and checked as if nothing were wrong. */
    boolean appliesEvents() {
        return applied > 0;
    }
}
