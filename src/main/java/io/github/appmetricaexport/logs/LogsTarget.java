package io.github.appmetricaexport.logs;

import java.io.IOException;
import java.io.OutputStream;

/** Where an answer goes, chunk by chunk, so that nobody ever holds it whole. */
public interface LogsTarget {
    /** A stream to a new file; what is there of it when the answer breaks off is of no use. */
    OutputStream create(String name) throws IOException;
}
