package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.PayloadResultOf.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Manifest.Earlier;
import io.github.appmetricaexport.outbox.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DateBooksTest {
    private final RunResult first =
            run(1, 23, 3, Earlier.NONE, outcome(Outcome.ACCEPTED, 15), outcome(Outcome.REJECTED, 5));

    /** Five rows came, and two of those before went. */
    private static RunResult second(PayloadResult... payloads) {
        return run(2, 26, 1, new Earlier(List.of("job-2026-11-22-1"), 21, 2, 0), payloads);
    }

    private static RunResult run(int number, long read, long invalid, Earlier earlier, PayloadResult... payloads) {
        return run(number, Books.of(read, earlier.bookedRows(), invalid, List.of(payloads)), earlier);
    }

    private static RunResult run(int number, Books books, Earlier earlier) {
        Instant at = Instant.parse("2026-11-22T12:00:00Z");
        return new RunResult(
                new Manifest(
                        new Manifest.Identity(1, "job", "2026-11-22", "job-2026-11-22-" + number, at),
                        new Manifest.Origin("1", "3.5.5", "app", "plan", "rows", "config"),
                        new Manifest.Source("source", "fingerprint", books.read()),
                        earlier,
                        new Manifest.Content(books.read(), books.invalid(), books.packed(), 1, 0, Map.of()),
                        new Manifest.Files(List.of(), "", "", List.of(), "")),
                RunOutcome.of(books),
                books,
                1,
                at,
                new RunResult.Words("message", List.of()));
    }

    @Test
    void ofOneRunAreItsOwn() {
        DateBooks date = new DateBooks(List.of(first));

        assertThat(date.balance()).isTrue();
        assertThat(date.equation()).isEqualTo(first.books().equation());
        assertThat(date.outcome()).isEqualTo(RunOutcome.REFUSED);
    }

    @Test
    void bookEachRowOfTheSourceAsItStandsOnce() {
        DateBooks date =
                new DateBooks(List.of(first, second(outcome(Outcome.ACCEPTED, 3), outcome(Outcome.NOT_SENT, 1))));

        assertThat(date.balance()).isTrue();
        assertThat(date.equation())
                .isEqualTo("read 26 + gone 2 = accepted 18 + assumed accepted 0 + rejected 5 + invalid 4 + unknown 0"
                        + " + not sent 1");
        assertThat(date.sum().payloads(Outcome.ACCEPTED)).isEqualTo(2);
        assertThat(date.outcome()).as("the gravest").isEqualTo(RunOutcome.REFUSED);
    }

    /** Each run looks at all of them. */
    @Test
    void skippedRowsAreThoseOfTheLastRun() {
        Earlier earlier = new Earlier(List.of("job-2026-11-22-1"), 23, 0, 0);
        Books before =
                Books.of(27, 0, 3, List.of(outcome(Outcome.ACCEPTED, 20))).skipping(4);
        Books last = Books.of(32, 23, 0, List.of(outcome(Outcome.ACCEPTED, 3))).skipping(6);
        DateBooks date = new DateBooks(List.of(run(1, before, Earlier.NONE), run(2, last, earlier)));

        assertThat(date.balance()).isTrue();
        assertThat(date.equation()).startsWith("read 32 = accepted 23 ").endsWith(" + skipped 6");
    }

    @Test
    void doNotBalanceWhereARunIsMissingThatTheLastOneReliesOn() {
        DateBooks date = new DateBooks(List.of(second(outcome(Outcome.ACCEPTED, 4))));

        assertThat(date.runs().get(0).books().balance()).isTrue();
        assertThat(date.balance()).isFalse();
        assertThat(date.equation()).startsWith("read 26 + gone 2 ≠ accepted 4");
        assertThat(date.outcome()).isEqualTo(RunOutcome.UNBALANCED);
    }

    @Test
    void doNotBalanceWhereMoreIsBookedThanThereWas() {
        RunResult more = run(2, 24, 0, new Earlier(List.of("job-2026-11-22-1"), 24, -1, 0));

        assertThat(new DateBooks(List.of(first, more)).balance()).isFalse();
    }

    @Test
    void doNotBalanceWhereARunDoesNot() {
        // What one has too many another has too few.
        RunResult tooFew =
                run(2, 25, 1, new Earlier(List.of("job-2026-11-22-1"), 23, 0, 0), outcome(Outcome.ACCEPTED, 2));
        RunResult last = run(3, 27, 0, new Earlier(List.of(), 26, 0, 0), outcome(Outcome.ACCEPTED, 1));
        DateBooks date = new DateBooks(List.of(first, tooFew, last));

        assertThat(date.equation()).startsWith("read 27 = ");
        assertThat(date.balance()).isFalse();
    }

    /** As {@code Planning} counts: what is new in each run is what no run before it booked. */
    @Property(tries = 300)
    void balanceWhateverComesAndGoes(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 9) Integer> come,
            @ForAll @LongRange(max = 20) long goneAtLast,
            @ForAll @LongRange(min = -1, max = 1) long mistake) {
        List<RunResult> runs = new ArrayList<>();
        long all = 0;
        for (int rows : come) {
            boolean isLast = runs.size() == come.size() - 1;
            long gone = runs.isEmpty() ? 0 : Math.min(all, isLast ? goneAtLast : 1);
            long booked = all - gone + (isLast ? mistake : 0);
            runs.add(run(
                    runs.size() + 1,
                    booked + rows,
                    0,
                    new Earlier(List.of(), booked, gone, 0),
                    outcome(Outcome.ACCEPTED, rows)));
            all += rows;
        }

        assertThat(new DateBooks(runs).balance()).isEqualTo(mistake == 0);
    }

    @Test
    void standSideBySideWithTheirSum() {
        DateBooks date =
                new DateBooks(List.of(first, second(outcome(Outcome.ACCEPTED, 3), outcome(Outcome.NOT_SENT, 1))));

        assertThat(DateText.of(date).replace(System.lineSeparator(), "\n")).isEqualTo("""

                          run               outcome                read       booked     accepted      assumed     rejected      invalid      unknown     not sent      skipped
                          job-2026-11-22-1  refused                  23            0           15            0            5            3            0            0            0
                          job-2026-11-22-2  incomplete               26           21            3            0            0            1            0            1            0
                          -----------------------------------------------------------------------------------------------------------------------------------------------------
                          the date          refused                  26            -           18            0            5            4            0            1            0

                          books    balanced: read 26 + gone 2 = accepted 18 + assumed accepted 0 + rejected 5 + invalid 4 + unknown 0 + not sent 1
                          gone     2 rows that were booked are no longer in the source as they were; what was sent stays sent
                        """);
    }
}
