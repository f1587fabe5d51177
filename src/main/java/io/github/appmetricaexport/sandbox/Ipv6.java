package io.github.appmetricaexport.sandbox;

import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/** Judges IPv6 addresses as text (RFC 4291, 2.2), without a look at the network and without zone names. */
final class Ipv6 {
    private static final int GROUPS = 8;
    private static final String GROUP = "[0-9A-Fa-f]{1,4}";
    private static final String SOME_GROUPS = "(" + GROUP + "(:" + GROUP + "){0,6})?";
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";

    private static final Pattern WHOLE = Pattern.compile(GROUP + "(:" + GROUP + "){7}");
    private static final Pattern WITH_GAP = Pattern.compile(SOME_GROUPS + "::" + SOME_GROUPS);
    private static final Pattern MAPPED = Pattern.compile("::[Ff]{4}:" + OCTET + "([.]" + OCTET + "){3}");

    private Ipv6() {}

    /** Whether the text is an IPv6 address; a dotted end only in the mapped form {@code ::ffff:a.b.c.d}. */
    static boolean isAddress(String text) {
        return WHOLE.matcher(text).matches()
                || WITH_GAP.matcher(text).matches() && StringUtils.split(text, ':').length < GROUPS
                || MAPPED.matcher(text).matches();
    }
}
