package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.core.JsonParseException;
import org.apache.hadoop.fs.Path;

/**
 * A file of the outbox that is there and cannot be understood, such as a crash leaves where files are not written whole.
 * Running again does not mend it.
 */
public final class SpoiltFileException extends OutboxException {
    private static final long serialVersionUID = 1L;

    SpoiltFileException(String message) {
        super(message);
    }

    /** Tells nothing of what the file holds: that may be anything. */
    SpoiltFileException(Path file, byte[] content, Exception cause) {
        super(file + " cannot be understood: " + problem(content, cause));
        initCause(cause);
    }

    private static String problem(byte[] content, Exception cause) {
        if (content.length == 0) {
            return "it is empty";
        }
        return cause instanceof JsonParseException
                ? "it is no JSON, or cut off"
                : "it is not what the job writes under that name";
    }
}
