package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import java.util.List;

/** Any text up to a length; one that every row needs may not be blank either. */
final class TextCheck extends FieldCheck {
    /** Of a 64-bit number, its sign included. */
    private static final int LONGEST_NUMBER = 20;

    private final int maximumCharacters;
    private final boolean mustBeVisible;
    private final String blank = because("blank");
    private final String tooLong;

    TextCheck(PostApiField field, int maximumCharacters) {
        super(field);
        this.maximumCharacters = maximumCharacters;
        mustBeVisible = field.presence() == Presence.REQUIRED;
        tooLong = because("longer than " + maximumCharacters + " characters");
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        if (mustBeVisible && !isVisible(bytes, from, to)) {
            reasons.add(blank);
        }
        // No text has more characters than bytes.
        if (to - from > maximumCharacters && Utf8Text.characters(bytes, from, to) > maximumCharacters) {
            reasons.add(tooLong);
        }
    }

    @Override
    void number(long value, List<String> reasons) {
        if (maximumCharacters < LONGEST_NUMBER) {
            super.number(value, reasons);
        }
    }

    private static boolean isVisible(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            int octet = bytes[at] & 0xFF;
            // Beyond ASCII all white space begins with C2, E1, E2 or E3.
            if (octet > ' ' && octet < 0x80 || octet > 0xC2 && octet < 0xE1 || octet > 0xE3) {
                return true;
            }
        }
        return !new String(bytes, from, to - from, UTF_8).codePoints().allMatch(TextCheck::isSpace);
    }

    /** What is white space to Unicode or to Java: a no-break space is as blank as a space. */
    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == 0x85;
    }
}
