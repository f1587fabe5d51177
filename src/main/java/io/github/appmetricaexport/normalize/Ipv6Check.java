package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.appmetricaexport.api.PostApiField;
import java.util.List;
import java.util.regex.Pattern;

/** An IPv6 address as text. */
final class Ipv6Check extends FieldCheck {
    private static final Pattern DOTTED_QUAD = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");

    private final String isIpv4 = because("an IPv4 address, write it as ::ffff:a.b.c.d");
    private final String noAddress = because("not an IPv6 address");

    Ipv6Check(PostApiField field) {
        super(field);
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        // A character a byte: what is beyond ASCII is in no address.
        String text = new String(bytes, from, to - from, ISO_8859_1);
        if (!Ipv6Text.isAddress(text)) {
            reasons.add(DOTTED_QUAD.matcher(text).matches() ? isIpv4 : noAddress);
        }
    }

    @Override
    boolean allowsOnlyAscii() {
        return true;
    }
}
