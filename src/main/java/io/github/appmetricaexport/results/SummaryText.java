package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Outcome;
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
        StringBuilder text = new StringBuilder("\n");
        text.append(run.job())
                .append(", ")
                .append(run.date())
                .append(", run ")
                .append(run.runId())
                .append("\n\n");
        line(text, "outcome", "events", "payloads");
        for (Outcome outcome : Outcome.values()) {
            boolean rare = outcome == Outcome.ASSUMED_ACCEPTED || outcome == Outcome.SPLIT;
            if (!rare || books.payloads(outcome) > 0) {
                line(text, words(outcome), number(books.events(outcome)), number(books.payloads(outcome)));
            }
        }
        line(text, "invalid", number(books.invalid()), "-");
        text.append("  ").append("-".repeat(43)).append('\n');
        line(
                text,
                "read",
                number(books.read()),
                number(books.payloads().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()));
        text.append("\n  books    ")
                .append(books.balance() ? "balanced: " : "NOT BALANCED: ")
                .append(books.equation());
        text.append(String.format(
                Locale.ROOT,
                "%n  took     %,d attempts for %,.1f MB of payloads, %,.1f s from plan to last answer%n",
                run.requests(),
                run.bytes() / 1e6,
                (run.finishedAt().toEpochMilli() - run.startedAt().toEpochMilli()) / 1000.0));
        reasons(text, run.reasons());
        places.forEach((what, where) -> text.append(String.format("  %-8s %s%n", what, where)));
        text.append(String.format(
                Locale.ROOT,
                "  exit     %d: %s%n",
                run.outcome().exitCode(),
                run.outcome().sentence()));
        for (String sentence : advice) {
            text.append("  next     ").append(sentence).append('\n');
        }
        return text.toString();
    }

    private static void reasons(StringBuilder text, Map<String, Long> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        text.append("\n  why rows were invalid (a row can have several reasons)\n");
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_REASONS)
                .forEach(reason ->
                        text.append(String.format(Locale.ROOT, "  %,12d  %s%n", reason.getValue(), reason.getKey())));
        if (reasons.size() > MOST_REASONS) {
            text.append(String.format(
                    Locale.ROOT, "  %12s  %d more reasons, see the table%n", "", reasons.size() - MOST_REASONS));
        }
        text.append('\n');
    }

    private static void line(StringBuilder text, String what, String events, String payloads) {
        text.append(String.format("  %-18s%14s%11s%n", what, events, payloads));
    }

    private static String words(Outcome outcome) {
        return outcome.label().replace('_', ' ');
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
