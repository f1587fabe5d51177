package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.config.VisibleText;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text from outside, made fit for a log and a table.
 *
 * <p>The key is struck out in every spelling in which a server or proxy could repeat it; the rest is {@link VisibleText}.
 */
final class RedactedText {
    private static final String STRUCK_OUT = "[post_api_key]";

    /** Of one character of the key. */
    private static final int LONGEST_SPELLING = 12;

    private final Pattern keyInAnySpelling;
    private final int longestSpelling;

    RedactedText(PostApiKey key) {
        String spellings = key.text().chars().mapToObj(RedactedText::spellings).collect(Collectors.joining(""));
        this.keyInAnySpelling = Pattern.compile(spellings, Pattern.CASE_INSENSITIVE);
        this.longestSpelling = LONGEST_SPELLING * key.text().length();
    }

    /** At most {@code longest} characters of the text, without the white space around it, such as an answer's last line end. */
    String of(String text, int longest) {
        return visible(struckOut(text), longest);
    }

    /** The same of a text that went on: what may be the beginning of a key at its end is left out. */
    String ofBeginning(String text, int longest) {
        String safe = struckOut(text);
        return visible(safe.substring(0, endBeforeHalfAKey(safe)), longest);
    }

    /** Comes before every cut: one through the key would leave a part of it that the pattern does not find. */
    private String struckOut(String text) {
        return keyInAnySpelling.matcher(text.strip()).replaceAll(STRUCK_OUT);
    }

    private int endBeforeHalfAKey(String text) {
        Matcher key = keyInAnySpelling.matcher(text);
        for (int start = Math.max(0, text.length() - longestSpelling); start < text.length(); start++) {
            key.region(start, text.length());
            // It would need more text to be a key, and nothing so far speaks against it.
            if (!key.lookingAt() && key.hitEnd()) {
                return start;
            }
        }
        return text.length();
    }

    private static String visible(String safe, int longest) {
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
