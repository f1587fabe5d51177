package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Manifest.Earlier;
import io.github.appmetricaexport.outbox.Outcome;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The end of a run for people: outcome by events and payloads, the books, where to look, what to do. */
public final class SummaryText {
    private static final int MOST_REASONS = 10;

    private SummaryText() {}

    /**
     * Renders it.
     *
     * @param places where things lie: a word and a path each
     * @param advice what to do next, a sentence each; empty when there is nothing to do
     */
    public static String of(RunResult run, Map<String, String> places, List<String> advice) {
        Books books = run.books();
        Formatter text = new Formatter(Locale.ROOT);
        text.format("%n%s, %s, run %s%n%n", run.job(), run.date(), run.runId());
        text.format("  %-18s%14s%11s%n", "outcome", "events", "payloads");
        for (Outcome outcome : Outcome.values()) {
            boolean rare = outcome == Outcome.ASSUMED_ACCEPTED || outcome == Outcome.SPLIT;
            if (!rare || books.payloads(outcome) > 0) {
                line(text, outcome.label().replace('_', ' '), books.events(outcome), books.payloads(outcome));
            }
        }
        without(text, "invalid", books.invalid());
        if (books.booked() > 0) {
            without(text, "booked before", books.booked());
        }
        if (books.skipped() > 0) {
            without(text, "skipped", books.skipped());
        }
        text.format("  %s%n", "-".repeat(43));
        line(text, "read", books.read(), books.payloadCount());
        text.format("%n  books    %s: %s%n", books.balance() ? "balanced" : "NOT BALANCED", books.equation());
        text.format(
                "  took     %,d attempts for %,.1f MB of payloads, %,.1f s from plan to last answer%n",
                run.requests(), run.bytes() / 1e6, run.durationMillis() / 1000.0);
        Manifest.Source source = run.manifest().source();
        if (source.sourceVersion() != null) {
            text.format("  source   %s%n", source.words());
        }
        String skipped = source.skipped().words();
        if (!skipped.isEmpty()) {
            text.format("  filter   %s%n", skipped);
        }
        earlier(text, run.manifest().earlier());
        run.duplicates().ifPresent(found -> text.format("  same key %s%n", found.sentence()));
        reasons(text, run.commonestReasons());
        places.forEach((what, where) -> text.format("  %-8s %s%n", what, where));
        text.format(
                "  exit     %d: %s%n", run.outcome().exitCode(), run.outcome().sentence());
        run.warnings().forEach(warning -> text.format("  warning  %s%n", VisibleText.line(warning)));
        advice.forEach(sentence -> text.format("  next     %s%n", VisibleText.line(sentence)));
        return text.toString();
    }

    private static void without(Formatter text, String what, long events) {
        text.format("  %-18s%,14d%11s%n", what, events, "-");
    }

    private static void line(Formatter text, String what, long events, long payloads) {
        text.format("  %-18s%,14d%,11d%n", what, events, payloads);
    }

    private static void earlier(Formatter text, Earlier earlier) {
        if (!earlier.comparedWith().isEmpty()) {
            text.format(
                    "  after    %s, which booked %,d rows of this source%n",
                    String.join(", ", earlier.comparedWith()), earlier.bookedRows());
        }
        if (earlier.goneRows() > 0) {
            text.format(
                    "  gone     %,d rows that they booked are no longer in the source as they were; what was sent stays sent%n",
                    earlier.goneRows());
        }
    }

    private static void reasons(Formatter text, List<Map.Entry<String, Long>> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        text.format("%n  why rows were invalid (a row can have several reasons)%n");
        reasons.stream()
                .limit(MOST_REASONS)
                .forEach(reason -> text.format("  %,12d  %s%n", reason.getValue(), reason.getKey()));
        if (reasons.size() > MOST_REASONS) {
            text.format("  %12s  %d more reasons, see the table%n", "", reasons.size() - MOST_REASONS);
        }
        text.format("%n");
    }
}
