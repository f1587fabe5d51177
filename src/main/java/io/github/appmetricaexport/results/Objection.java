package io.github.appmetricaexport.results;

import java.util.Locale;

/**
 * Why the gate lets nothing pass.
 *
 * @param code for programs
 * @param sentence for people, naming the option to change
 */
public record Objection(Code code, String sentence) {
    /** What is wrong; schedulers act on it. */
    public enum Code {
        ROWS_DO_NOT_ADD_UP,
        TOO_MANY_INVALID,
        TOO_MANY_LATE,
        SENT_ROWS_REMADE,
        TOO_FEW_ROWS,
        UNUSUAL_SIZE,
        USUAL_SIZE_UNREADABLE,
        TOO_MANY_DUPLICATES,
        TOO_MANY_APPLICATIONS,
        TOO_LARGE,
        OVER_BUDGET,
        PAYLOAD_OVER_BUDGET,
        TOO_OLD,
        KEY_MISSING;

        /** The value in {@code summary.json}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
