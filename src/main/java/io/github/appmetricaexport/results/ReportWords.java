package io.github.appmetricaexport.results;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Values as the report shows them. */
final class ReportWords {
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

    /**
     * The text with markup escaped, as HTML and XML have it. What no XML can hold, and the marks that turn the direction of a
     * line and could make one text look like another, read U+FFFD.
     */
    static String escaped(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(isShown(character) ? character : 0xFFFD);
            }
        });
        return html.toString();
    }

    private static boolean isShown(int character) {
        boolean isControl = character < 0x20 && character != '\t' && character != '\n' && character != '\r'
                || character >= 0x7F && character < 0xA0;
        boolean isSurrogateOrNone = character >= 0xD800 && character <= 0xDFFF || (character & 0xFFFE) == 0xFFFE;
        boolean turnsDirection =
                character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069;
        return !isControl && !isSurrogateOrNone && !turnsDirection;
    }
}
