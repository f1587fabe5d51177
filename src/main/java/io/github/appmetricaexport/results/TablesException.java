package io.github.appmetricaexport.results;

/** A catalog that does not take the tables' rows; everything they say stays in the outbox, for the next run. */
public final class TablesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TablesException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first line of what the deepest cause says: catalogs wrap, and Spark appends its plans. */
    static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }
}
