package io.github.appmetricaexport.failure;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.logs.LogsNotReadyException;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.results.DayTooLargeException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.TablesException;
import io.github.appmetricaexport.source.SourceException;
import io.github.appmetricaexport.source.SourceFailure;
import io.github.appmetricaexport.upload.MissingKeyException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkConf;

/** Finds out what made a Spark job fail: the size of the day, the source, the outbox, the tables, or none of them. */
public final class Failures {
    /** Spark's own hook stops it under a job whose process was told to end, or whose application was killed. */
    private static final Pattern STOPPED = Pattern.compile("SparkContext was shut ?down|stopped SparkContext");

    private static final Pattern CANCELLED = Pattern.compile("\\bJob \\d+ cancelled\\b");

    /** Of a task whose executor was killed, or whose host was taken away: it is nobody's mistake, and may pass. */
    private static final Pattern EXECUTORS_LOST = Pattern.compile("\\bExecutorLostFailure\\b");

    private Failures() {}

    /** As {@link #of}, before anything was sent: too little memory is a mistake of the submission. */
    public static RuntimeException ofPlanning(Exception failure, SparkConf spark) {
        return of(failure, spark, problem -> new ConfigException(List.of(problem)));
    }

    /** As {@link #of}, while payloads are sent: after too little memory there is still something to settle. */
    public static RuntimeException ofSending(Exception failure, SparkConf spark) {
        return of(failure, spark, problem -> new OutboxException(problem.toString()));
    }

    /**
     * Whether of a planning that failed nothing is known but that it did: it was neither the source nor the outbox nor the
     * memory, and nobody ended it.
     */
    public static boolean isUnexplained(Exception failure, SparkConf spark) {
        RuntimeException known = ofPlanning(failure, spark);
        boolean isExplained = known instanceof ConfigException
                || known instanceof DayTooLargeException
                || known instanceof OutboxException
                || known instanceof SourceException
                || known instanceof LockHeldException
                || known instanceof LostOutboxException;
        return !isExplained
                && !isTold(STOPPED, failure)
                && !isTold(CANCELLED, failure)
                && !OutOfReach.isBehind(failure);
    }

    private static RuntimeException of(
            Exception failure, SparkConf spark, Function<Problem, RuntimeException> tooLittleMemory) {
        RuntimeException known = of(failure);
        if (known instanceof OutboxException || known instanceof DayTooLargeException) {
            return known;
        }
        return OutOfMemory.behind(failure, spark)
                .map(tooLittleMemory)
                .orElseGet(() -> isTold(EXECUTORS_LOST, failure) ? executorsLost() : known);
    }

    private static OutboxException executorsLost() {
        return new OutboxException(
                "executors were lost, so often that Spark gave a task up (spark.task.maxFailures): run again to resume");
    }

    /** The exception to go on with, with a message for the operator where one is known. */
    static RuntimeException of(Exception failure) {
        Optional<RuntimeException> told = told(failure, DayTooLargeException.class, DayTooLargeException::new)
                .or(() -> told(failure, OutboxException.class, OutboxException::new));
        if (told.isPresent()) {
            return told.get();
        }
        if (OutOfReach.isBehind(failure)) {
            return forNow(unchecked(failure));
        }
        return SourceFailure.in(failure).map(RuntimeException.class::cast).orElseGet(() -> unchecked(failure));
    }

    /** An exception of ours behind another; a failed task's may arrive as text only. */
    private static Optional<RuntimeException> told(
            Exception failure, Class<? extends RuntimeException> type, Function<String, RuntimeException> ofText) {
        RuntimeException known = ExceptionUtils.throwableOfType(failure, type);
        String begin = type.getName() + ": ";
        return Optional.ofNullable(known)
                .or(() -> Optional.of(String.valueOf(failure.getMessage()))
                        .filter(text -> text.contains(begin))
                        .map(text -> ofText.apply(firstLine(StringUtils.substringAfter(text, begin)))));
    }

    /** The same failure, told as one to run again for when time may mend it. */
    public static RuntimeException forNow(RuntimeException failure) {
        if (isTold(STOPPED, failure)) {
            return new OutboxException("the job was told to end before it was done: run again to resume");
        }
        if (failure instanceof OutboxException || !OutOfReach.isBehind(failure)) {
            return failure;
        }
        return new OutboxException(
                "a file system or a catalog is out of reach for now: run again to resume",
                new IOException(firstLine(String.valueOf(failure.getMessage()))));
    }

    /** Whether the failure, or anything that caused it, has such words. */
    static boolean isTold(Pattern words, Throwable failure) {
        return ExceptionUtils.getThrowableList(failure).stream()
                .anyMatch(cause -> words.matcher(cause.toString()).find());
    }

    /** The exception to go on with when the results tables could not be written at {@code where}. */
    public static RuntimeException ofTables(Exception failure, String where) {
        if (failure instanceof TablesException) {
            return new OutboxException(
                    failure.getMessage() + " (nothing is lost: the outbox has it all, and the next run writes it)");
        }
        // The deepest: around it stand Spark's wrappers, below it may be those of an object store's client.
        IOException deepest = ExceptionUtils.getThrowableList(failure).stream()
                .filter(IOException.class::isInstance)
                .map(IOException.class::cast)
                .reduce(null, (outer, inner) -> inner);
        if (deepest == null && !OutOfReach.isBehind(failure)) {
            return unchecked(failure);
        }
        return new OutboxException(
                "cannot write the results tables at " + where
                        + " (nothing is lost: the outbox has it all, and the next run writes them)",
                deepest == null ? failure : deepest);
    }

    /**
     * The exception to go on with when a question to the results tables ended for a reason that is none of theirs: the job was
     * told to end, or executors or memory were lost. Empty where it is the tables that cannot be read.
     */
    public static Optional<RuntimeException> besideTables(Throwable failure, SparkConf spark) {
        if (!(failure instanceof Exception ended)) {
            return Optional.empty();
        }
        RuntimeException known = forNow(ofPlanning(ended, spark));
        if (known instanceof OutboxException || known instanceof ConfigException) {
            return Optional.of(known);
        }
        return isTold(CANCELLED, failure)
                ? Optional.of(new OutboxException("a job of Spark was cancelled: run again to resume"))
                : Optional.empty();
    }

    /** How a command ends that ends with it. */
    public static RunOutcome outcome(Exception failure) {
        if (failure instanceof ConfigException
                || failure instanceof MissingKeyException
                // Not incomplete: running again does not mend it.
                || failure instanceof SpoiltFileException) {
            return RunOutcome.BAD_CONFIG;
        }
        if (failure instanceof SourceException) {
            return RunOutcome.BAD_SOURCE;
        }
        if (failure instanceof LostOutboxException || failure instanceof DayTooLargeException) {
            return RunOutcome.GATE_REFUSED;
        }
        if (failure instanceof LockHeldException) {
            return RunOutcome.LOCKED;
        }
        if (failure instanceof OutboxException || failure instanceof LogsNotReadyException) {
            return RunOutcome.INCOMPLETE;
        }
        return RunOutcome.BUG;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static RuntimeException unchecked(Exception failure) {
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
}
