package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.TablesException;
import io.github.appmetricaexport.source.SourceException;
import io.github.appmetricaexport.source.SourceFailure;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Finds out what made a Spark job fail: the source, the outbox, the tables, or none of them. */
final class Failures {
    private Failures() {}

    /** As {@link #of(Exception)}, and a process that had too little memory as a mistake of the submission. */
    static RuntimeException of(Exception failure, SparkConf spark) {
        return OutOfMemory.behind(failure, spark)
                .<RuntimeException>map(found -> found)
                .orElseGet(() -> of(failure));
    }

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
        if (OutOfReach.isBehind(failure)) {
            return forNow(unchecked(failure));
        }
        Optional<SourceException> source = SourceFailure.in(failure);
        if (source.isPresent()) {
            return source.get();
        }
        return unchecked(failure);
    }

    /** The same failure, told as one to run again for when time may mend it. */
    static RuntimeException forNow(RuntimeException failure) {
        if (failure instanceof OutboxException || !OutOfReach.isBehind(failure)) {
            return failure;
        }
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return new OutboxException(
                "a file system is out of reach for now: run again to resume", new IOException(message));
    }

    /** The exception to go on with when the results tables could not be written at {@code where}. */
    static RuntimeException ofTables(Exception failure, String where) {
        if (failure instanceof TablesException) {
            return new OutboxException(
                    failure.getMessage() + " (nothing is lost: the outbox has it all, and the next run writes it)");
        }
        // The deepest: around it stand Spark's wrappers, below it may be those of an object store's client.
        IOException deepest = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            deepest = cause instanceof IOException known ? known : deepest;
        }
        if (deepest == null && !OutOfReach.isBehind(failure)) {
            return unchecked(failure);
        }
        return new OutboxException(
                "cannot write the results tables at " + where
                        + " (nothing is lost: the outbox has it all, and the next run writes them)",
                deepest == null ? failure : deepest);
    }

    private static RuntimeException unchecked(Exception failure) {
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
}
