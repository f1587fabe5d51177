package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.gate.LostOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.settle.Closing;
import io.github.appmetricaexport.settle.Summary;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Puts decisions on lost answers on record and settles the tables by it; sends nothing. */
public record ResolveJob(
        SparkSession spark, ExportConfig config, LocalDate date, Decisions decisions, Console console, Clock clock) {

    /** Resolves with a Spark session of its own; errors as of {@link #run()}. */
    public static RunOutcome run(ExportConfig config, LocalDate date, Resolve resolve, Console console) {
        String name = "appmetrica-export resolve " + config.value(ExportOptions.JOB_NAME) + " " + date;
        try (SparkSession spark = SparkSessions.start(name)) {
            return new ResolveJob(spark, config, date, resolve, console, Clock.systemUTC()).run();
        }
    }

    /**
     * Records and settles; what the date's books show afterwards is the outcome.
     *
     * @throws ConfigException naming every payload that is not in doubt, or another job's outbox; then nothing is recorded
     * @throws LostOutboxException when the tables know what the outbox has lost, beside what is resolved; likewise
     * @throws LockHeldException when an export works on the date
     */
    public RunOutcome run() {
        try (JobContext job = JobContext.open(spark, config, date, clock, console)) {
            // Before the lock: a date that never was gets no folder.
            decisions.run(job.outbox());
            List<Problem> problems =
                    JobRecord.problems(job.store(), job.outbox().job(), config);
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            try (RunLock lock = job.lock(loss -> console.say(loss.getMessage()))) {
                return resolve(job, decisions.run(job.outbox()), lock);
            }
        }
    }

    private RunOutcome resolve(JobContext job, FrozenRun run, RunLock lock) {
        Journal journal = new Journal(job.store(), run.paths());
        List<Resolution> resolutions = decisions.of(journal.histories(run.payloads()), clock.instant());
        ResultsTables tables = ResultsTables.of(spark, config);
        new LostOutbox(job, tables)
                .checkAllBut(
                        run, resolutions.stream().map(Resolution::payloadId).collect(Collectors.toSet()));
        lock.requireHeld();
        resolutions.forEach(journal::record);
        console.say(resolutions.isEmpty() ? "nothing of this date is in doubt" : decisions.words(resolutions));
        Set<String> warnings = new LinkedHashSet<>(LostOutbox.warnings(job.outbox()));
        Summary.read(job.store(), run.paths())
                .ifPresent(last -> warnings.addAll(last.remarks().warnings()));
        return new Closing(job, tables).close(run, List.of(), Map.of(), Set.of(), List.copyOf(warnings));
    }
}
