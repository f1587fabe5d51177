package io.github.appmetricaexport.normalize;

/** Whether a text is an IPv6 address (RFC 4291, 2.2): parsed as written, never resolved, without a zone. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static boolean isAddress(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == GROUPS;
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap + 2);
        int before = head.isEmpty() ? 0 : groups(head, false);
        int after = tail.isEmpty() ? 0 : groups(tail, true);
        // "::" stands for at least one group.
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** How many 16-bit groups the text holds, a dotted quad counting as two; -1 when it is none. */
    private static int groups(String text, boolean dottedQuadMayEnd) {
        int count = 0;
        int from = 0;
        while (true) {
            int colon = text.indexOf(':', from);
            int to = colon < 0 ? text.length() : colon;
            if (isHexGroup(text, from, to)) {
                count++;
            } else if (dottedQuadMayEnd && colon < 0 && isDottedQuad(text.substring(from))) {
                count += 2;
            } else {
                return -1;
            }
            if (colon < 0) {
                return count;
            }
            from = colon + 1;
        }
    }

    private static boolean isHexGroup(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return from < to && to - from <= 4;
    }

    /** Four decimal numbers up to 255, without leading zeros: some would read those as octal. */
    static boolean isDottedQuad(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || (part.length() > 1 && part.startsWith("0")) || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
