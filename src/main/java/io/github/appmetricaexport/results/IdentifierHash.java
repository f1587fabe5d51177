package io.github.appmetricaexport.results;

import io.github.appmetricaexport.api.IdentifierKind;
import java.nio.ByteBuffer;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * What the table of events holds in place of an identifier: the first 64 bits of HMAC-SHA-256 over
 * {@code <kind>:<identifier>}, big-endian and signed.
 *
 * <p>Keyed, since identifiers are few enough to be tried one by one: who has the table and not the key finds nobody in it,
 * and nobody does once the key is deleted. In 4 million events the chance that a second user has a given one's hash is one
 * in four trillion.
 */
public final class IdentifierHash {
    private final HmacUtils mac;

    /** @param key in lower-case hexadecimal; its text is the key, so that any tool can take it as it stands */
    public IdentifierHash(String key) {
        mac = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key);
    }

    public long of(IdentifierKind kind, String identifier) {
        return ByteBuffer.wrap(mac.hmac(kind.label() + ":" + identifier)).getLong();
    }
}
