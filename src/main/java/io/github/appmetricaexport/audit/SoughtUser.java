package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.api.IdentifierKind;
import java.nio.charset.StandardCharsets;

/** Whose events are looked for. */
public record SoughtUser(IdentifierKind kind, String identifier) {
    /** Whether a payload's line may be the user's: one without these bytes is not, save the quotes around them. */
    boolean mayBeIn(byte[] line) {
        // A character a byte: nothing is decoded, and the search is the JDK's own.
        byte[] cell = identifier.replace("\"", "\"\"").getBytes(StandardCharsets.UTF_8);
        return new String(line, StandardCharsets.ISO_8859_1).contains(new String(cell, StandardCharsets.ISO_8859_1));
    }
}
