package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.PayloadResultOf.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTextTest {
    private static RunResult run(Books books, Map<String, Long> reasons) {
        Instant startedAt = Instant.parse("2026-11-22T12:00:00Z");
        return new RunResult(
                new Manifest(
                        new Manifest.Identity(
                                1, "offline-events", "2026-11-22", "offline-events-2026-11-22-1", startedAt),
                        new Manifest.Origin("1", "3.5.5", "app", "plan", "rows", "config"),
                        new Manifest.Source("source", "fingerprint", books.read()),
                        Manifest.Earlier.NONE,
                        new Manifest.Content(books.read(), books.invalid(), books.packed(), 1, 2_500_000, reasons),
                        new Manifest.Files(List.of(), "", "", List.of(), "")),
                RunOutcome.of(books),
                books,
                3,
                startedAt.plusMillis(1500),
                new RunResult.Words("message", List.of("look twice")));
    }

    @Test
    void showsOutcomesBooksPlacesAndWhatToDo() {
        Books books = Books.of(1_250, 0, 50, List.of(outcome(Outcome.ACCEPTED, 1_000), outcome(Outcome.UNKNOWN, 200)));

        String text = SummaryText.of(
                run(books, Map.of("event_name: blank", 50L)), Map.of("outbox", "/work"), List.of("do this"));

        assertThat(text.replace(System.lineSeparator(), "\n")).isEqualTo("""

                        offline-events, 2026-11-22, run offline-events-2026-11-22-1

                          outcome                   events   payloads
                          accepted                   1,000          1
                          rejected                       0          0
                          unknown                      200          1
                          not sent                       0          0
                          invalid                       50          -
                          -------------------------------------------
                          read                       1,250          2

                          books    balanced: read 1,250 = accepted 1,000 + assumed accepted 0 + rejected 0 + invalid 50 \
                        + unknown 200 + not sent 0
                          took     3 attempts for 2.5 MB of payloads, 1.5 s from plan to last answer

                          why rows were invalid (a row can have several reasons)
                                    50  event_name: blank

                          outbox   /work
                          exit     7: answers were lost; the payloads in doubt need a decision
                          warning  look twice
                          next     do this
                        """);
    }

    @Test
    void shoutsWhenTheBooksDoNotBalance() {
        Books books = Books.of(2, 0, 0, List.of(outcome(Outcome.ACCEPTED, 1)));

        assertThat(SummaryText.of(run(books, Map.of()), Map.of(), List.of()))
                .contains("NOT BALANCED: read 2 ≠ accepted 1", "exit     8:");
    }
}
