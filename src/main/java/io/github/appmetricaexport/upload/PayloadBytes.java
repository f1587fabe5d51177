package io.github.appmetricaexport.upload;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.lang3.function.FailableSupplier;

/**
 * The frozen bytes of one payload, readable again from their start for each attempt.
 *
 * @param length how many bytes were frozen
 * @param sha256 as it was when they were frozen, 64 lower-case hexadecimal characters
 * @param source a stream of the bytes from the first; throws an {@link OverdueException} when it is too late for this request
 *     to begin
 */
public record PayloadBytes(long length, String sha256, FailableSupplier<InputStream, IOException> source) {
    /** The body of a request whose rows are in its query: {@code Content-Length: 0}. */
    static final PayloadBytes NONE = new PayloadBytes(0, DigestUtils.sha256Hex(""), InputStream::nullInputStream);

    /** The caller closes the stream. */
    InputStream open() throws IOException {
        try {
            return source.get();
        } catch (OverdueException overdue) {
            throw overdue;
        } catch (IOException | RuntimeException unreadable) {
            throw new PayloadDamagedException("it cannot be opened: " + unreadable, unreadable);
        }
    }
}
