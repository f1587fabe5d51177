package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.config.VisibleText;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text from outside, made fit for a log and a table.
 *
 * <p>The key is struck out in every spelling in which a server or proxy could repeat it; the rest is {@link VisibleText}.
 */
final class RedactedText {
    private static final String STRUCK_OUT = "[post_api_key]";

    private final Pattern keyInAnySpelling;

    RedactedText(PostApiKey key) {
        String spellings = key.text().chars().mapToObj(RedactedText::spellings).collect(Collectors.joining(""));
        this.keyInAnySpelling = Pattern.compile(spellings, Pattern.CASE_INSENSITIVE);
    }

    /** At most {@code longest} characters of the text, without the white space around it, such as an answer's last line end. */
    String of(String text, int longest) {
        // First the key, then the cut: a cut through the key would leave the part of it that no pattern finds.
        String safe = keyInAnySpelling.matcher(text.strip()).replaceAll(STRUCK_OUT);
        StringBuilder visible = new StringBuilder();
        for (int at = 0; at < safe.length(); at = safe.offsetByCodePoints(at, 1)) {
            String character = VisibleText.character(safe.codePointAt(at));
            if (visible.length() + character.length() > longest) {
                break;
            }
            visible.append(character);
        }
        return visible.toString();
    }

    /** One character of the key: as it is, percent-encoded once or more, as a JSON escape, as an HTML reference. */
    private static String spellings(int character) {
        String hexadecimal = String.format(Locale.ROOT, "%02x", character);
        String named = switch (character) {
            case '&' -> "|&amp;";
            case '<' -> "|&lt;";
            case '>' -> "|&gt;";
            case '"' -> "|&quot;|\\\\\"";
            case '/' -> "|\\\\/";
            case '\\' -> "|\\\\\\\\";
            default -> "";
        };
        return "(?:%(?:25){0,3}" + hexadecimal + "|\\\\u00" + hexadecimal + "|&#x0{0,6}" + hexadecimal + ";|&#0{0,6}"
                + character + ";" + named + "|" + Pattern.quote(Character.toString(character)) + ")";
    }
}
