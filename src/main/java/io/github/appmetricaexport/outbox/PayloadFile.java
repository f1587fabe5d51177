package io.github.appmetricaexport.outbox;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** A payload's file while it is written: counts and digests what goes through. */
public final class PayloadFile implements AutoCloseable {
    private final OutputStream target;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;

    public PayloadFile(Store store, Path path) throws IOException {
        target = store.create(path);
    }

    public void write(byte[] part) throws IOException {
        digest.update(part);
        target.write(part);
        bytes += part.length;
    }

    /** Makes the file durable; returns its SHA-256. Call once, before {@link #close()}. */
    public String complete() throws IOException {
        if (target instanceof FSDataOutputStream stream && stream.hasCapability(StreamCapabilities.HSYNC)) {
            stream.hsync();
        }
        target.close();
        return Sha256.hex(digest.digest());
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
