package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.RowExpressions;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.failure.OutOfReach;
import io.github.appmetricaexport.gate.LostOutbox;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.plan.Freezer;
import io.github.appmetricaexport.results.DateBooks;
import io.github.appmetricaexport.results.DateText;
import io.github.appmetricaexport.results.DayTooLargeException;
import io.github.appmetricaexport.results.KnownRuns;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.settle.DateAccount;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.source.SourceException;
import io.github.appmetricaexport.source.SourceListing;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;

/** One day of events on its way to the API: plan, freeze, gate, send, settle. */
public record ExportJob(
        SparkSession spark, ExportConfig config, LocalDate date, ExportRequest request, Console console, Clock clock) {
    /** Exports with a Spark session of its own; errors as of {@link #run()}. */
    public static RunOutcome run(ExportConfig config, LocalDate date, ExportRequest request, Console console) {
        String name = "appmetrica-export " + config.value(ExportOptions.JOB_NAME) + " " + date;
        try (SparkSession spark = SparkSessions.start(name)) {
            return new ExportJob(spark, config, date, request, console, Clock.systemUTC()).run();
        }
    }

    /**
     * Runs the export, resuming whatever state the date is in.
     *
     * @throws ConfigException for mistakes in what the job was told
     * @throws SourceException when the day cannot be read
     * @throws DayTooLargeException when the day passes the bounds of the gate while it is planned: nothing was sent
     * @throws OutboxException when the books cannot be kept: run again to resume
     * @throws LockHeldException when another run works on the date
     * @throws LostOutboxException when the results tables know payloads that the outbox does not
     */
    public RunOutcome run() {
        FileSystems.require(config, spark.sparkContext().hadoopConfiguration());
        AtomicReference<RuntimeException> lost = new AtomicReference<>();
        try (JobContext job = JobContext.open(spark, config, date, clock, console);
                RunLock lock = prepare(job, lost)) {
            RunOutcome outcome = export(job, lock);
            sweep(job);
            return outcome;
        } catch (RuntimeException e) {
            throw lost.get() == null ? Failures.forNow(e) : lost.get();
        }
    }

    private RunLock prepare(JobContext job, AtomicReference<RuntimeException> lost) {
        checkPlaces(job);
        return job.lock(loss -> {
            lost.set(loss);
            console.say("stopping: " + loss.getMessage());
            spark.sparkContext().cancelAllJobs();
        });
    }

    /** What was begun is brought to its end first; then the source is looked at again. */
    private RunOutcome export(JobContext job, RunLock lock) {
        KnownRuns known = new LostOutbox(job, tables()).check(request.afterLostOutbox(), request.by());
        Freezer freezer = new Freezer(job, lock, tables(), known.highest());
        RunExport export = new RunExport(job, lock, tables(), request.mode());
        boolean sends = request.mode() == ExportMode.SEND;
        List<FrozenRun> begun = freezer.begun();
        List<FrozenRun> unfinished = begun.stream().filter(export::isUnfinished).toList();
        Map<RunPaths, RunOutcome> outcomes = new LinkedHashMap<>();
        unfinished.forEach(run -> outcomes.put(run.paths(), export.resume(run, freezer.warnings(run))));
        boolean isHeldUp = sends && unfinished.stream().anyMatch(export::isUnfinished);
        Optional<FrozenRun> next = isHeldUp ? Optional.empty() : freezer.next(begun);
        if (next.isEmpty() && outcomes.isEmpty()) {
            FrozenRun last = begun.get(begun.size() - 1);
            outcomes.put(last.paths(), export.run(last, freezer.warnings(last)));
        }
        if (sends) {
            // Before the next: their rows in the tables count when the budget is asked.
            begun.forEach(run -> outcomes.computeIfAbsent(run.paths(), unseen -> export.standing(run)));
        }
        next.ifPresent(run -> outcomes.put(run.paths(), export.run(run, List.of())));
        RunOutcome outcome = sends && outcomes.size() > 1 ? together(job) : RunOutcome.gravest(outcomes.values());
        RunMetrics.here().ended(outcome.exitCode());
        return outcome;
    }

    /** Each run has told its own. */
    private RunOutcome together(JobContext job) {
        DateBooks date = DateAccount.draw(job.store(), job.outbox().counting(), job.now())
                .books();
        console.show(DateText.of(date));
        return date.outcome();
    }

    /** Old payloads are a matter of tidiness: a file system that will not let go of them fails nobody's run. */
    private void sweep(JobContext job) {
        try {
            Duration sendable = config.value(ApiOptions.MAX_EVENT_AGE).plus(config.value(ApiOptions.MAX_CLOCK_SKEW));
            new PayloadSweep(job.store(), config.value(ExportOptions.KEEP_PAYLOADS), sendable)
                    .sweep(job.outbox().job(), clock.instant())
                    .forEach(run -> console.say(
                            "deleted the payloads of " + run + ", of no use for longer than work.keep-payloads"));
        } catch (OutboxException e) {
            console.say("WARNING: old payloads were not deleted: " + e.getMessage());
        }
        forgetRejects();
    }

    private void forgetRejects() {
        Duration keep = config.value(ExportOptions.KEEP_REJECTS);
        if (keep.equals(ExportOptions.FOR_EVER)) {
            return;
        }
        try {
            tables().forgetRejects(
                            config.value(ExportOptions.JOB_NAME),
                            clock.instant().minus(keep))
                    .forEach(run -> console.say("deleted the refused rows of " + run
                            + ", which ended longer ago than results.keep-rejects"));
        } catch (IOException | RuntimeException e) {
            console.say("WARNING: old refused rows were not deleted: " + e.getMessage());
        }
    }

    /** A path that cannot be written shows here, before anything is read or sent. */
    private void checkPlaces(JobContext job) {
        List<Problem> problems = new ArrayList<>();
        try {
            job.outbox().prepare();
            problems.addAll(JobRecord.claim(job.store(), job.outbox().job(), config, clock.instant()));
        } catch (OutboxException e) {
            throwIfPassing(e);
            problems.add(new Problem(
                    "work.path",
                    config.value(ExportOptions.WORK_PATH),
                    "must be a folder that the job can write to (" + e.getMessage() + ")"));
        }
        checkTables(problems);
        if (!problems.isEmpty()) {
            problems.addAll(mappingProblems());
            throw new ConfigException(problems);
        }
    }

    /** None where the source cannot be opened: without its columns nothing can be said. */
    private List<Problem> mappingProblems() {
        try {
            RowExpressions expressions = config.expressions(date);
            SourceDay source = SourceListing.of(spark, config, date).open(spark, expressions.all());
            return Normalization.problems(source.rows(), expressions);
        } catch (SourceException unreadable) {
            return List.of();
        }
    }

    /** A dry run leaves a catalog as it is. */
    private void checkTables(List<Problem> problems) {
        try {
            List<Problem> misfits = tables().problems();
            problems.addAll(misfits);
            if (misfits.isEmpty() && request.mode() == ExportMode.SEND) {
                tables().prepare();
            }
        } catch (IOException | RuntimeException e) {
            throwIfPassing(e);
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            problems.add(new Problem(
                    tables().option(), tables().place(), "must be where the job can write to (" + message + ")"));
        }
    }

    private ResultsTables tables() {
        return ResultsTables.of(spark, config);
    }

    /** A full disk or a store out of reach is no mistake of the configuration: later the same command goes on. */
    private static void throwIfPassing(Exception failure) {
        if (String.valueOf(failure.getMessage()).contains("No space left") || OutOfReach.isBehind(failure)) {
            throw new OutboxException("nothing was begun", failure);
        }
    }
}
