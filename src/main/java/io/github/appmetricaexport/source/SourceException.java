package io.github.appmetricaexport.source;

import java.util.List;
import java.util.stream.Collectors;

/** The day's source is missing, unreadable or of another shape; the message says what is wrong and what to do. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FILES_TO_NAME = 5;

    private final boolean isOfNoTable;

    SourceException(String message) {
        super(message);
        isOfNoTable = false;
    }

    SourceException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private SourceException(String message, Throwable cause, boolean isOfNoTable) {
        super(message, cause);
        this.isOfNoTable = isOfNoTable;
    }

    /** Of a table that is not in its namespace, which is there. */
    static SourceException ofNoTable(String message, Throwable cause) {
        return new SourceException(message, cause, true);
    }

    /** Whether it is a table that is not there; of all other failures nobody knows what would be in it. */
    public boolean isOfNoTable() {
        return isOfNoTable;
    }

    /** The first few of many, then how many more. */
    static String firstOf(List<String> descriptions) {
        String first = descriptions.stream().limit(FILES_TO_NAME).collect(Collectors.joining("; "));
        int more = descriptions.size() - FILES_TO_NAME;
        return more > 0 ? first + "; and " + more + " more" : first;
    }
}
