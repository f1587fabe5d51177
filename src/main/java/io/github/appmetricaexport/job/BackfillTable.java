package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.RunOutcome;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The end of a backfill for people: its days, their outcomes, and the sums. */
final class BackfillTable {
    /** What is counted of a day, with its heading; together every row read. */
    private record Count(String heading, ToLongFunction<BackfillDay> of) {}

    private static final List<Count> COUNTS = List.of(
            new Count("accepted", day -> day.events(Outcome.ACCEPTED)),
            new Count("assumed", day -> day.events(Outcome.ASSUMED_ACCEPTED)),
            new Count("refused", BackfillDay::refused),
            new Count("in doubt", day -> day.events(Outcome.UNKNOWN)),
            new Count("not sent", day -> day.events(Outcome.NOT_SENT)));

    private BackfillTable() {}

    /** @param days in their order, at least one */
    static String of(List<BackfillDay> days, RunOutcome outcome) {
        Formatter text = new Formatter(Locale.ROOT);
        text.format("%n  %-24s  %-12s  %4s", "day", "outcome", "exit");
        COUNTS.forEach(count -> text.format("%14s", count.heading()));
        text.format("%n");
        for (List<BackfillDay> alike : together(days)) {
            row(text, alike);
        }
        text.format("  %s%n  %-24s  %-12s  %4s", "-".repeat(114), "sums", "", "");
        COUNTS.forEach(count ->
                text.format("%,14d", days.stream().mapToLong(count.of()).sum()));
        text.format("%n%n  exit     %d: %s%n", outcome.exitCode(), outcome.sentence());
        return text.toString();
    }

    private static void row(Formatter text, List<BackfillDay> alike) {
        BackfillDay first = alike.get(0);
        BackfillDay last = alike.get(alike.size() - 1);
        String days = alike.size() == 1 ? first.day().toString() : first.day() + " to " + last.day();
        String code = first.outcome().map(outcome -> "" + outcome.exitCode()).orElse("-");
        text.format("  %-24s  %-12s  %4s", days, first.fate().replace('_', ' '), code);
        COUNTS.forEach(count -> text.format("%14s", number(first, count)));
        text.format("%n");
    }

    private static String number(BackfillDay day, Count count) {
        return day.events().isEmpty()
                ? "-"
                : String.format(Locale.ROOT, "%,d", count.of().applyAsLong(day));
    }

    /** Days of one fate and without numbers, where they follow each other: a year of them is one line. */
    private static List<List<BackfillDay>> together(List<BackfillDay> days) {
        List<List<BackfillDay>> together = new ArrayList<>();
        BackfillDay before = null;
        for (BackfillDay day : days) {
            if (before == null
                    || !before.fate().equals(day.fate())
                    || !before.events().isEmpty()
                    || !day.events().isEmpty()) {
                together.add(new ArrayList<>());
            }
            together.get(together.size() - 1).add(day);
            before = day;
        }
        return together;
    }
}
