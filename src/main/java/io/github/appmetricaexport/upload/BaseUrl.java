package io.github.appmetricaexport.upload;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Where requests may go: HTTPS anywhere, plain HTTP on this machine only, since the key travels in the query. */
final class BaseUrl {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1|0:0:0:0:0:0:0:1");

    private BaseUrl() {}

    static HttpUrl checked(URI address) {
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "api.base-url is scheme, host and port, without user, query or fragment");
        }
        // OkHttp's own message would repeat the address; this one has nothing to hide by now.
        HttpUrl url = HttpUrl.get(address.toString());
        if (!url.isHttps()
                && !LOOPBACK.matcher(url.host().toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException("api.base-url = " + address
                    + ": use https; the key travels in the query, so plain http is for this machine only");
        }
        return url;
    }
}
