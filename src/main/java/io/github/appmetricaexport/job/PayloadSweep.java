package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.Fate;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.settle.Summary;
import java.time.Clock;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the personal data of runs once nobody has a right to it any more: payloads and refused rows, never manifests,
 * claims, receipts or tables.
 *
 * <p>A run that is in doubt keeps its payloads, and so does one of which something can still be sent.
 *
 * @param keep how long after its end a run keeps them; a run that sent nothing, after it was frozen
 * @param sendable how long after its planning an event can be sent
 */
record PayloadSweep(Store store, Duration keep, Duration sendable) {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadSweep.class);

    /** How far back all dates are looked at by each sweep. */
    private static final Duration REACH = Duration.ofDays(60);

    /** Older dates take turns, so that the look hardly grows with the years: one in so many, another each day. */
    private static final int TURNS = 29;

    private static final Set<RunOutcome> FINISHED = Set.of(RunOutcome.COMPLETE, RunOutcome.REFUSED);
    private static final Set<RunOutcome> KEPT = Set.of(RunOutcome.IN_DOUBT, RunOutcome.UNBALANCED);

    /**
     * Sweeps all dates of a job. A run that cannot be judged is logged, and the next one looked at.
     *
     * @param jobFolder the folder with a folder per date
     * @return the runs whose payloads were deleted
     */
    List<String> sweep(Path jobFolder, Instant now) {
        LocalDate newest = now.minus(keep).atZone(ZoneOffset.UTC).toLocalDate();
        List<String> swept = new ArrayList<>();
        for (FileStatus entry : store.list(jobFolder)) {
            if (date(entry.getPath().getName())
                    .filter(date -> !date.isAfter(newest) && isItsTurn(date, newest))
                    .isPresent()) {
                sweepDate(entry.getPath(), now, swept);
            }
        }
        return swept;
    }

    private static boolean isItsTurn(LocalDate date, LocalDate newest) {
        long age = newest.toEpochDay() - date.toEpochDay();
        return age <= REACH.toDays() || age % TURNS == 0;
    }

    private void sweepDate(Path folder, Instant now, List<String> swept) {
        for (FileStatus entry : store.list(folder)) {
            RunPaths run = new RunPaths(entry.getPath().toString());
            try {
                if (entry.getPath().getName().startsWith("run=")
                        && (store.exists(run.payloads()) || store.exists(aside(run)))
                        && isItsOwn(folder, run)
                        && sweepRun(folder, run, now)) {
                    swept.add(run.root());
                }
            } catch (RuntimeException e) {
                // Tidiness of one run must not keep the others.
                LOG.warn("the payloads of {} were not deleted: {}", run.root(), e.getMessage());
            }
        }
    }

    /** What a link leads to may be anything. */
    private boolean isItsOwn(Path folder, RunPaths run) {
        boolean isLinked =
                List.of(folder, new Path(run.root()), run.payloads(), run.rejects(), run.keys(), aside(run)).stream()
                        .anyMatch(store::isLink);
        if (isLinked) {
            LOG.warn("the payloads of {} are not deleted: a link leads there", run.root());
        }
        return !isLinked;
    }

    private boolean sweepRun(Path folder, RunPaths run, Instant now) {
        Optional<Summary> summary = Summary.read(store, run);
        if (summary.filter(last -> KEPT.stream().anyMatch(last::is)).isPresent()) {
            return false;
        }
        if (summary.filter(last -> FINISHED.stream().anyMatch(last::is)).isPresent()) {
            boolean isOld = isPast(summary.get().finishedAt(), keep, now);
            return isOld && delete(run);
        }
        try (RunLock lock = withoutWaiting(folder)) {
            return lock.isHeld() && isOfNoUse(run, now) && delete(run);
        } catch (LockHeldException busy) {
            // Somebody is about to plan or to send it, or was until lately.
            return false;
        }
    }

    /** Of a run that never came to its end. */
    private boolean isOfNoUse(RunPaths run, Instant now) {
        if (!store.exists(run.manifest())) {
            return new Fate(store, run).withdraw();
        }
        FrozenRun frozen = FrozenRun.open(store, run);
        Instant frozenAt = frozen.manifest().identity().createdAt();
        if (!isPast(frozenAt, keep, now)) {
            return false;
        }
        return new Fate(store, run).withdraw()
                || isPast(frozenAt, sendable, now)
                        && new Journal(store, run)
                                .histories(frozen.payloads()).stream()
                                        .map(history -> history.state(now))
                                        .noneMatch(state ->
                                                state == PayloadState.UNKNOWN || state == PayloadState.IN_FLIGHT);
    }

    private static boolean isPast(Instant since, Duration length, Instant now) {
        return since.plus(length).isBefore(now);
    }

    private boolean delete(RunPaths run) {
        store.delete(run.payloads());
        store.delete(run.rejects());
        store.delete(run.keys());
        store.delete(aside(run));
        return true;
    }

    /** What a comparison that died has left. */
    private static Path aside(RunPaths run) {
        return new Path(run.aside().root());
    }

    /** @throws LockHeldException when it is not free */
    private RunLock withoutWaiting(Path folder) {
        return RunLock.acquire(
                new Fence(store, folder),
                "the sweep after an export of another date",
                Duration.ZERO,
                Clock.systemUTC(),
                pause -> {
                    throw new LockHeldException("the lock of " + folder + " is not free");
                },
                words -> {});
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
