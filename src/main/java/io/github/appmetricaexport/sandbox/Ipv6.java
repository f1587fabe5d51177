package io.github.appmetricaexport.sandbox;

/** Judges IPv6 addresses as text (RFC 4291, 2.2), without a look at the network and without zone names. */
final class Ipv6 {
    private static final int GROUPS = 8;
    private static final int NONE = -1;

    private Ipv6() {}

    /** Whether the range is an IPv6 address; a dotted end only in the mapped form {@code ::ffff:a.b.c.d}. */
    static boolean isAddress(byte[] bytes, int start, int end) {
        if (isMapped(bytes, start, end)) {
            return true;
        }
        int groups = 0;
        int gap = NONE;
        int at = start;
        if (at + 1 < end && bytes[at] == ':' && bytes[at + 1] == ':') {
            gap = 0;
            at += 2;
        }
        while (at < end) {
            int digits = hexDigits(bytes, at, end);
            if (digits < 1 || digits > 4 || ++groups > GROUPS) {
                return false;
            }
            at += digits;
            if (at == end) {
                break;
            }
            if (bytes[at++] != ':' || at == end) {
                return false;
            }
            if (bytes[at] == ':') {
                if (gap != NONE) {
                    return false;
                }
                gap = groups;
                at++;
            }
        }
        return gap == NONE ? groups == GROUPS : groups < GROUPS;
    }

    private static boolean isMapped(byte[] bytes, int start, int end) {
        int dotted = start + 7;
        if (end - start < 14 || bytes[start] != ':' || bytes[start + 1] != ':' || bytes[start + 6] != ':') {
            return false;
        }
        for (int i = start + 2; i < start + 6; i++) {
            if ((bytes[i] | 0x20) != 'f') {
                return false;
            }
        }
        return isDotted(bytes, dotted, end);
    }

    private static boolean isDotted(byte[] bytes, int start, int end) {
        int parts = 0;
        int at = start;
        while (at < end) {
            int value = 0;
            int first = at;
            while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - first < 3) {
                value = value * 10 + (bytes[at++] - '0');
            }
            if (at == first || value > 255 || ++parts > 4) {
                return false;
            }
            if (at == end) {
                return parts == 4;
            }
            if (bytes[at++] != '.') {
                return false;
            }
        }
        return false;
    }

    private static int hexDigits(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Character.digit(bytes[at], 16) >= 0) {
            at++;
        }
        return at - start;
    }
}
