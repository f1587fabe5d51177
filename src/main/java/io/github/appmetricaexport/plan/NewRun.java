package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.plan.Planning.Target;
import io.github.appmetricaexport.results.DayTooLargeException;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.ProgressTimer;
import io.github.appmetricaexport.source.SourceDay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A run from its number to its manifest, with what is said meanwhile, and of what went wrong.
 *
 * @param highestKnownRun the highest number of a run of the date in the results tables, 0 where there is none
 */
record NewRun(JobContext job, RunLock lock, int highestKnownRun) {
    /** For what made a planning fail; a day that is read in minutes is looked through by then. */
    private static final Duration LONGEST_SEARCH = Duration.ofMinutes(2);

    /**
     * Freezes it.
     *
     * @param source what is read
     * @param plan freezes that under the new run's number
     * @throws LockHeldException when another run owns the date
     */
    FrozenRun plan(SourceDay source, Function<Target, FrozenRun> plan) {
        // Before the sweep: what has this number or a higher one is not swept.
        int number = job.outbox().nextRun(highestKnownRun);
        // After it: what a new owner of the date has begun has a higher number by now, or is not swept by one who lost
        // it.
        lock.requireHeld();
        job.outbox().sweepUnfrozen(number);
        RunPaths paths = job.outbox().paths(number);
        job.say(String.format(
                Locale.ROOT,
                "planning %s: %,d rows in %,d files%s, of %s",
                job.date(),
                source.rowCount(),
                source.fileCount(),
                source.bytes() == 0 ? "" : String.format(Locale.ROOT, ", %,.1f MB", source.bytes() / 1e6),
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
            FrozenRun run = plan.apply(new Target(paths, job.outbox().runId(number), job.now()));
            String skipped = run.manifest().source().skipped().words();
            job.say(String.format(
                    Locale.ROOT,
                    "frozen: %,d events in %,d payloads, %,.1f MB; %,d rows invalid; %s%s",
                    run.manifest().content().validRows(),
                    run.manifest().content().payloads(),
                    run.manifest().content().bytes() / 1e6,
                    run.manifest().content().invalidRows(),
                    skipped.isEmpty() ? "" : skipped + "; ",
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
                            Normalization.of(source.rows(), job.config().expressions(job.date())),
                            job.clock())
                    .behind(failure, LONGEST_SEARCH);
            if (!problems.isEmpty()) {
                return new ConfigException(problems);
            }
        }
        return Failures.ofPlanning(failure, job.sparkContext().conf());
    }
}
