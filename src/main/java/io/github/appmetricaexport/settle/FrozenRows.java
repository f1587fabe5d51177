package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.PayloadRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;

/**
 * The rows of one frozen payload. A file that is gone or spoilt ends them, and {@link #damage()} tells: what the tables say
 * of the other payloads must not depend on it.
 */
final class FrozenRows implements Iterator<String[]>, AutoCloseable {
    private final String sha256;
    private DigestInputStream file;
    private PayloadRows rows;
    private String damage = "";

    FrozenRows(Store store, Path path, String sha256) {
        this.sha256 = sha256;
        try {
            file = new DigestInputStream(store.open(path), DigestUtils.getSha256Digest());
            rows = new PayloadRows(file);
        } catch (IOException unreadable) {
            damage = unreadable.getMessage();
        }
    }

    /** The header's columns; only while there are rows. */
    List<String> columns() {
        return rows.columns();
    }

    @Override
    public boolean hasNext() {
        if (rows == null || !damage.isEmpty()) {
            return false;
        }
        try {
            if (rows.hasNext()) {
                return true;
            }
            if (!Hex.encodeHexString(file.getMessageDigest().digest()).equals(sha256)) {
                damage = "it is not what was frozen";
            }
        } catch (UncheckedIOException damaged) {
            damage = damaged.getMessage();
        }
        close();
        return false;
    }

    @Override
    public String[] next() {
        return rows.next();
    }

    /** Why there may be rows that did not come, once there are no more; empty when all came. */
    String damage() {
        return damage;
    }

    @Override
    public void close() {
        if (rows != null) {
            try {
                rows.close();
            } catch (IOException alreadyRead) {
                // Nothing is lost by a stream that does not close.
            }
            rows = null;
        }
    }
}
