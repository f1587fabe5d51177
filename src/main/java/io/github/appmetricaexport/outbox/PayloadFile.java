package io.github.appmetricaexport.outbox;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** A payload's file while it is written: counts and digests what goes through. */
public final class PayloadFile implements AutoCloseable {
    /** Rows are short: digest and file system are better served with many at once. */
    private static final int BLOCK = 1 << 16;

    private final OutputStream target;
    private final MessageDigest digest = DigestUtils.getSha256Digest();
    private final byte[] block = new byte[BLOCK];
    private int inBlock;
    private long bytes;

    public PayloadFile(Store store, Path path) throws IOException {
        target = store.create(path);
    }

    public void write(byte[] part, int from, int length) throws IOException {
        if (inBlock + length > BLOCK) {
            flush();
        }
        if (length > BLOCK) {
            digest.update(part, from, length);
            target.write(part, from, length);
        } else {
            System.arraycopy(part, from, block, inBlock, length);
            inBlock += length;
        }
        bytes += length;
    }

    private void flush() throws IOException {
        digest.update(block, 0, inBlock);
        target.write(block, 0, inBlock);
        inBlock = 0;
    }

    /** Makes the file durable; returns its SHA-256. Call once, before {@link #close()}. */
    public String complete() throws IOException {
        flush();
        if (target instanceof FSDataOutputStream stream && stream.hasCapability(StreamCapabilities.HSYNC)) {
            stream.hsync();
        }
        target.close();
        return Hex.encodeHexString(digest.digest());
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
