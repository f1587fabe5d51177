package io.github.appmetricaexport.sandbox;

/** Reads decimal whole numbers from bytes, without making a string of each. */
final class Numbers {
    private static final byte[] UNSIGNED_64_MAXIMUM = {
        '1', '8', '4', '4', '6', '7', '4', '4', '0', '7', '3', '7', '0', '9', '5', '5', '1', '6', '1', '5'
    };

    private Numbers() {}

    /** Whether the range is an optional minus sign and at least one digit. */
    static boolean isWhole(byte[] bytes, int start, int end) {
        int digits = start < end && bytes[start] == '-' ? start + 1 : start;
        return digits < end && areDigits(bytes, digits, end);
    }

    /**
     * The number of a range for which {@link #isWhole} is true; beyond 18 digits the nearest of {@link Long#MIN_VALUE}
     * and {@link Long#MAX_VALUE}, which no field's bounds reach.
     */
    static long saturated(byte[] bytes, int start, int end) {
        boolean negative = bytes[start] == '-';
        int at = skipZeros(bytes, negative ? start + 1 : start, end);
        if (end - at > 18) {
            return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long value = 0;
        for (; at < end; at++) {
            value = value * 10 + (bytes[at] - '0');
        }
        return negative ? -value : value;
    }

    /** Whether the range is a decimal whole number from 0 to 2^64 - 1. */
    static boolean isUnsigned64(byte[] bytes, int start, int end) {
        if (start == end || !areDigits(bytes, start, end)) {
            return false;
        }
        int at = skipZeros(bytes, start, end);
        int length = end - at;
        if (length != UNSIGNED_64_MAXIMUM.length) {
            return length < UNSIGNED_64_MAXIMUM.length;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[at + i] != UNSIGNED_64_MAXIMUM[i]) {
                return bytes[at + i] < UNSIGNED_64_MAXIMUM[i];
            }
        }
        return true;
    }

    private static boolean areDigits(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static int skipZeros(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] == '0') {
            at++;
        }
        return at;
    }
}
