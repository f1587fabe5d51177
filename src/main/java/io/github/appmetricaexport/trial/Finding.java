package io.github.appmetricaexport.trial;

import java.io.Serializable;
import java.util.Locale;

/**
 * What a check has to say of one part of what an export needs.
 *
 * @param sentence one line for people, never a secret or a row's value
 */
public record Finding(Part part, Mark mark, String sentence) implements Serializable {
    /** In the order in which an export comes to them. */
    public enum Part {
        CONFIGURATION,
        SOURCE,
        MAPPING,
        SAMPLE,
        KEYS,
        ADDRESS,
        RESULTS,
        WORK;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it is as it should be. */
    public enum Mark {
        OK("ok"),
        WRONG("!!"),
        /** It cannot be told while another part is wrong. */
        UNKNOWN("--");

        private final String sign;

        Mark(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }
}
