package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The bytes of a text as Spark holds it: taken for UTF-8 and never checked. */
final class Utf8Text {
    private Utf8Text() {}

    /** Whether {@code bytes[from]} to {@code bytes[to - 1]} are well-formed UTF-8 (RFC 3629) without U+0000. */
    static boolean isClean(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int length = bytes[at] > 0 ? 1 : bytes[at] == 0 ? 0 : sequenceLength(bytes, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    static boolean holdsNul(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1).indexOf('\0') >= 0;
    }

    /** No stray or missing continuation, no overlong form, no surrogate, nothing above U+10FFFF. */
    static boolean isWellFormed(byte[] bytes, int from, int to) {
        // The JDK puts U+FFFD in the place of what is not.
        byte[] mended = new String(bytes, from, to - from, UTF_8).getBytes(UTF_8);
        return Arrays.equals(mended, 0, mended.length, bytes, from, to);
    }

    /** The characters of well-formed UTF-8 from {@code from} up to {@code to}. */
    static int characters(byte[] bytes, int from, int to) {
        int characters = 0;
        for (int at = from; at < to; at++) {
            // All bytes but those that continue a character.
            if ((bytes[at] & 0xC0) != 0x80) {
                characters++;
            }
        }
        return characters;
    }

    /** How many bytes the character at {@code at} has, or 0 when none begins there. */
    static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        // 0x80 to 0xBF continue a character; 0xC0 and 0xC1 could only begin an overlong form.
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        if (lead < 0xE0) {
            return continues(bytes, at + 1, at + 1 + 1, to) ? 2 : 0;
        }
        if (lead < 0xF0) {
            return continues(bytes, at + 1, at + 1 + 2, to) && secondByteFits(lead, bytes[at + 1] & 0xFF) ? 3 : 0;
        }
        return continues(bytes, at + 1, at + 1 + 3, to) && secondByteFits(lead, bytes[at + 1] & 0xFF) ? 4 : 0;
    }

    private static boolean secondByteFits(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0; // else overlong
            case 0xED -> second < 0xA0; // else a surrogate
            case 0xF0 -> second >= 0x90; // else overlong
            case 0xF4 -> second < 0x90; // else above U+10FFFF
            default -> true;
        };
    }

    private static boolean continues(byte[] bytes, int from, int until, int to) {
        if (until > to) {
            return false;
        }
        for (int at = from; at < until; at++) {
            if ((bytes[at] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
