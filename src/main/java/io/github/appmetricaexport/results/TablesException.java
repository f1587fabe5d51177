package io.github.appmetricaexport.results;

import org.apache.commons.lang3.exception.ExceptionUtils;

/** A catalog that does not take the tables' rows; everything they say stays in the outbox, for the next run. */
public final class TablesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TablesException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first line of what the deepest cause says: catalogs wrap, and Spark appends its plans. */
    static String words(Throwable failure) {
        Throwable root = ExceptionUtils.getRootCause(failure);
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }
}
