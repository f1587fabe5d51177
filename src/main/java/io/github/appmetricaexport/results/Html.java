package io.github.appmetricaexport.results;

/** Text as HTML shows it, whatever is in it; what is written parses as XML too. */
final class Html {
    private Html() {}

    /**
     * The text with markup escaped. What no XML can hold, and the marks that turn the direction of a line and could make one
     * text look like another, read U+FFFD.
     */
    static String text(String text) {
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
