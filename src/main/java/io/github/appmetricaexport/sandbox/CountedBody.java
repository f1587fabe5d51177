package io.github.appmetricaexport.sandbox;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes of a body as they are read. */
final class CountedBody extends FilterInputStream {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final long limit;
    private long count;

    CountedBody(InputStream body) {
        this(body, NO_LIMIT);
    }

    /** A body that is refused once more than {@code limit} bytes have come. */
    CountedBody(InputStream body, long limit) {
        super(body);
        this.limit = limit;
    }

    long count() {
        return count;
    }

    /**
     * Fails where fewer bytes came. Cut after a CRLF a body looks whole, and not every HTTP server tells a connection's
     * end from the body's.
     */
    void requireBytes(long declared) throws EOFException {
        if (count < declared) {
            throw new EOFException("the connection ended within the body");
        }
    }

    /** Reads up to {@code bytes} bytes and throws them away. */
    void discard(long bytes) throws IOException {
        byte[] waste = new byte[64 * 1024];
        long left = bytes;
        while (left > 0) {
            int read = read(waste, 0, (int) Math.min(waste.length, left));
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read >= 0) {
            counted(1);
        }
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        return read < 0 ? read : counted(read);
    }

    private int counted(int read) {
        count += read;
        if (count > limit) {
            throw new RefusedException(413, "the body has more than " + limit + " bytes");
        }
        return read;
    }
}
