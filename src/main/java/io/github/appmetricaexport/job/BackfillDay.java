package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.RunOutcome;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What became of one day of a backfill.
 *
 * @param fate for people, in a word or two
 * @param outcome empty for a day that was passed over
 * @param books of the date's runs; none where nothing is frozen
 */
record BackfillDay(LocalDate day, String fate, Optional<RunOutcome> outcome, List<Books> books) {
    static BackfillDay of(LocalDate day, RunOutcome outcome, List<Books> books) {
        return new BackfillDay(day, outcome.label().replace('_', ' '), Optional.of(outcome), books);
    }

    static BackfillDay tooOld(LocalDate day) {
        return new BackfillDay(day, "too old", Optional.empty(), List.of());
    }

    /** One that the backfill did not come to: it counts as incomplete. */
    static BackfillDay notTried(LocalDate day) {
        return new BackfillDay(day, "not tried", Optional.of(RunOutcome.INCOMPLETE), List.of());
    }

    long events(Outcome outcome) {
        return books.stream().mapToLong(run -> run.events(outcome)).sum();
    }

    /** Events that the API refused, and rows that validation did. */
    long refused() {
        return events(Outcome.REJECTED)
                + books.stream().mapToLong(Books::invalid).sum();
    }
}
