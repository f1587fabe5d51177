package io.github.appmetricaexport.config;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Text from outside (names in the data, names of files, answers, settings), made fit for a terminal, a log and a table.
 *
 * <p>What would steer a terminal, forge a line or hide a part of one is written as an escape, such as <code>&#92;u001b</code>:
 * control and format characters, line and paragraph separators, halves of surrogate pairs.
 */
public final class VisibleText {
    private VisibleText() {}

    /** One line, whatever the text is. */
    public static String line(String text) {
        return escaped(text, character -> false);
    }

    /** Lines that were laid out by the job: tabs and line ends stay. What is from outside in them has to be a {@link #line}. */
    public static String page(String text) {
        return escaped(text, character -> character == '\n' || character == '\t');
    }

    private static String escaped(String text, IntPredicate stays) {
        if (text.codePoints().allMatch(character -> isVisible(character) || stays.test(character))) {
            return text;
        }
        StringBuilder visible = new StringBuilder();
        text.codePoints()
                .forEach(character ->
                        visible.append(stays.test(character) ? Character.toString(character) : character(character)));
        return visible.toString();
    }

    /** The character, or its escape. */
    public static String character(int character) {
        if (isVisible(character)) {
            return Character.toString(character);
        }
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", character);
        };
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
