package io.github.appmetricaexport.source;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Whether a Spark job failed because its source could not be read: damage within data pages shows only then.
 *
 * <p>Spark tells so in words alone, and 3.5 and 4.x in different ones; both name the file.
 */
public final class SourceFailure {
    private static final List<Pattern> NAMED_FILES = List.of(
            Pattern.compile("while reading file (\\S+?)\\.?(?:\\s|$)"),
            Pattern.compile("Parquet column cannot be converted in file (\\S+?)\\.(?:\\s|$)"),
            Pattern.compile("(?m)File (.+) does not exist\\s+It is possible the underlying files have been updated"));

    /** As HDFS and S3 tell it, each with the path; what may not be written is told as the outbox's or the tables' failure. */
    private static final Pattern DENIED = Pattern.compile("Access(?:Control|Denied)Exception: (.+)");

    /** Spark makes microseconds of them; it reads nothing else that could overflow. */
    private static final String BEYOND_SPARKS_TIMES =
            "a TIMESTAMP(MILLIS) is beyond the year 294247, the last that Spark reads, such as the largest number in place of"
                    + " \"never\"; write NULL there";

    /** As Iceberg's reader tells it. */
    private static final Pattern GONE = Pattern.compile("iceberg\\.exceptions\\.NotFoundException: (.+)");

    private SourceFailure() {}

    /**
     * The source's fault behind a failed job, worded for the operator with the file's name; empty when the job failed of
     * something else.
     */
    public static Optional<SourceException> in(Throwable failure) {
        List<Throwable> chain = ExceptionUtils.getThrowableList(failure);
        for (Throwable link : chain) {
            Matcher denied = DENIED.matcher(link.toString());
            if (denied.find()) {
                return Optional.of(new SourceException(
                        "source: the job may not read the day: %s; give it the right to, also where the executors run, then run the date again"
                                .formatted(denied.group(1).strip()),
                        failure));
            }
        }
        for (Throwable link : chain) {
            Matcher gone = GONE.matcher(link.toString());
            if (gone.find()) {
                return Optional.of(new SourceException(
                        "source.table: the state that was being read is gone (%s): %s"
                                .formatted(gone.group(1).strip(), TableLookup.READ_AGAIN),
                        failure));
            }
        }
        String reason = DayListing.oneLine(chain.get(chain.size() - 1));
        for (Throwable link : chain) {
            Optional<String> file = namedFile(String.valueOf(link.getMessage()));
            if (file.isPresent() || link instanceof ParquetDecodingException) {
                return Optional.of(new SourceException(
                        "source: reading %s failed: %s, then run the date again"
                                .formatted(
                                        file.orElse("a Parquet file"),
                                        chain.get(chain.size() - 1) instanceof ArithmeticException
                                                ? BEYOND_SPARKS_TIMES
                                                : reason + "; write it again or restore it"),
                        failure));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> namedFile(String message) {
        for (Pattern pattern : NAMED_FILES) {
            Matcher matcher = pattern.matcher(message);
            if (matcher.find()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }
}
