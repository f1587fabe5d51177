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
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.results.DateBooks;
import io.github.appmetricaexport.results.DateText;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.settle.Closing;
import io.github.appmetricaexport.settle.DateAccount;
import io.github.appmetricaexport.settle.Summary;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
            job.outbox().requireCounting();
            List<Problem> problems =
                    JobRecord.problems(job.store(), job.outbox().job(), config);
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            try (RunLock lock = job.lock(loss -> console.say(loss.getMessage()))) {
                return resolve(job, job.outbox().requireCounting(), lock);
            }
        }
    }

    private RunOutcome resolve(JobContext job, List<FrozenRun> counting, RunLock lock) {
        NavigableMap<Integer, FrozenRun> runs = new TreeMap<>();
        counting.forEach(run -> runs.put(run.manifest().identity().run(), run));
        SortedMap<Integer, List<PayloadHistory>> histories = new TreeMap<>();
        runs.forEach((number, run) -> histories.put(number, journal(job, run).histories(run.payloads())));
        SortedMap<Integer, List<Resolution>> resolutions = decisions.of(histories, clock.instant());
        SortedMap<Integer, List<Resolution>> settled = resolutions.isEmpty()
                ? new TreeMap<>(Map.of(decisions.run().orElseGet(runs::lastKey), List.of()))
                : resolutions;
        ResultsTables tables = ResultsTables.of(spark, config);
        LostOutbox lost = new LostOutbox(job, tables);
        settled.forEach((number, decided) -> lost.checkAllBut(
                runs.get(number), decided.stream().map(Resolution::payloadId).collect(Collectors.toSet())));
        lock.requireHeld();
        settled.forEach((number, decided) -> decided.forEach(journal(job, runs.get(number))::record));
        console.say(
                resolutions.isEmpty()
                        ? "nothing of this date is in doubt"
                        : decisions.words(resolutions.values().stream()
                                .flatMap(List::stream)
                                .toList()));
        settled.keySet().forEach(number -> close(job, tables, runs.get(number)));
        DateBooks date = DateAccount.draw(job.store(), counting, job.now()).books();
        if (runs.size() > 1) {
            console.show(DateText.of(date));
        }
        return date.outcome();
    }

    private static Journal journal(JobContext job, FrozenRun run) {
        return new Journal(job.store(), run.paths());
    }

    private static void close(JobContext job, ResultsTables tables, FrozenRun run) {
        Set<String> warnings = new LinkedHashSet<>(LostOutbox.warnings(job.outbox()));
        Summary.read(job.store(), run.paths())
                .ifPresent(last -> warnings.addAll(last.remarks().warnings()));
        new Closing(job, tables).close(run, List.of(), Map.of(), Set.of(), List.copyOf(warnings));
    }
}
