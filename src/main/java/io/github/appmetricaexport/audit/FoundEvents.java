package io.github.appmetricaexport.audit;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.appmetricaexport.audit.FindEvents.Found;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A user's events of a day, for programs; for people it is {@link FindEvents#answer}. */
public record FoundEvents(
        @JsonPropertyDescription("The job's name") String job,

        @JsonPropertyDescription("The day of the events") LocalDate date,

        @JsonUnwrapped User user,

        @JsonPropertyDescription(
                "How many events of the user have which outcome, refused rows as invalid; empty where none was"
                        + " found")
        Map<String, Long> outcomes,

        @JsonPropertyDescription("The runs that count, the earliest first")
        List<Run> runs) {
    /** Whatever a user does, the document stays one that a program reads at once. */
    private static final int MOST_EVENTS = 10_000;

    /** Whose they are. */
    public record User(
            @JsonPropertyDescription("What was looked for: profile_id or appmetrica_device_id")
            String identifierKind,

            @JsonPropertyDescription("The user or device") String identifier) {}

    /** What a run has of the user. */
    public record Run(
            @JsonPropertyDescription("The run, unique among all jobs and dates")
            String runId,

            @JsonPropertyDescription(
                    "Whether all that the run read was looked at; where not, an event that is not listed may be"
                            + " there all the same")
            boolean searchedAll,

            @JsonPropertyDescription("What was searched, and what was not, in words")
            String searched,

            @JsonPropertyDescription("How many events the run has of the user")
            long eventCount,

            @JsonPropertyDescription("The first 10,000 of them, in the order of payloads and rows, refused rows last")
            List<Event> events) {
        private static Run of(Found found) {
            return new Run(
                    found.run().manifest().identity().runId(),
                    found.coverage().isWhole(),
                    found.coverage().words(),
                    found.events().size(),
                    found.events().stream().limit(MOST_EVENTS).map(Event::of).toList());
        }
    }

    /** One of the events. */
    public record Event(
            @JsonPropertyDescription("The payload that holds it; null for a refused row")
            String payloadId,

            @JsonPropertyDescription("Its row in the payload, from 1, header not counted; null for a refused row")
            Integer rowNumber,

            @JsonPropertyDescription("Its name; null when a refused row has none")
            String eventName,

            @JsonPropertyDescription("When it happened; null when a refused row has no time")
            Instant eventTime,

            @JsonPropertyDescription("Of its payload, as in the table payloads; invalid for a refused row")
            String outcome,

            @JsonPropertyDescription(
                    "The API's answer, what happened in its place, who decided about it; or every reason against"
                            + " a refused row")
            List<String> words) {
        private static Event of(FoundEvent event) {
            boolean isRefused = event.payloadId().isEmpty();
            return new Event(
                    isRefused ? null : event.payloadId(),
                    isRefused ? null : event.row(),
                    event.name().isEmpty() ? null : event.name(),
                    event.time(),
                    event.outcome(),
                    event.words());
        }
    }

    static FoundEvents of(String job, LocalDate date, SoughtUser user, List<Found> runs) {
        return new FoundEvents(
                job,
                date,
                new User(user.kind().label(), user.identifier()),
                runs.stream()
                        .flatMap(found -> found.events().stream())
                        .collect(Collectors.groupingBy(FoundEvent::outcome, TreeMap::new, Collectors.counting())),
                runs.stream().map(Run::of).toList());
    }
}
