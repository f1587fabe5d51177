package io.github.appmetricaexport.upload;

import java.io.IOException;
import java.io.InputStream;

/** The frozen bytes of one payload, readable again from their start for each attempt. */
public interface PayloadBytes {
    /**
     * The bytes from the first; the caller closes the stream.
     *
     * @throws OverdueException when it is too late for this request to begin
     */
    InputStream open() throws IOException;

    /** How many bytes were frozen. */
    long length();

    /** Their SHA-256 as it was when they were frozen, 64 lower-case hexadecimal characters. */
    String sha256();
}
