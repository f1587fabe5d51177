package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ConfigFingerprint;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.results.DayTooLargeException;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.ProgressTimer;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides what is to be sent: the payloads that an earlier run froze, or freshly planned ones.
 *
 * <p>Once anything was claimed the frozen payloads stand, whatever the source or the configuration says since. Before that
 * they stand only while nothing they were made from has changed.
 *
 * @param highestKnownRun the highest number of a run of the date in the results tables, 0 where there is none
 */
public record Freezer(JobContext job, RunLock lock, ResultsTables tables, int highestKnownRun) {
    /** For what made a planning fail; a day that is read in minutes is looked through by then. */
    private static final Duration LONGEST_SEARCH = Duration.ofMinutes(2);

    /**
     * A run to send.
     *
     * @param warnings what has changed since its payloads were frozen, a sentence each
     */
    public record Frozen(FrozenRun run, List<String> warnings) {}

    public Frozen resumeOrFreeze() {
        Frozen current = current();
        FrozenRun run = current.run();
        job.outbox().frozenBefore(run).stream()
                .filter(older -> job.store().exists(older.paths().payloads()))
                .filter(older -> new Journal(job.store(), older.paths()).isUntouched())
                .forEach(this::withdraw);
        return current;
    }

    private Frozen current() {
        Optional<FrozenRun> frozen = job.outbox().latestUsable((runId, spoilt) -> {
            job.say(spoilt.getMessage());
            forget(runId);
        });
        if (frozen.isPresent() && !new Journal(job.store(), frozen.get().paths()).isUntouched()) {
            return resumed(frozen.get());
        }
        SourceDay source = SourceDay.open(
                job.spark(),
                job.config().value(ExportOptions.SOURCE_PATH),
                job.date(),
                job.config().mapping().values());
        if (frozen.isPresent() && stillStands(frozen.get(), source)) {
            Manifest.Identity earlier = frozen.get().manifest().identity();
            job.say("taking the payloads that run " + earlier.runId() + " froze at " + earlier.createdAt()
                    + ": neither source nor configuration has changed since");
            return new Frozen(frozen.get(), List.of());
        }
        return new Frozen(freeze(source), List.of());
    }

    private FrozenRun freeze(SourceDay source) {
        // Before the sweep: no number is given twice, so a driver that wakes up late writes where nobody looks.
        int number = job.outbox().nextRun(highestKnownRun);
        job.outbox().sweepUnfrozen();
        RunPaths paths = job.outbox().paths(number);
        job.say(String.format(
                Locale.ROOT,
                "planning %s: %,d rows in %,d files, %,.1f MB, of %s",
                job.date(),
                source.rowCount(),
                source.fileCount(),
                source.bytes() / 1e6,
                source.path()));
        source.notice().ifPresent(job::say);
        job.sparkContext()
                .setJobDescription(
                        "plan " + job.date() + ": read, normalize, validate and pack " + source.rowCount() + " rows");
        Instant startedAt = job.now();
        PlanProgress progress = new PlanProgress(job.sparkContext(), source.rowCount(), job.console(), job.clock());
        PlanWatch watch = new PlanWatch(job.sparkContext());
        try (progress;
                watch) {
            FrozenRun run = planning().freeze(source, paths, job.outbox().runId(number), job.now());
            job.say(String.format(
                    Locale.ROOT,
                    "frozen: %,d events in %,d payloads, %,.1f MB; %,d rows invalid; %s",
                    run.manifest().content().validRows(),
                    run.manifest().content().payloads(),
                    run.manifest().content().bytes() / 1e6,
                    run.manifest().content().invalidRows(),
                    ProgressTimer.time(Duration.between(startedAt, job.now()).toSeconds())));
            return run;
        } catch (Exception e) {
            RuntimeException told =
                    watch.refusal().map(RuntimeException.class::cast).orElseGet(() -> explained(e, source));
            if (told instanceof DayTooLargeException) {
                watch.stop();
            }
            throw told;
        } finally {
            job.sparkContext().setJobDescription(null);
        }
    }

    private RuntimeException explained(Exception failure, SourceDay source) {
        if (Failures.isUnexplained(failure, job.sparkContext().conf())) {
            job.say("planning failed: looking for the expression that Spark could not go on with");
            List<Problem> problems = new FailedExpressions(
                            job.sparkContext(),
                            Normalization.of(source.rows(), job.config().mapping()),
                            job.clock())
                    .behind(failure, LONGEST_SEARCH);
            if (!problems.isEmpty()) {
                return new ConfigException(problems);
            }
        }
        return Failures.ofPlanning(failure, job.sparkContext().conf());
    }

    private boolean stillStands(FrozenRun frozen, SourceDay source) {
        if (!frozen.payloads().isEmpty() && !job.store().exists(frozen.paths().payloads())) {
            job.say("nothing of run " + frozen.manifest().identity().runId() + " was ever sent, and its payloads were"
                    + " deleted after work.keep-payloads: planning anew");
            return false;
        }
        boolean configIsTheSame = hasConfigOf(frozen);
        if (!configIsTheSame || !isOf(source, frozen)) {
            job.say("nothing of run " + frozen.manifest().identity().runId() + " was ever sent and the "
                    + (configIsTheSame ? "source" : "configuration") + " has changed: planning anew");
            return false;
        }
        long oldestAllowed = planning().oldestAllowed(job.now());
        // Events age while a dry run waits: those that became too old belong among the rejects.
        return frozen.payloads().stream()
                .mapToLong(FrozenPayload::firstEventTime)
                .allMatch(oldest -> oldest >= oldestAllowed);
    }

    private Planning planning() {
        return new Planning(job, lock.token());
    }

    /** Whether what decides payloads is configured as it was then. */
    private boolean hasConfigOf(FrozenRun frozen) {
        String then = frozen.manifest().origin().planFingerprint();
        return then.equals(ConfigFingerprint.of(job.config()).plan());
    }

    private static boolean isOf(SourceDay source, FrozenRun frozen) {
        return frozen.manifest().source().sourceFingerprint().equals(source.fingerprint());
    }

    /** A run that never sent anything gives way to the one that was planned in its place. */
    private void withdraw(FrozenRun superseded) {
        job.store().delete(superseded.paths().payloads());
        job.store().delete(superseded.paths().rejects());
        forget(superseded.manifest().identity().runId());
    }

    private void forget(String runId) {
        try {
            tables.forget(job.date(), runId);
        } catch (IOException e) {
            throw new OutboxException("cannot take back the rows of " + runId, e);
        }
    }

    /** Late data and changed settings have no place in a run that is under way: say so, rather than drop them silently. */
    private Frozen resumed(FrozenRun frozen) {
        List<String> warnings = new ArrayList<>();
        job.say("resuming run " + frozen.manifest().identity().runId() + ", frozen at "
                + frozen.manifest().identity().createdAt());
        if (!hasConfigOf(frozen)) {
            warnings.add(
                    "source, mapping or payload settings have changed since the payloads were frozen; they are sent as"
                            + " they are");
        }
        try {
            // Its files alone are compared: what became of its columns is of no concern here.
            String path = job.config().value(ExportOptions.SOURCE_PATH);
            if (!isOf(SourceDay.open(job.spark(), path, job.date(), List.of()), frozen)) {
                warnings.add(
                        "the source has changed since the payloads were frozen; rows that came later are not part of"
                                + " this run and are not sent");
            }
        } catch (SourceException gone) {
            job.say("the source can no longer be read; the frozen payloads do not need it");
        }
        warnings.forEach(warning -> job.say("WARNING: " + warning));
        return new Frozen(frozen, warnings);
    }
}
