package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.ConfigFingerprint;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.ProgressTimer;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Decides what is to be sent: the payloads that an earlier run froze, or freshly planned ones.
 *
 * <p>Once anything was claimed the frozen payloads stand, whatever the source or the configuration says since. Before that
 * they stand only while nothing they were made from has changed.
 */
public final class Freezer {
    private final SparkSession spark;
    private final ExportConfig config;
    private final LocalDate date;
    private final Store store;
    private final DateOutbox outbox;
    private final RunLock lock;
    private final ResultsTables tables;
    private final Console console;
    private final Clock clock;

    public Freezer(
            SparkSession spark,
            ExportConfig config,
            LocalDate date,
            Store store,
            DateOutbox outbox,
            RunLock lock,
            ResultsTables tables,
            Console console,
            Clock clock) {
        this.spark = spark;
        this.config = config;
        this.date = date;
        this.store = store;
        this.outbox = outbox;
        this.lock = lock;
        this.tables = tables;
        this.console = console;
        this.clock = clock;
    }

    public FrozenRun resumeOrFreeze() {
        FrozenRun run = current();
        outbox.frozenBefore(run).stream()
                .filter(older -> store.exists(older.paths().payloads()))
                .filter(older -> new Journal(store, older.paths()).isUntouched())
                .forEach(this::withdraw);
        return run;
    }

    private FrozenRun current() {
        Optional<FrozenRun> frozen = outbox.latestFrozen();
        if (frozen.isPresent() && !new Journal(store, frozen.get().paths()).isUntouched()) {
            warnOfChanges(frozen.get());
            return frozen.get();
        }
        SourceDay source = SourceDay.open(spark, config.sourcePath(), date);
        if (frozen.isPresent() && stillStands(frozen.get(), source)) {
            console.say("taking the payloads that run "
                    + frozen.get().manifest().identity().runId() + " froze at "
                    + frozen.get().manifest().identity().createdAt()
                    + ": neither source nor configuration has changed since");
            return frozen.get();
        }
        return freeze(source);
    }

    private FrozenRun freeze(SourceDay source) {
        // Before the sweep: a number is never given twice, so that a driver that wakes up late writes where nobody
        // looks.
        int number = outbox.nextRun();
        outbox.sweepUnfrozen();
        RunPaths paths = outbox.paths(number);
        console.say(String.format(
                Locale.ROOT,
                "planning %s: %,d rows in %,d files, %,.1f MB, of %s",
                date,
                source.rowCount(),
                source.fileCount(),
                source.bytes() / 1e6,
                source.path()));
        spark.sparkContext()
                .setJobDescription(
                        "plan " + date + ": read, normalize, validate and pack " + source.rowCount() + " rows");
        Instant startedAt = clock.instant();
        PlanProgress progress = PlanProgress.start(spark.sparkContext(), source.rowCount(), console, clock);
        try {
            FrozenRun run = new Planning(spark, config, date, store, outbox.folder(), lock.epoch())
                    .freeze(source, paths, outbox.runId(number), clock.instant());
            console.say(String.format(
                    Locale.ROOT,
                    "frozen: %,d events in %,d payloads, %,.1f MB; %,d rows invalid; %s",
                    run.manifest().content().validRows(),
                    run.manifest().content().payloads(),
                    run.manifest().content().bytes() / 1e6,
                    run.manifest().content().invalidRows(),
                    ProgressTimer.time(
                            Duration.between(startedAt, clock.instant()).toSeconds())));
            return run;
        } catch (Exception e) {
            throw Failures.ofPlanning(e, spark.sparkContext().conf());
        } finally {
            progress.close();
            spark.sparkContext().setJobDescription(null);
        }
    }

    private boolean stillStands(FrozenRun frozen, SourceDay source) {
        boolean sameConfig = frozen.manifest()
                .origin()
                .planFingerprint()
                .equals(ConfigFingerprint.of(config).plan());
        boolean sameSource = frozen.manifest().source().sourceFingerprint().equals(source.fingerprint());
        if (!sameConfig || !sameSource) {
            console.say("nothing of run " + frozen.manifest().identity().runId() + " was ever sent and the "
                    + (sameConfig ? "source" : "configuration") + " has changed: planning anew");
            return false;
        }
        Instant oldestAllowed = clock.instant()
                .plus(config.upload().deadline())
                .plus(config.api().eventAgeMargin())
                .minus(config.api().maxEventAge());
        // Events age while a dry run waits: those that became too old belong among the rejects.
        return frozen.payloads().stream()
                .mapToLong(FrozenPayload::firstEventTime)
                .allMatch(oldest -> oldest >= oldestAllowed.getEpochSecond());
    }

    /** A run that never sent anything gives way to the one that was planned in its place. */
    private void withdraw(FrozenRun superseded) {
        store.delete(superseded.paths().payloads());
        store.delete(superseded.paths().rejects());
        try {
            tables.forget(date, superseded.manifest().identity().runId());
        } catch (IOException e) {
            throw new OutboxException(
                    "cannot take back the rows of "
                            + superseded.manifest().identity().runId(),
                    e);
        }
    }

    /** Late data and changed settings have no place in a run that is under way: say so, rather than drop them silently. */
    private void warnOfChanges(FrozenRun frozen) {
        console.say("resuming run " + frozen.manifest().identity().runId() + ", frozen at "
                + frozen.manifest().identity().createdAt());
        if (!frozen.manifest()
                .origin()
                .planFingerprint()
                .equals(ConfigFingerprint.of(config).plan())) {
            console.say(
                    "WARNING: source, mapping or payload settings have changed since; the frozen payloads are sent as they"
                            + " are");
        }
        try {
            if (!frozen.manifest()
                    .source()
                    .sourceFingerprint()
                    .equals(SourceDay.open(spark, config.sourcePath(), date).fingerprint())) {
                console.say(
                        "WARNING: the source has changed since; rows that came later are not part of this run and are"
                                + " not sent");
            }
        } catch (SourceException gone) {
            console.say("the source can no longer be read; the frozen payloads do not need it");
        }
    }
}
