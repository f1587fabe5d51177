package io.github.appmetricaexport.sandbox;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.lang3.StringUtils;

/** The secrets that the sandbox knows, one per application: Post API keys, or OAuth tokens. Never prints one. */
public final class KeyRing {
    private final Supplier<Map<Integer, String>> source;
    private final Map<Integer, String> keys;

    /** A ring of keys by application number. */
    public KeyRing(Map<Integer, String> keyOfApplication) {
        this(() -> keyOfApplication);
    }

    /**
     * A ring whose keys may be replaced.
     *
     * @param source asked now, and whenever a ring {@link #asOfNow()} is wanted
     */
    public KeyRing(Supplier<Map<Integer, String>> source) {
        this.source = source;
        keys = new LinkedHashMap<>(source.get());
        keys.forEach((application, key) -> {
            if (application < 1) {
                throw new IllegalArgumentException("an application's number is above 0");
            }
            if (key.isBlank()) {
                throw new IllegalArgumentException("the key of application " + application + " is blank");
            }
        });
    }

    /** A ring with the keys that the source has now; this one where it fails, as when a file is being written. */
    KeyRing asOfNow() {
        try {
            return new KeyRing(source);
        } catch (IllegalArgumentException | UncheckedIOException beingReplaced) {
            return this;
        }
    }

    /** Reads {@code APP=KEY}; an error tells the form, not what was given. */
    public static Map.Entry<Integer, String> parse(String text) {
        String key = StringUtils.substringAfter(text, "=").strip();
        try {
            int application =
                    Integer.parseInt(StringUtils.substringBefore(text, "=").strip());
            if (!key.isEmpty()) {
                return Map.entry(application, key);
            }
        } catch (NumberFormatException notANumber) {
            // Told below, without its words.
        }
        throw new IllegalArgumentException("a key is given as APPLICATION=KEY, such as 1111=0a1b2c3d");
    }

    boolean isKnown(String key) {
        return keys.keySet().stream().anyMatch(application -> opens(application, key));
    }

    boolean opens(int application, String key) {
        String known = keys.get(application);
        return known != null
                && MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "keys of applications " + keys.keySet();
    }
}
