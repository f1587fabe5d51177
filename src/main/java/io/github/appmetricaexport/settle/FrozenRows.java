package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import java.io.EOFException;
import java.io.IOException;
import java.security.DigestInputStream;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.io.IOUtils;

/**
 * The rows of one frozen payload. A file that is gone or spoilt ends them, and {@link #damage()} tells: what the tables say
 * of the other payloads must not depend on it.
 */
final class FrozenRows implements Iterator<String[]> {
    private final String sha256;
    private DigestInputStream file;
    private CsvRows lines;
    private List<String> columns = List.of();
    private Optional<String[]> row = Optional.empty();
    private String damage = "";

    FrozenRows(Store store, RunPaths paths, FrozenPayload payload) {
        sha256 = payload.sha256();
        try {
            file = new DigestInputStream(store.open(paths.payload(payload.file())), DigestUtils.getSha256Digest());
            lines = new CsvRows(file);
            columns = List.of(lines.nextValues().orElseThrow(() -> new EOFException("the payload has no header")));
            read();
        } catch (IOException unreadable) {
            damage = unreadable.getMessage();
        }
    }

    /** The header's columns; only while there are rows. */
    List<String> columns() {
        return columns;
    }

    @Override
    public boolean hasNext() {
        return row.isPresent();
    }

    @Override
    public String[] next() {
        String[] values = row.orElseThrow(NoSuchElementException::new);
        read();
        return values;
    }

    private void read() {
        row = Optional.empty();
        try {
            row = lines.nextValues();
            if (row.isEmpty()) {
                file.close();
                if (!Hex.encodeHexString(file.getMessageDigest().digest()).equals(sha256)) {
                    damage = "it is not what was frozen";
                }
            }
        } catch (IOException damaged) {
            damage = damaged.getMessage();
            IOUtils.closeStream(file);
        }
    }

    /** Why there may be rows that did not come, once there are no more; empty when all came. */
    String damage() {
        return damage;
    }
}
