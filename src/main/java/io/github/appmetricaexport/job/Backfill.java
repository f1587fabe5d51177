package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.settle.DateAccount;
import io.github.appmetricaexport.settle.DateAccount.RunAccount;
import io.github.appmetricaexport.settle.Summary;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Several days, one after another, each by the {@link ExportJob} of its own, in one Spark application. A day that ends badly does
 * not keep the next from its turn, unless what ended it would end that too. Run again, it goes on.
 *
 * @param days in the order of their turns, at least one
 */
public record Backfill(
        SparkSession spark, ExportConfig config, List<LocalDate> days, ExportMode mode, Console console, Clock clock) {
    /** What a day came to, and why no other has its turn after it. */
    private record Turn(BackfillDay day, Optional<String> end, Optional<RuntimeException> bug) {}

    /** Runs it with a Spark session of its own; errors as of {@link #run()}, but for a bug, which the end has. */
    public static BackfillEnd run(ExportConfig config, List<LocalDate> days, ExportMode mode, Console console) {
        String name = "appmetrica-export backfill " + config.value(ExportOptions.JOB_NAME) + " " + days.get(0);
        try (SparkSession spark = SparkSessions.start(name)) {
            return new Backfill(spark, config, days, mode, console, Clock.systemUTC()).end();
        }
    }

    /**
     * Exports the days and tells what they came to.
     *
     * @return the gravest of the days' outcomes; days that the API is too late for do not count
     * @throws ConfigException when it is too late for all of them
     */
    public RunOutcome run() {
        return end().outcomeOrBug();
    }

    /** As {@link #run()}, but for a bug, which the end has. */
    BackfillEnd end() {
        List<BackfillDay> ends = new ArrayList<>();
        days.stream().filter(this::isTooOld).map(BackfillDay::tooOld).forEach(ends::add);
        if (ends.size() == days.size()) {
            throw tooLate();
        }
        if (!ends.isEmpty()) {
            console.say("passed over, since the API takes no event of them any more: "
                    + ends.get(0).day() + " to " + ends.get(ends.size() - 1).day());
        }
        Optional<RuntimeException> bug = Optional.empty();
        Optional<String> over = Optional.empty();
        for (LocalDate day : days.stream().filter(day -> !isTooOld(day)).toList()) {
            if (spark.sparkContext().isStopped()) {
                over = over.or(() -> Optional.of("Spark was stopped"));
            }
            if (over.isPresent()) {
                ends.add(BackfillDay.notTried(day, over.get()));
                continue;
            }
            Turn turn = turn(day);
            ends.add(turn.day());
            bug = turn.bug();
            over = turn.end()
                    .map(reason -> "no other day is tried after " + day + ": " + reason
                            + ". Then run the same command again: it goes on");
            over.ifPresent(console::say);
        }
        BackfillEnd end = new BackfillEnd(ends, bug);
        console.show(BackfillTable.of(ends, end.outcome()));
        return end;
    }

    /** Its last second, UTC, has left the window in which the job sends an event. */
    private boolean isTooOld(LocalDate day) {
        Instant oldest = clock.instant().minus(config.ageWindow());
        return !day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(oldest);
    }

    private ConfigException tooLate() {
        return new ConfigException(List.of(new Problem(
                "--to",
                days.get(days.size() - 1).toString(),
                "must be within the API's age window (api.max-event-age less api.event-age-margin): it takes no event of"
                        + " these days any more")));
    }

    private Turn turn(LocalDate day) {
        Instant begun = clock.instant();
        console.say("backfill: " + day);
        // What sinks show of the day before would stand until this one is frozen.
        RunMetrics.here().begin(0, 0, 0);
        try {
            // Of its own: what reading a day sets for it is not for the next.
            SparkSession session = spark.newSession();
            RunOutcome outcome = new ExportJob(session, config, day, ExportRequest.to(mode), console, clock).run();
            DateAccount date = onRecord(day);
            return new Turn(
                    BackfillDay.of(day, outcome, message(outcome, date), date),
                    // A dry run shows what stands against each day.
                    mode == ExportMode.SEND
                            ? ReasonForAll.of(outcome, lastSaid(date), histories(date), begun, clock.instant())
                            : Optional.empty(),
                    Optional.empty());
        } catch (RuntimeException failure) {
            RunOutcome outcome = Failures.outcome(failure);
            console.say(day + " ended with exit code " + outcome.exitCode() + ": " + outcome.sentence());
            String.valueOf(failure.getMessage()).lines().forEach(line -> console.say("  " + line));
            return new Turn(
                    BackfillDay.of(day, outcome, String.valueOf(failure.getMessage()), onRecord(day)),
                    ReasonForAll.of(outcome, failure),
                    outcome == RunOutcome.BUG ? Optional.of(failure) : Optional.empty());
        }
    }

    /** The gate's objections, or the outcome in a sentence. */
    private static String message(RunOutcome outcome, DateAccount date) {
        return lastSaid(date)
                .filter(said -> said.is(outcome))
                .map(said -> said.ending().message())
                .orElse(outcome.sentence());
    }

    private static List<PayloadHistory> histories(DateAccount date) {
        return date.runs().stream()
                .flatMap(run -> run.settled().histories().stream())
                .toList();
    }

    /** Of the run that the gate looked at last. */
    private static Optional<Summary> lastSaid(DateAccount date) {
        return date.runs().stream().reduce((earlier, last) -> last).flatMap(RunAccount::said);
    }

    /** Nothing where it cannot be read: the day's end is told all the same. */
    private DateAccount onRecord(LocalDate day) {
        try (Store store = FileSystems.openWork(config, spark.sparkContext().hadoopConfiguration())) {
            return DateAccount.draw(store, new DateOutbox(store, config, day).counting(), clock.instant());
        } catch (OutboxException | ConfigException unreadable) {
            console.say("the numbers of " + day + " cannot be told: " + unreadable.getMessage());
            return new DateAccount(List.of());
        }
    }
}
