package io.github.appmetricaexport.results;

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

    /** The value in the results tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
