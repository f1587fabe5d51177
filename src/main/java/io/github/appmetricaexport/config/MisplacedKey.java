package io.github.appmetricaexport.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** How a Post API key or the Logs API's token looks that stands in the configuration, where none may: by its name, since its value is not read. */
final class MisplacedKey {
    static final String REMEDY = "a Post API key never stands in the configuration or on the command line."
            + " Put it into the environment as APPMETRICA_POST_API_KEY_<application>,"
            + " into a file of api.key-directory, or into a Hadoop credential provider (see api.key-source),"
            + " and the Logs API's token likewise (see logs-api.token-source);"
            + " if others could read it here, replace it";

    /** A name that ends in "key" or "token", followed by what assigns a value: {@code api { key: ... }}, {@code post_api_key=...}. */
    private static final Pattern ASSIGNMENT = Pattern.compile("(?i)(key|token)[a-z0-9_]*\"?\\s*[:=]");

    private MisplacedKey() {}

    /** Whether one element of an unknown option's name says that a key is meant. */
    static boolean isNamedBy(String name) {
        String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return letters.matches(".*(apikey|postkey|secret|token).*|keys?");
    }

    /** Whether a text that could not be parsed may hold a key, so that no piece of it may be quoted. */
    static boolean mayStandIn(String text) {
        return ASSIGNMENT.matcher(text).find();
    }
}
