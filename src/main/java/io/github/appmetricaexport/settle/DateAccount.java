package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.DateBooks;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a date has come to, by its outbox.
 *
 * @param runs those that {@link DateOutbox#counting() count}, in ascending order
 */
public record DateAccount(List<RunAccount> runs) {
    /**
     * One of them.
     *
     * @param said what its last export said; empty before it was settled for the first time
     */
    public record RunAccount(FrozenRun frozen, Settled settled, Optional<Summary> said) {
        private static RunAccount draw(Store store, FrozenRun run, Instant now) {
            Optional<Summary> said = Summary.read(store, run.paths());
            List<String> objections = said.filter(last -> last.is(RunOutcome.GATE_REFUSED))
                    .map(last -> last.refusal().objections())
                    .orElse(List.of());
            List<String> warnings = said.map(last -> last.remarks().warnings()).orElse(List.of());
            Journal journal = new Journal(store, run.paths());
            return new RunAccount(run, Settlement.draw(run, journal, objections, warnings, now), said);
        }

        /** Whether there is anything to do about it. */
        public boolean needsSomebody() {
            return settled.run().outcome() != RunOutcome.COMPLETE
                    || settled.histories().stream()
                            .anyMatch(history -> !history.damage().files().isEmpty());
        }
    }

    /** @param now as of {@link Settlement#draw} */
    public static DateAccount draw(Store store, List<FrozenRun> runs, Instant now) {
        return new DateAccount(
                runs.stream().map(run -> RunAccount.draw(store, run, now)).toList());
    }

    /** Of at least one run. */
    public DateBooks books() {
        return new DateBooks(runs.stream().map(run -> run.settled().run()).toList());
    }
}
