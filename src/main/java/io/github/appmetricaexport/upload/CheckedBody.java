package io.github.appmetricaexport.upload;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A payload as the body of a request, checked against its digest while it streams.
 *
 * <p>The last buffer is held back until the digest of everything matches. So a damaged file never becomes a complete
 * request, and one that fits into a single buffer sends nothing at all.
 */
final class CheckedBody extends RequestBody {
    static final int BUFFER_BYTES = 64 * 1_024;

    private final PayloadBytes payload;
    private final InputStream stream;
    private final MediaType contentType;
    private final Transmission transmission;

    /** @param stream the opened payload, closed by the caller */
    CheckedBody(PayloadBytes payload, InputStream stream, MediaType contentType, Transmission transmission) {
        this.payload = payload;
        this.stream = stream;
        this.contentType = contentType;
        this.transmission = transmission;
    }

    @Override
    public MediaType contentType() {
        return contentType;
    }

    @Override
    public long contentLength() {
        return payload.length();
    }

    /** Forbids OkHttp to send it twice: after 408, 421, 503 with {@code Retry-After: 0}, and lost connections. */
    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = payload.length();
        do {
            int length = fill(buffer, (int) Math.min(buffer.length, left));
            digest.update(buffer, 0, length);
            left -= length;
            if (left == 0) {
                requireWholeAndSame(digest);
                transmission.lastPieceBegins();
            }
            handOver(sink, buffer, length);
        } while (left > 0);
        transmission.bodyEnds();
    }

    private void handOver(BufferedSink sink, byte[] buffer, int length) throws IOException {
        transmission.bodyBegins();
        sink.write(buffer, 0, length);
        // Nothing of the body waits in a buffer of the HTTP client, so that the count of sent bytes is true.
        sink.flush();
        transmission.handedOver(length);
    }

    private int fill(byte[] buffer, int wanted) throws IOException {
        int length = read(buffer, wanted);
        if (length < wanted) {
            throw new PayloadDamagedException("it is shorter than the " + payload.length() + " bytes that were frozen");
        }
        return length;
    }

    private void requireWholeAndSame(MessageDigest digest) throws IOException {
        if (read(new byte[1], 1) > 0) {
            throw new PayloadDamagedException("it is longer than the " + payload.length() + " bytes that were frozen");
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(payload.sha256())) {
            throw new PayloadDamagedException("its SHA-256 is not the one that was frozen");
        }
    }

    private int read(byte[] buffer, int wanted) throws IOException {
        try {
            return stream.readNBytes(buffer, 0, wanted);
        } catch (IOException | RuntimeException unreadable) {
            // Told apart from an IOException of the socket, which is about the server.
            throw new PayloadDamagedException("it cannot be read: " + unreadable, unreadable);
        }
    }
}
