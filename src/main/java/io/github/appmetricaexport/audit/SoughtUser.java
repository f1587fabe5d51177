package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.api.IdentifierKind;
import java.nio.charset.StandardCharsets;

/** Whose events are looked for. */
public record SoughtUser(IdentifierKind kind, String identifier) {
    /** The identifier as it stands in a payload, save quotes around it: a row without these bytes is not the user's. */
    byte[] inCsv() {
        return identifier.replace("\"", "\"\"").getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the bytes hold others. */
    static boolean holds(byte[] bytes, byte[] sought) {
        for (int i = 0; i <= bytes.length - sought.length; i++) {
            int length = 0;
            while (length < sought.length && bytes[i + length] == sought[length]) {
                length++;
            }
            if (length == sought.length) {
                return true;
            }
        }
        return false;
    }
}
