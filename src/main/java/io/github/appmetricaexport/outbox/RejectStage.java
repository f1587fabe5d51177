package io.github.appmetricaexport.outbox;

import java.util.Locale;

/** Who refused a row. */
public enum RejectStage {
    VALIDATION,
    API;

    /** The value in the table of rejects. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
