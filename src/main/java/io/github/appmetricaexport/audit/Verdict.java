package io.github.appmetricaexport.audit;

import java.util.Locale;

/**
 * What the evidence says of a payload in doubt.
 *
 * @param reason why, with the numbers
 */
record Verdict(Conclusion conclusion, String reason) {
    /** A decision, or none. */
    enum Conclusion {
        APPLIED,
        NOT_APPLIED,
        /** Yet: later evidence may. */
        CANNOT_SAY
    }

    static Verdict cannotSay(String reason) {
        return new Verdict(Conclusion.CANNOT_SAY, reason);
    }

    /** The value in the table. */
    String label() {
        return conclusion.name().toLowerCase(Locale.ROOT);
    }
}
