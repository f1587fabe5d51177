package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Outcome;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;

/** The runs of a date for people: a line each, and what they come to together. */
public final class DateText {
    private static final int COUNT = 13;
    private static final int OUTCOME = 14;

    private DateText() {}

    /** The table with the equation below it. */
    public static String of(DateBooks date) {
        Formatter text = new Formatter(Locale.ROOT);
        int longest =
                date.runs().stream().mapToInt(run -> run.runId().length()).max().orElseThrow();
        text.format("%n  %s  %s", StringUtils.rightPad("run", longest), StringUtils.rightPad("outcome", OUTCOME));
        counts(date.sum()).keySet().forEach(heading -> text.format("%" + COUNT + "s", heading));
        text.format("%n");
        for (RunResult run : date.runs()) {
            line(text, StringUtils.rightPad(run.runId(), longest), run.outcome(), counts(run.books()));
        }
        text.format(
                "  %s%n",
                "-".repeat(longest + 2 + OUTCOME + COUNT * counts(date.sum()).size()));
        line(text, StringUtils.rightPad("the date", longest), date.outcome(), counts(date));
        text.format("%n  books    %s: %s%n", date.balance() ? "balanced" : "NOT BALANCED", date.equation());
        if (date.gone() != 0) {
            text.format(
                    "  gone     %,d rows that were booked are no longer in the source as they were; what was sent stays sent%n",
                    date.gone());
        }
        return text.toString();
    }

    private static void line(Formatter text, String what, RunOutcome outcome, Map<String, Object> counts) {
        text.format("  %s  %s", what, StringUtils.rightPad(outcome.label().replace('_', ' '), OUTCOME));
        counts.values()
                .forEach(count -> text.format(
                        (count instanceof Long ? "%," : "%") + COUNT + (count instanceof Long ? "d" : "s"), count));
        text.format("%n");
    }

    /** What is counted of all runs, with its heading. */
    static Map<String, Object> counts(DateBooks date) {
        Map<String, Object> sum = counts(date.sum());
        // Of the source as it stands: each run has read what those before it had.
        sum.put("read", date.read());
        sum.put("booked", "-");
        return sum;
    }

    /** What is counted of a run, with its heading. */
    static Map<String, Object> counts(Books books) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("read", books.read());
        counts.put("booked", books.booked());
        counts.put("accepted", books.events(Outcome.ACCEPTED));
        counts.put("assumed", books.events(Outcome.ASSUMED_ACCEPTED));
        counts.put("rejected", books.events(Outcome.REJECTED));
        counts.put("invalid", books.invalid());
        counts.put("unknown", books.events(Outcome.UNKNOWN));
        counts.put("not sent", books.events(Outcome.NOT_SENT));
        counts.put("skipped", books.skipped());
        return counts;
    }
}
