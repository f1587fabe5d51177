package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.appmetricaexport.api.PostApiField;
import java.util.List;
import java.util.regex.Pattern;

/** An IPv6 address as text (RFC 4291, 2.2): parsed as written, never resolved, without a zone. */
final class Ipv6Check extends FieldCheck {
    private static final int GROUPS = 8;
    private static final int LONGEST_GROUP = 4;
    private static final Pattern DOTTED_QUAD = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");

    private final String isIpv4 = because("an IPv4 address, write it as ::ffff:a.b.c.d");
    private final String noAddress = because("not an IPv6 address");

    Ipv6Check(PostApiField field) {
        super(field);
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        if (!isAddress(bytes, from, to)) {
            boolean quad = DOTTED_QUAD
                    .matcher(new String(bytes, from, to - from, ISO_8859_1))
                    .matches();
            reasons.add(quad ? isIpv4 : noAddress);
        }
    }

    /** Groups of 16 bits with colons between them; {@code ::} stands once for at least one, a dotted quad at the end is two. */
    static boolean isAddress(byte[] bytes, int from, int to) {
        boolean hasGap = to - from >= 2 && bytes[from] == ':' && bytes[from + 1] == ':';
        int at = hasGap ? from + 2 : from;
        int groups = 0;
        while (at < to) {
            int end = at;
            while (end < to && Character.digit(bytes[end], 16) >= 0) {
                end++;
            }
            if (end < to && bytes[end] == '.') {
                return isDottedQuad(bytes, at, to) && isComplete(groups + 2, hasGap);
            }
            if (end == at || end - at > LONGEST_GROUP) {
                return false;
            }
            groups++;
            if (end == to) {
                return isComplete(groups, hasGap);
            }
            at = end + 1;
            if (bytes[end] != ':' || at == to) {
                return false;
            }
            if (bytes[at] == ':') {
                if (hasGap) {
                    return false;
                }
                hasGap = true;
                at++;
            }
        }
        return hasGap && isComplete(groups, true);
    }

    private static boolean isComplete(int groups, boolean hasGap) {
        return hasGap ? groups < GROUPS : groups == GROUPS;
    }

    /** Four decimal numbers up to 255, without leading zeros: some would read those as octal. */
    private static boolean isDottedQuad(byte[] bytes, int from, int to) {
        int numbers = 0;
        int at = from;
        while (at <= to) {
            int end = at;
            while (end < to && bytes[end] != '.') {
                end++;
            }
            boolean oneSpelling = end - at <= 3 && Digits.are(bytes, at, end) && (bytes[at] != '0' || end - at == 1);
            if (!oneSpelling || Digits.value(bytes, at, end) > 255) {
                return false;
            }
            numbers++;
            at = end + 1;
        }
        return numbers == 4;
    }
}
