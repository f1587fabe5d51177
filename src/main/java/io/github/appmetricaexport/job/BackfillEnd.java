package io.github.appmetricaexport.job;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.github.appmetricaexport.results.RunOutcome;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a backfill came to.
 *
 * @param days in their order, at least one
 * @param bug what ended it, where that was a mistake of the job itself
 */
public record BackfillEnd(List<BackfillDay> days, Optional<RuntimeException> bug) {
    /** The same for programs. */
    public record Answer(
            @JsonPropertyDescription("The job's name") String job,

            @JsonPropertyDescription("send, or dry_run where nothing was to be sent")
            String mode,

            @JsonPropertyDescription("The gravest of the days', in a word; days that are too_old do not count")
            String outcome,

            @JsonPropertyDescription("What became of the rows of all days, as of each day")
            Map<String, Long> events,

            @JsonPropertyDescription("Every day that was asked for, the oldest first")
            List<Day> days) {}

    /** A day for programs. */
    public record Day(
            @JsonPropertyDescription("The day of the events")
            LocalDate date,

            @JsonPropertyDescription(
                    "How it ended, in a word, as in the table runs; too_old of a day that the API takes no event"
                            + " of any more, not_tried of one that the backfill did not come to")
            String outcome,

            @JsonPropertyDescription(
                    "The same as an exit code, 6 of a day that was not tried; null of one that is too old")
            Integer exitCode,

            @JsonPropertyDescription("The same in words") String message,

            @JsonPropertyDescription(
                    "What became of the rows of all runs of the date: how many are accepted, assumed_accepted,"
                            + " rejected, unknown, not_sent, invalid; null where nothing is frozen")
            Map<String, Long> events) {
        private static Day of(BackfillDay day) {
            return new Day(
                    day.day(),
                    day.fate(),
                    day.outcome().map(RunOutcome::exitCode).orElse(null),
                    day.message(),
                    day.events().isEmpty() ? null : day.events());
        }
    }

    /** The gravest of the days' outcomes; days that the API is too late for do not count. */
    public RunOutcome outcome() {
        return RunOutcome.gravest(
                days.stream().flatMap(day -> day.outcome().stream()).toList());
    }

    /**
     * As {@link #outcome()}.
     *
     * @throws RuntimeException where a mistake of the job itself ended it
     */
    public RunOutcome outcomeOrBug() {
        bug.ifPresent(failure -> {
            throw failure;
        });
        return outcome();
    }

    /** Tells programs of it. */
    public Answer answer(String job, ExportMode mode) {
        Map<String, Long> events = new LinkedHashMap<>();
        days.forEach(day -> day.events().forEach((outcome, count) -> events.merge(outcome, count, Long::sum)));
        return new Answer(
                job,
                mode == ExportMode.DRY_RUN ? "dry_run" : "send",
                outcome().label(),
                events,
                days.stream().map(Day::of).toList());
    }
}
