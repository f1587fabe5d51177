package io.github.appmetricaexport.results;

import io.github.appmetricaexport.api.IdentifierKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the table of events holds in place of an identifier: the first 64 bits of HMAC-SHA-256 over
 * {@code <kind>:<identifier>}, big-endian and signed.
 *
 * <p>Keyed, since identifiers are few enough to be tried one by one: who has the table and not the key finds nobody in it,
 * and nobody does once the key is deleted. In 4 million events the chance that a second user has a given one's hash is one
 * in four trillion.
 */
public final class IdentifierHash {
    private final Mac mac;

    /** @param key in lower-case hexadecimal; its text is the key, so that any tool can take it as it stands */
    public IdentifierHash(String key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    public long of(IdentifierKind kind, String identifier) {
        byte[] text = (kind.label() + ":" + identifier).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(mac.doFinal(text)).getLong();
    }
}
