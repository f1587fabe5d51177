package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.settle.Summary;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Deletes the personal data of finished runs once {@code work.keep-payloads} has passed: payloads and refused rows, never
 * claims, receipts or tables.
 *
 * <p>A run that is in doubt or incomplete keeps its payloads: somebody still needs them.
 */
record PayloadSweep(Store store, Duration keep) {
    /** How far back dates are looked at, so that the look does not grow with the years. */
    private static final Duration REACH = Duration.ofDays(60);

    private static final Set<RunOutcome> FINISHED = Set.of(RunOutcome.COMPLETE, RunOutcome.REFUSED);

    /**
     * Sweeps all dates of a job.
     *
     * @param jobFolder the folder with a folder per date
     * @return the runs whose payloads were deleted
     */
    List<String> sweep(Path jobFolder, Instant now) {
        LocalDate newest = now.minus(keep).atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate oldest = newest.minusDays(REACH.toDays());
        List<String> swept = new ArrayList<>();
        for (FileStatus entry : store.list(jobFolder)) {
            Optional<LocalDate> date = date(entry.getPath().getName());
            if (date.isPresent() && !date.get().isAfter(newest) && !date.get().isBefore(oldest)) {
                sweepDate(entry.getPath(), now, swept);
            }
        }
        return swept;
    }

    private void sweepDate(Path folder, Instant now, List<String> swept) {
        for (FileStatus entry : store.list(folder)) {
            RunPaths run = new RunPaths(entry.getPath().toString());
            if (entry.isDirectory() && store.exists(run.payloads()) && isFinished(run, now)) {
                store.delete(run.payloads());
                store.delete(run.rejects());
                swept.add(run.root());
            }
        }
    }

    private boolean isFinished(RunPaths run, Instant now) {
        return Summary.read(store, run)
                .filter(summary -> FINISHED.stream().anyMatch(summary::is))
                .filter(summary -> summary.finishedAt().plus(keep).isBefore(now))
                .isPresent();
    }

    private static Optional<LocalDate> date(String folder) {
        try {
            return folder.startsWith("date=")
                    ? Optional.of(LocalDate.parse(folder.substring("date=".length())))
                    : Optional.empty();
        } catch (DateTimeParseException notADate) {
            return Optional.empty();
        }
    }
}
