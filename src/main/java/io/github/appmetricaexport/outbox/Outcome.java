package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.time.Instant;
import java.util.Locale;

/**
 * What became of a payload, and with it of each of its events.
 *
 * <p>An event is accepted, never "delivered": the API merges uploads hours later and acknowledges nothing but their receipt.
 */
public enum Outcome {
    /** The API acknowledged it. */
    ACCEPTED,
    /** A person or a policy counts it as accepted; the API never acknowledged it. */
    ASSUMED_ACCEPTED,
    /** The API refused it: not applied. */
    REJECTED,
    /** Refused, and its rows are in its two halves: it counts no events itself. */
    SPLIT,
    /** It may have been applied or not. */
    UNKNOWN,
    /** Known not to have been applied; a later run may send it. */
    NOT_SENT;

    /** What became of a payload's events, as far as anybody knows at {@code now}. */
    public static Outcome of(PayloadHistory history, Instant now) {
        return switch (history.state(now)) {
            case ACCEPTED -> ACCEPTED;
            case ASSUMED_ACCEPTED -> ASSUMED_ACCEPTED;
            case REJECTED -> REJECTED;
            case SPLIT -> SPLIT;
            // Somebody may still be sending it: nobody knows yet.
            case IN_FLIGHT, UNKNOWN -> UNKNOWN;
            case PENDING -> NOT_SENT;
            // A refused key or address is the API's refusal of this attempt, though a later run may send the payload
            // again.
            case RETRY ->
                history.lastReceipt()
                        .map(Receipt::outcome)
                        .filter(last -> last == AttemptOutcome.KEY_REFUSED || last == AttemptOutcome.ADDRESS_REFUSED)
                        .map(refused -> REJECTED)
                        .orElse(NOT_SENT);
        };
    }

    /** The value in the results tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
