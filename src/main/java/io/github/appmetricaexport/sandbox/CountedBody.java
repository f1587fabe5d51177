package io.github.appmetricaexport.sandbox;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes of a body as they are read. */
final class CountedBody extends FilterInputStream {
    private final long limit;
    private long count;

    CountedBody(InputStream body) {
        this(body, Long.MAX_VALUE);
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
        int read = 0;
        for (long left = bytes; left > 0 && read >= 0; left -= read) {
            read = read(waste, 0, (int) Math.min(waste.length, left));
        }
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        add(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        add(Math.max(0, read));
        return read;
    }

    private void add(int bytes) {
        count += bytes;
        if (count > limit) {
            throw new RefusedException(413, "the body has more than " + limit + " bytes");
        }
    }
}
