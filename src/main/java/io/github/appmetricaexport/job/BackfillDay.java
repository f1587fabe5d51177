package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.settle.DateAccount;
import io.github.appmetricaexport.settle.DateTotal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one day of a backfill.
 *
 * @param fate in a word: its outcome's label, or why it had no turn
 * @param outcome empty for a day that was passed over
 * @param message the fate in words
 * @param events as of {@link DateTotal}; empty where nothing is frozen
 */
record BackfillDay(LocalDate day, String fate, Optional<RunOutcome> outcome, String message, Map<String, Long> events) {
    static BackfillDay of(LocalDate day, RunOutcome outcome, String message, DateAccount date) {
        return new BackfillDay(
                day,
                outcome.label(),
                Optional.of(outcome),
                message,
                date.runs().isEmpty() ? Map.of() : DateTotal.of(date).events());
    }

    static BackfillDay tooOld(LocalDate day) {
        return new BackfillDay(
                day, "too_old", Optional.empty(), "passed over, since the API takes no event of it any more", Map.of());
    }

    /** One that the backfill did not come to: it counts as incomplete. */
    static BackfillDay notTried(LocalDate day, String reason) {
        return new BackfillDay(day, "not_tried", Optional.of(RunOutcome.INCOMPLETE), reason, Map.of());
    }

    long events(Outcome outcome) {
        return events.getOrDefault(outcome.label(), 0L);
    }

    /** Events that the API refused, and rows that validation did. */
    long refused() {
        return events(Outcome.REJECTED) + events.getOrDefault("invalid", 0L);
    }
}
