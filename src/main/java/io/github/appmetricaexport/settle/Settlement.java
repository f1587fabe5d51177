package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Brings a run to its books: states become table rows, and the rows an outcome. */
public final class Settlement {
    private Settlement() {}

    /** A run's account with its payloads. */
    public record Settled(RunResult run, List<PayloadResult> payloads) {
        public List<PayloadHistory> histories() {
            return payloads.stream().map(PayloadResult::history).toList();
        }

        /** The payloads of that outcome. */
        Stream<PayloadResult> of(Outcome outcome) {
            return payloads.stream().filter(payload -> payload.outcome() == outcome);
        }
    }

    /**
     * Reads the outbox and draws up the account; without new receipts it is the same each time.
     *
     * @param objections of the gate; with any the outcome is its refusal
     * @param warnings as of {@link RunResult.Words}
     * @param now decides which leases are over
     */
    public static Settled draw(
            FrozenRun frozen, Journal journal, List<String> objections, List<String> warnings, Instant now) {
        List<PayloadHistory> histories = journal.histories(frozen.payloads());
        List<PayloadResult> payloads = histories.stream()
                .map(history -> PayloadResult.of(history, now))
                .toList();
        Manifest manifest = frozen.manifest();
        Books books = Books.of(manifest, payloads);
        // The same however often the run is settled.
        Instant finishedAt = payloads.stream()
                .map(PayloadResult::finishedAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(manifest.identity().createdAt());
        long undecidable = histories.stream()
                .filter(history -> history.isClaimedInTheFuture(now))
                .count();
        RunOutcome outcome = objections.isEmpty() ? RunOutcome.of(books, undecidable) : RunOutcome.GATE_REFUSED;
        RunResult run = new RunResult(
                manifest,
                outcome,
                books,
                histories.stream().mapToLong(PayloadHistory::lastAttempt).sum(),
                finishedAt,
                new RunResult.Words(
                        objections.isEmpty() ? outcome.sentence() : String.join("; ", objections), warnings));
        return new Settled(run, payloads);
    }
}
