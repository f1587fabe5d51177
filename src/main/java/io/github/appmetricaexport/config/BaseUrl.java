package io.github.appmetricaexport.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of the Post API: scheme, host and port. A key travels in the query, so plain HTTP goes to loopback only. */
final class BaseUrl {
    static final String EXPECTATION = "an https URL of scheme, host and port alone (no path, query or user info);"
            + " http only to loopback: localhost, 127.0.0.0/8 or [::1]";

    private static final Pattern OCTET = Pattern.compile("25[0-5]|2[0-4][0-9]|1?[0-9]{1,2}");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|\\[::1]|127(\\.(" + OCTET + ")){3}");

    private BaseUrl() {}

    static Optional<URI> parse(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
        // "/" is the root's other spelling, and what a browser's address bar hands out.
        boolean isBare = url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && List.of("", "/").contains(url.getRawPath());
        if (!isBare || url.getPort() == 0 || url.getPort() > 65_535) {
            return Optional.empty();
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(url.getHost()))) {
            return Optional.empty();
        }
        return Optional.of(URI.create(scheme + "://" + url.getRawAuthority()));
    }

    /** The text up to where a query or a user could carry a key. */
    static String withoutSecrets(String text) {
        return text.replaceFirst("(?s)//.*@", "//…@").replaceFirst("(?s)[?#].*", "?…");
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
