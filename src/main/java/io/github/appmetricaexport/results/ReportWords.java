package io.github.appmetricaexport.results;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/** Values as the report shows them. */
final class ReportWords {
    private static final String[] MARKUP = {"&", "<", ">", "\"", "'"};
    private static final String[] ESCAPES = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

    /**
     * What no XML can hold, and the marks that turn the direction of a line and could make one text look like another. The
     * noncharacters from U+FDD0 on are harmless.
     */
    private static final Pattern NOT_SHOWN =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{IsNoncharacter_Code_Point}\\u202A-\\u202E\\u2066-\\u2069"
                    + "&&[^\\t\\n\\r\\uFDD0-\\uFDEF]]");

    private ReportWords() {}

    /** A value of the template before it is escaped. */
    static String of(Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
        }
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, "%.2f", number);
        }
        return value instanceof Instant time
                ? time.truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replace("T", " ")
                        .replace("Z", "")
                : String.valueOf(value);
    }

    /** A name of the tables as words. */
    static String words(String label) {
        return label.replace('_', ' ');
    }

    static String millis(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis < 600_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : String.format(Locale.ROOT, "%.1f min", millis / 60_000.0);
    }

    static String bytes(long bytes) {
        return bytes < 100_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** The text with markup escaped, as HTML and XML have it; what {@link #NOT_SHOWN} lists reads U+FFFD. */
    static String escaped(String text) {
        return StringUtils.replaceEach(NOT_SHOWN.matcher(text).replaceAll("\uFFFD"), MARKUP, ESCAPES);
    }
}
