package io.github.appmetricaexport.source;

import java.util.List;
import java.util.stream.Collectors;

/** The day's source is missing, unreadable or of another shape; the message says what is wrong and what to do. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FILES_TO_NAME = 5;

    SourceException(String message) {
        super(message);
    }

    SourceException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first few of many, then how many more. */
    static String firstOf(List<String> descriptions) {
        String first = descriptions.stream().limit(FILES_TO_NAME).collect(Collectors.joining("; "));
        int more = descriptions.size() - FILES_TO_NAME;
        return more > 0 ? first + "; and " + more + " more" : first;
    }
}
