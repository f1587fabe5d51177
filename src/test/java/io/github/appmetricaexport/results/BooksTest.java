package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.PayloadResultOf.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.Outcome;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BooksTest {
    @Test
    void countsEventsAndPayloadsByOutcome() {
        Books books = Books.of(
                60,
                0,
                3,
                List.of(
                        outcome(Outcome.ACCEPTED, 20),
                        outcome(Outcome.ACCEPTED, 10),
                        outcome(Outcome.REJECTED, 9),
                        outcome(Outcome.UNKNOWN, 8),
                        outcome(Outcome.NOT_SENT, 6),
                        outcome(Outcome.ASSUMED_ACCEPTED, 4)));

        assertThat(books.events(Outcome.ACCEPTED)).isEqualTo(30);
        assertThat(books.payloads(Outcome.ACCEPTED)).isEqualTo(2);
        assertThat(books.packed()).isEqualTo(57);
        assertThat(books.balance()).isTrue();
        assertThat(books.equation())
                .isEqualTo(
                        "read 60 = accepted 30 + assumed accepted 4 + rejected 9 + invalid 3 + unknown 8 + not sent 6");
    }

    @Test
    void countRowsThatWereSkipped() {
        Books books = Books.of(9, 2, 1, List.of(outcome(Outcome.ACCEPTED, 4)));

        assertThat(books.skipping(2).balance()).isTrue();
        assertThat(books.skipping(2).equation())
                .isEqualTo(
                        "read 9 = booked 2 + accepted 4 + assumed accepted 0 + rejected 0 + invalid 1 + unknown 0 + not sent 0"
                                + " + skipped 2");
        assertThat(books.skipping(3).balance()).isFalse();
    }

    @Test
    void countASplitPayloadsRowsInItsHalvesOnly() {
        Books books = Books.of(
                9,
                0,
                0,
                List.of(outcome(Outcome.SPLIT, 9), outcome(Outcome.ACCEPTED, 5), outcome(Outcome.REJECTED, 4)));

        assertThat(books.packed()).isEqualTo(9);
        assertThat(books.balance()).isTrue();
        assertThat(books.payloads(Outcome.SPLIT)).isEqualTo(1);
    }

    @Property(tries = 300)
    void balanceExactlyWhenEveryRowIsInOnePlace(
            @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> outcomes,
            @ForAll @LongRange(max = 1000) long invalid,
            @ForAll @LongRange(min = -2, max = 2) long missing) {
        List<PayloadResult> payloads = new ArrayList<>();
        outcomes.forEach(outcome -> payloads.add(outcome(Outcome.values()[outcome], payloads.size() + 1)));
        long packed = payloads.stream()
                .filter(payload -> payload.outcome() != Outcome.SPLIT)
                .mapToLong(PayloadResult::rows)
                .sum();

        Books books = Books.of(packed + invalid + missing, 0, invalid, payloads);

        assertThat(books.balance()).isEqualTo(missing == 0);
        assertThat(books.equation()).contains(missing == 0 ? " = " : " ≠ ");
    }
}
