package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.failure.OutOfReach;
import io.github.appmetricaexport.gate.DryRun;
import io.github.appmetricaexport.gate.Preflight;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.Sleeper;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.plan.Freezer;
import io.github.appmetricaexport.plan.MappingProblems;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.HostName;
import io.github.appmetricaexport.send.SendSettings;
import io.github.appmetricaexport.send.Sending;
import io.github.appmetricaexport.settle.Closing;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** One day of events on its way to the API: plan, freeze, gate, send, settle. */
public final class ExportJob {
    private final SparkSession spark;
    private final ExportConfig config;
    private final LocalDate date;
    private final ExportMode mode;
    private final Console console;
    private final Clock clock;
    private final ResultsTables tables;
    private volatile boolean lockLost;

    public ExportJob(
            SparkSession spark, ExportConfig config, LocalDate date, ExportMode mode, Console console, Clock clock) {
        this.spark = spark;
        this.config = config;
        this.date = date;
        this.mode = mode;
        this.console = console;
        this.clock = clock;
        tables = ResultsTables.of(spark, config.results());
    }

    /**
     * Runs the export, resuming whatever state the date is in.
     *
     * @throws ConfigException for mistakes in what the job was told
     * @throws SourceException when the day cannot be read
     * @throws OutboxException when the books cannot be kept: run again to resume
     * @throws LockHeldException when another run works on the date
     */
    public RunOutcome run() {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        FileSystems.require(config, hadoop);
        try (Store store = FileSystems.openWork(config, hadoop)) {
            DateOutbox outbox = new DateOutbox(store, config.work().path(), config.jobName(), date);
            checkPlaces(store, outbox);
            try (RunLock lock = RunLock.acquire(
                    store,
                    outbox.folder(),
                    owner(spark),
                    config.work().lockTimeout(),
                    clock,
                    Sleeper.REAL,
                    console::say)) {
                lock.beat(this::stopAll);
                RunOutcome outcome = export(store, outbox, lock);
                sweep(store, outbox);
                return outcome;
            }
        } catch (RuntimeException e) {
            if (lockLost) {
                throw new LockHeldException(
                        "another run took over " + date + " while this one was silent; it goes on there");
            }
            throw Failures.forNow(e);
        }
    }

    private RunOutcome export(Store store, DateOutbox outbox, RunLock lock) {
        Instant startedAt = clock.instant();
        FrozenRun run = new Freezer(spark, config, date, store, outbox, lock, tables, console, clock).resumeOrFreeze();
        RunMetrics.here()
                .begin(
                        run.manifest().source().sourceRows(),
                        run.manifest().content().invalidRows());
        Journal journal = new Journal(store, run.paths());
        SendSettings settings = new SendSettings(
                config.api(),
                config.upload(),
                run.paths(),
                outbox.folder().toString(),
                lock.epoch(),
                startedAt.plus(config.upload().deadline()),
                new HadoopSettings(spark.sparkContext().hadoopConfiguration()));
        Preflight preflight = new Preflight(spark, config);
        List<FrozenPayload> toSend = preflight.toSend(run, journal, clock.instant());
        List<Objection> objections = preflight.objections(run, journal, toSend, settings, clock.instant());
        if (mode == ExportMode.DRY_RUN) {
            return new DryRun(console).report(run, toSend, objections);
        }
        Map<String, Integer> reasons = objections.isEmpty()
                ? new Sending(spark, config, store, run, journal, settings, console, clock).sendAll()
                : Map.of();
        if (!lock.isHeld()) {
            lockLost = true;
        }
        return settle(store, run, journal, objections, reasons);
    }

    /** Old payloads are a matter of tidiness: a file system that will not let go of them fails nobody's run. */
    private void sweep(Store store, DateOutbox outbox) {
        try {
            new PayloadSweep(store, config.work().keepPayloads())
                    .sweep(outbox.folder().getParent(), clock.instant())
                    .forEach(run -> console.say(
                            "deleted the payloads of " + run + ", finished longer ago than" + " work.keep-payloads"));
        } catch (OutboxException e) {
            console.say("WARNING: old payloads were not deleted: " + e.getMessage());
        }
    }

    private RunOutcome settle(
            Store store, FrozenRun run, Journal journal, List<Objection> objections, Map<String, Integer> reasons) {
        if (lockLost) {
            throw new LockHeldException(date + " has a new owner");
        }
        return new Closing(spark, config, tables, store, console, clock).close(run, journal, objections, reasons);
    }

    /** A path that cannot be written shows here, before anything is read or sent. */
    private void checkPlaces(Store store, DateOutbox outbox) {
        List<Problem> problems = new ArrayList<>();
        try {
            store.probe(outbox.folder());
        } catch (OutboxException e) {
            throwIfPassing(e);
            problems.add(new Problem(
                    "work.path",
                    config.work().path(),
                    "must be a folder that the job can write to (" + e.getMessage() + ")"));
        }
        checkTables(problems);
        if (!problems.isEmpty()) {
            problems.addAll(MappingProblems.in(spark, config.sourcePath(), config.mapping(), date));
            throw new ConfigException(problems);
        }
    }

    /** A dry run leaves a catalog as it is. */
    private void checkTables(List<Problem> problems) {
        try {
            List<Problem> misfits = tables.problems();
            problems.addAll(misfits);
            if (misfits.isEmpty() && mode == ExportMode.SEND) {
                tables.prepare();
            }
        } catch (IOException | RuntimeException e) {
            throwIfPassing(e);
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            problems.add(new Problem(
                    tables.option(), tables.place(), "must be where the job can write to (" + message + ")"));
        }
    }

    /** A full disk or a store out of reach is no mistake of the configuration: later the same command goes on. */
    private static void throwIfPassing(Exception failure) {
        if (String.valueOf(failure.getMessage()).contains("No space left") || OutOfReach.isBehind(failure)) {
            throw new OutboxException("nothing was begun", failure);
        }
    }

    private void stopAll() {
        lockLost = true;
        console.say("another run took over this date: stopping");
        spark.sparkContext().cancelAllJobs();
    }

    /** Who works on a date, for whoever finds its lock held. */
    static String owner(SparkSession spark) {
        ProcessHandle process = ProcessHandle.current();
        return String.format(
                Locale.ROOT,
                "process %d on %s (Spark application %s)",
                process.pid(),
                Optional.ofNullable(System.getenv("HOSTNAME")).orElseGet(HostName::here),
                spark.sparkContext().applicationId());
    }
}
