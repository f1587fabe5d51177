package io.github.appmetricaexport.normalize;

/** Numbers as ASCII digits, which no locale and no sign changes. */
final class Digits {
    /** A {@code long} holds so many, whatever they are. */
    static final int OF_ANY_LONG = 18;

    private Digits() {}

    /** Whether {@code bytes[from]} to {@code bytes[to - 1]} are digits, and at least one. */
    static boolean are(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return from < to;
    }

    /** The number that they are, of {@link #OF_ANY_LONG} digits at most; a minus sign may stand before them. */
    static long value(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        long value = 0;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            value = 10 * value + (bytes[at] - '0');
        }
        return negative ? -value : value;
    }
}
