package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.TablesException;
import io.github.appmetricaexport.source.SourceException;
import io.github.appmetricaexport.source.SourceFailure;
import java.io.IOException;
import java.util.Optional;

/** Finds out what made a Spark job fail: the source, the outbox, the tables, or none of them. */
final class Failures {
    private Failures() {}

    /** The exception to go on with, with a message for the operator where one is known. */
    static RuntimeException of(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutboxException outbox) {
                return outbox;
            }
        }
        String text = String.valueOf(failure.getMessage());
        int outbox = text.indexOf(OutboxException.class.getName() + ": ");
        if (outbox >= 0) {
            // A failed task's exception may arrive as text only.
            return new OutboxException(
                    text.substring(outbox + OutboxException.class.getName().length() + 2)
                            .lines()
                            .findFirst()
                            .orElse(""));
        }
        Optional<SourceException> source = SourceFailure.in(failure);
        if (source.isPresent()) {
            return source.get();
        }
        return unchecked(failure);
    }

    /** The exception to go on with when the results tables could not be written at {@code where}. */
    static RuntimeException ofTables(Exception failure, String where) {
        if (failure instanceof TablesException) {
            return new OutboxException(
                    failure.getMessage() + " (nothing is lost: the outbox has it all, and the next run writes it)");
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof IOException
                ? new OutboxException(
                        "cannot write the results tables at " + where
                                + " (nothing is lost: the outbox has it all, and the next run writes them)",
                        root)
                : unchecked(failure);
    }

    private static RuntimeException unchecked(Exception failure) {
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
}
