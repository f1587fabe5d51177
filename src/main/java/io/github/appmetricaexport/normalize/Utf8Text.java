package io.github.appmetricaexport.normalize;

/** The bytes of a text as Spark holds it: taken for UTF-8 and never checked. */
final class Utf8Text {
    private Utf8Text() {}

    /** Whether the bytes are well-formed UTF-8 (RFC 3629) without U+0000. */
    static boolean isClean(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] > 0) {
            at++;
        }
        return at == bytes.length || (!holdsNul(bytes) && isWellFormed(bytes));
    }

    static boolean holdsNul(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    /** No stray or missing continuation, no overlong form, no surrogate, nothing above U+10FFFF. */
    static boolean isWellFormed(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int length = sequenceLength(bytes, at);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
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
    private static int sequenceLength(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        // 0x80 to 0xBF continue a character; 0xC0 and 0xC1 could only begin an overlong form.
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        if (lead < 0xE0) {
            return continues(bytes, at + 1, 1) ? 2 : 0;
        }
        if (lead < 0xF0) {
            return continues(bytes, at + 1, 2) && secondByteFits(lead, bytes[at + 1] & 0xFF) ? 3 : 0;
        }
        return continues(bytes, at + 1, 3) && secondByteFits(lead, bytes[at + 1] & 0xFF) ? 4 : 0;
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

    private static boolean continues(byte[] bytes, int from, int count) {
        if (from + count > bytes.length) {
            return false;
        }
        for (int at = from; at < from + count; at++) {
            if ((bytes[at] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
