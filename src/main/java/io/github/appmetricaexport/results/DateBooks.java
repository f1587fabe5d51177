package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The account of a date over its runs: each row of the source as it stands is booked once, by one of them.
 *
 * @param runs those that count, in ascending order, at least one
 */
public record DateBooks(List<RunResult> runs) {
    public DateBooks {
        runs = List.copyOf(runs);
    }

    private RunResult last() {
        return runs.get(runs.size() - 1);
    }

    /** Rows of the source as the last run saw it. */
    public long read() {
        return last().books().read();
    }

    /** Rows that runs before the last one booked and that the source does not have any more, or has otherwise. */
    public long gone() {
        return last().manifest().earlier().goneRows();
    }

    /** What all of them came to. It reads what they account for: the rows that are there, and those that are gone. */
    public Books sum() {
        Map<Outcome, Long> events = new EnumMap<>(Outcome.class);
        Map<Outcome, Long> payloads = new EnumMap<>(Outcome.class);
        long invalid = 0;
        for (RunResult run : runs) {
            run.books().events().forEach((outcome, count) -> events.merge(outcome, count, Long::sum));
            run.books().payloads().forEach((outcome, count) -> payloads.merge(outcome, count, Long::sum));
            invalid += run.books().invalid();
        }
        // Of the whole source, by each run anew.
        return new Books(read() + gone(), 0, invalid, last().books().skipped(), events, payloads);
    }

    /** {@code read + gone = accepted + assumed accepted + rejected + invalid + unknown + not sent + skipped}, and each run's own. */
    public boolean balance() {
        return addUp() && runs.stream().allMatch(run -> run.books().balance());
    }

    /** Whether they do together, whatever each does. */
    private boolean addUp() {
        return gone() >= 0 && sum().balance();
    }

    /** The equation of all runs with its numbers, for people. */
    public String equation() {
        return String.format(
                Locale.ROOT,
                "read %,d%s %s %s",
                read(),
                gone() == 0 ? "" : String.format(Locale.ROOT, " + gone %,d", gone()),
                addUp() ? "=" : "≠",
                sum().places());
    }

    /** The gravest of the runs', or that they do not add up. */
    public RunOutcome outcome() {
        return balance()
                ? RunOutcome.gravest(runs.stream().map(RunResult::outcome).toList())
                : RunOutcome.UNBALANCED;
    }
}
