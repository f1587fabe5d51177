package io.github.appmetricaexport.settle;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code summary.json}: what the run came to, for schedulers; YARN and Kubernetes lose exit codes, this file keeps it.
 *
 * <p>The file holds the parts' values side by side, in one flat object.
 */
public record Summary(Ending ending, Course course, Account account, Refusal refusal, Remarks remarks, Origin origin) {
    private static final Logger LOG = LoggerFactory.getLogger(Summary.class);

    /** Whatever the day, the file stays small: a scheduler reads it whole, and often into a message. */
    private static final int MOST_DOUBTS = 100;

    /**
     * Which run it was, and how it ended.
     *
     * @param outcome as of {@link RunOutcome#label()}
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Ending(
            @JsonPropertyDescription("The job's name") String job,

            @JsonPropertyDescription("The day of the events")
            String date,

            @JsonPropertyDescription("The run, unique among all jobs and dates")
            String runId,

            @JsonPropertyDescription("How it ended, or stands, in a word, as in the table runs")
            String outcome,

            @JsonPropertyDescription("The same as the exit code of export")
            int exitCode,

            @JsonPropertyDescription("The same in a sentence, or the gate's objections")
            String message) {
        public Ending {
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /** When it ran, and on what. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Course(
            @JsonPropertyDescription("When the payloads were frozen")
            Instant startedAt,

            @JsonPropertyDescription("When the last answer came")
            Instant finishedAt,

            @JsonPropertyDescription("Where the files of the day lay, or the name of the table")
            String source,

            @JsonPropertyDescription("Which state of the table was read; null of files")
            String sourceVersion) {
        public Course {
            Objects.requireNonNull(finishedAt, "finishedAt");
        }
    }

    /**
     * What became of the rows.
     *
     * @param events by outcome, with the invalid ones, those that earlier runs of the date booked, those that were skipped, and
     *     of these those for which the filter was NULL
     * @param payloads by outcome
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Account(
            @JsonPropertyDescription("Whether every row that was read has exactly one outcome")
            boolean booksBalance,

            @JsonPropertyDescription("Rows of the source by its own footers")
            long read,

            @JsonPropertyDescription(
                    "What became of the rows: how many are accepted, assumed_accepted, rejected, unknown,"
                            + " not_sent, invalid, booked by earlier runs of the date, and skipped by source.filter, of"
                            + " these undecided where it was NULL; split is 0")
            Map<String, Long> events,

            @JsonPropertyDescription(
                    "What became of the payloads: how many are accepted, assumed_accepted, rejected, split,"
                            + " unknown, not_sent")
            Map<String, Long> payloads,

            @JsonPropertyDescription("Bytes of all payloads as they were frozen")
            long bytes,

            @JsonPropertyDescription("Claims made for sending")
            long requests) {}

    /**
     * What the gate found: why it stayed shut, nothing where it did not, and which rows have the same key.
     *
     * @param objections for people
     * @param objectionCodes of the same, in the same order; none in a file of a version that had no codes
     * @param duplicates null where rows have no keys
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Refusal(List<String> objections, List<String> objectionCodes, SameKeys duplicates) {
        public Refusal {
            objections = objections == null ? List.of() : objections;
            objectionCodes = objectionCodes == null ? List.of() : objectionCodes;
        }

        static Refusal of(List<Objection> objections, RunResult run) {
            return new Refusal(
                    objections.stream().map(Objection::sentence).toList(),
                    objections.stream()
                            .map(objection -> objection.code().label())
                            .toList(),
                    run.duplicates().map(SameKeys::of).orElse(null));
        }
    }

    /**
     * What to know and to do.
     *
     * @param reasons how many rows validation refused for each
     * @param inDoubt the first hundred of these payloads; their number is among the account's payloads, and all of them are in
     *     the table
     * @param waitingForBudget what the budget alone holds back; none in a file of a version that refused such days
     * @param warnings as of {@link RunResult.Words}; none in a file of a version that had none
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Remarks(
            Map<String, Long> reasons,
            List<Doubt> inDoubt,
            Waiting waitingForBudget,
            List<String> warnings,
            List<String> next,
            Map<String, String> places) {
        public Remarks {
            waitingForBudget = waitingForBudget == null ? Waiting.NONE : waitingForBudget;
            warnings = warnings == null ? List.of() : warnings;
            next = next == null ? List.of() : next;
        }
    }

    /**
     * What planned it, and after what.
     *
     * @param comparedWith the runs of the date that booked rows before; none of its first run
     * @param gone rows that they booked and the source no longer has
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Origin(
            String configFingerprint,
            String appVersion,
            String sparkVersion,
            String sparkApplicationId,
            List<String> comparedWith,
            long gone) {}

    /**
     * @param waiting what the budget alone holds back
     * @param next what the operator can do, the objections included
     * @param places where tables, outbox and this file are
     */
    static Summary of(
            Settled settled,
            List<Objection> objections,
            Waiting waiting,
            List<String> next,
            Map<String, String> places) {
        RunResult run = settled.run();
        Map<String, Long> events = new LinkedHashMap<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            events.put(outcome.label(), run.books().events(outcome));
            counts.put(outcome.label(), run.books().payloads(outcome));
        }
        events.put("invalid", run.books().invalid());
        events.put("booked", run.books().booked());
        events.put("skipped", run.books().skipped());
        events.put("undecided", run.undecided());
        Manifest.Origin origin = run.manifest().origin();
        return new Summary(
                new Ending(
                        run.job(),
                        run.date().toString(),
                        run.runId(),
                        run.outcome().label(),
                        run.outcome().exitCode(),
                        run.message()),
                new Course(
                        run.startedAt(),
                        run.finishedAt(),
                        run.manifest().source().sourcePath(),
                        run.manifest().source().sourceVersion()),
                new Account(run.books().balance(), run.books().read(), events, counts, run.bytes(), run.requests()),
                Refusal.of(objections, run),
                new Remarks(
                        run.reasons(),
                        settled.of(Outcome.UNKNOWN)
                                .limit(MOST_DOUBTS)
                                .map(Doubt::of)
                                .toList(),
                        waiting,
                        run.warnings(),
                        next,
                        places),
                new Origin(
                        origin.configFingerprint(),
                        origin.appVersion(),
                        origin.sparkVersion(),
                        origin.sparkApplicationId(),
                        run.manifest().earlier().comparedWith(),
                        run.manifest().earlier().goneRows()));
    }

    /** What the run comes to by its histories, with nothing said of it. */
    public static Summary of(Settled settled) {
        return of(settled, List.of(), Waiting.NONE, List.of(), Map.of());
    }

    /** Whether the run ended so. */
    public boolean is(RunOutcome ended) {
        return ended.label().equals(ending.outcome());
    }

    /** Whether the file tells what the run comes to by its histories. */
    public boolean isOf(Settled settled) {
        Summary now = of(settled);
        return is(settled.run().outcome())
                && account.equals(now.account)
                && course.startedAt().equals(now.course.startedAt())
                && course.finishedAt().equals(now.course.finishedAt());
    }

    public Instant finishedAt() {
        return course.finishedAt();
    }

    void write(Store store, RunPaths paths) {
        store.publish(
                paths.summary(), Json.writeForPeople(Json.flat(ending, course, account, refusal, remarks, origin)));
    }

    /**
     * What the last export said; empty while the first one is under way, when it was killed, and when the file cannot be
     * understood, which the log tells.
     */
    public static Optional<Summary> read(Store store, RunPaths paths) {
        if (!store.exists(paths.summary())) {
            return Optional.empty();
        }
        try {
            ObjectNode flat = store.read(paths.summary(), ObjectNode.class);
            return Optional.of(new Summary(
                    Json.convert(flat, Ending.class),
                    Json.convert(flat, Course.class),
                    Json.convert(flat, Account.class),
                    Json.convert(flat, Refusal.class),
                    Json.convert(flat, Remarks.class),
                    Json.convert(flat, Origin.class)));
        } catch (SpoiltFileException | IllegalArgumentException e) {
            LOG.warn("{} cannot be understood and counts as absent: the next export writes it anew", paths.summary());
            return Optional.empty();
        }
    }
}
