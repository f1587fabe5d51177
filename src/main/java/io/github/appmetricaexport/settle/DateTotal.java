package io.github.appmetricaexport.settle;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.github.appmetricaexport.results.DateBooks;
import io.github.appmetricaexport.settle.DateAccount.RunAccount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the runs of a date come to together, for programs. */
public record DateTotal(
        @JsonPropertyDescription("The gravest of the runs', in a word")
        String outcome,

        @JsonPropertyDescription("The same as an exit code") int exitCode,

        @JsonPropertyDescription("Whether every row of the source is booked once, and each run's books balance")
        boolean booksBalance,

        @JsonPropertyDescription("Rows of the source as the last run saw it")
        long read,

        @JsonPropertyDescription("Rows that were booked and that the source no longer has, or has otherwise")
        long gone,

        @JsonPropertyDescription(
                "What became of the rows: how many are accepted, assumed_accepted, rejected, unknown, not_sent,"
                        + " invalid")
        Map<String, Long> events) {
    /** Of at least one run. */
    public static DateTotal of(DateAccount date) {
        DateBooks books = date.books();
        Map<String, Long> events = new LinkedHashMap<>();
        for (RunAccount run : date.runs()) {
            Summary.of(run.settled())
                    .account()
                    .events()
                    .forEach((outcome, count) -> events.merge(outcome, count, Long::sum));
        }
        // Of a run alone: over all of them such a row is where it was booked, and those of a split payload in its
        // halves.
        events.keySet().removeAll(List.of("booked", "split"));
        return new DateTotal(
                books.outcome().label(),
                books.outcome().exitCode(),
                books.balance(),
                books.read(),
                books.gone(),
                events);
    }
}
