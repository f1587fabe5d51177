package io.github.appmetricaexport.job;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.results.Objection.Code;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.settle.Summary;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why a day that did not end well says that the next would not either; decides without looking anywhere. */
final class ReasonForAll {
    /** Of a request that the API neither took nor refused. */
    private static final Set<AttemptOutcome> TAKEN_BY_NOBODY =
            EnumSet.of(AttemptOutcome.NOT_SENT, AttemptOutcome.REFUSED_FOR_NOW, AttemptOutcome.AMBIGUOUS);

    private ReasonForAll() {}

    /** Of a day whose export failed, with the outcome that {@code failure} makes. */
    static Optional<String> of(RunOutcome outcome, Exception failure) {
        if (failure instanceof SpoiltFileException) {
            // Of this date's outbox.
            return Optional.empty();
        }
        return switch (outcome) {
            case BAD_CONFIG -> Optional.of("what the job was told has to be mended first");
            case INCOMPLETE -> Optional.of("the outbox or the tables are out of reach, or the job was told to end");
            case BUG -> Optional.of("the job itself failed");
            default -> Optional.empty();
        };
    }

    /**
     * Of a day whose export came to its end.
     *
     * @param summary of the day; empty where it cannot be read
     * @param histories of the day's payloads
     * @param begun when the day's turn came: what lies before says nothing of now
     * @param now as of {@link Outcome#of}
     */
    static Optional<String> of(
            RunOutcome outcome, Optional<Summary> summary, List<PayloadHistory> histories, Instant begun, Instant now) {
        if (outcome == RunOutcome.UNBALANCED) {
            return Optional.of("the books do not balance: nothing more is sent by a job that cannot count");
        }
        List<String> objections =
                summary.map(said -> said.refusal().objectionCodes()).orElse(List.of());
        boolean waits = summary.filter(said -> said.remarks().waitingForBudget().holdsAny())
                .isPresent();
        if (waits || objections.contains(Code.OVER_BUDGET.label())) {
            return Optional.of("api.daily-event-budget is used up");
        }
        if (objections.contains(Code.KEY_MISSING.label())) {
            return Optional.of("an application has no key");
        }
        List<AttemptOutcome> answers = histories.stream()
                .flatMap(history -> history.receipts().values().stream())
                .filter(receipt -> !receipt.request().finishedAt().isBefore(begun))
                .map(Receipt::outcome)
                .toList();
        if (answers.contains(AttemptOutcome.KEY_REFUSED)) {
            return Optional.of("the API refused a key");
        }
        if (answers.contains(AttemptOutcome.ADDRESS_REFUSED)) {
            return Optional.of("what answers is not the Post API: see api.base-url");
        }
        boolean isLeft = histories.stream().anyMatch(history -> Outcome.of(history, now) == Outcome.NOT_SENT);
        return isLeft && !answers.isEmpty() && TAKEN_BY_NOBODY.containsAll(answers)
                ? Optional.of("the API is out of reach, or takes nothing")
                : Optional.empty();
    }
}
