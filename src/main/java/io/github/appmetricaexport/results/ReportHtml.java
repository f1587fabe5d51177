package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.ReportCharts.megabytes;
import static io.github.appmetricaexport.results.ReportCharts.number;
import static io.github.appmetricaexport.results.ReportCharts.seconds;

import io.github.appmetricaexport.outbox.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run as one page for a browser: no script, nothing loaded from elsewhere, readable in light and dark and aloud.
 *
 * <p>Everything that comes from outside, such as the API's answers, is text and stays text.
 */
public final class ReportHtml {
    private static final int MOST_PAYLOADS = 500;
    private static final int LONGEST_ANSWER = 300;

    private final RunResult run;
    private final List<PayloadResult> payloads;
    private final StringBuilder page = new StringBuilder(1 << 16);

    private ReportHtml(RunResult run, List<PayloadResult> payloads) {
        this.run = run;
        this.payloads = payloads;
    }

    /**
     * Renders it.
     *
     * @param advice what to do next, a sentence each; empty when there is nothing to do
     * @param places where things lie: a word and a path each
     * @param drawnAt when the report was made
     */
    public static String of(
            RunResult run,
            List<PayloadResult> payloads,
            List<String> advice,
            Map<String, String> places,
            Instant drawnAt) {
        ReportHtml report = new ReportHtml(run, payloads);
        report.head();
        report.next(advice);
        report.books();
        report.reasons();
        report.requests();
        report.payloadTable();
        report.facts(places, drawnAt);
        return report.page.append("</main></body></html>\n").toString();
    }

    private void head() {
        String title = run.job() + ", " + run.date();
        add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>");
        add("<title>" + Html.text(title) + "</title><style>" + style() + "</style></head><body><main>");
        add("<header><p class=\"run\">run " + Html.text(run.runId()) + "</p><h1>" + Html.text(title) + "</h1>");
        add("<p class=\"badge " + severity() + "\"><strong>"
                + Html.text(run.outcome().label().replace('_', ' ')) + "</strong> "
                + Html.text(run.message()) + " <span class=\"code\">exit code "
                + run.outcome().exitCode() + "</span></p></header>");
    }

    private String severity() {
        return switch (run.outcome()) {
            case COMPLETE -> "good";
            case INCOMPLETE, IN_DOUBT -> "doubt";
            default -> "bad";
        };
    }

    private void next(List<String> advice) {
        if (advice.isEmpty()) {
            return;
        }
        add("<section><h2>What to do</h2><ul class=\"next\">");
        advice.forEach(sentence -> add("<li>" + Html.text(sentence) + "</li>"));
        add("</ul></section>");
    }

    private void books() {
        Books books = run.books();
        Map<String, Long> events = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            if (outcome != Outcome.SPLIT) {
                events.put(outcome.label(), books.events(outcome));
            }
        }
        events.put("invalid", books.invalid());
        add("<section><h2>The books</h2>" + ReportCharts.outcomes(events));
        add("<table><caption>Where each row read ended</caption><thead><tr><th scope=\"col\">outcome</th>"
                + "<th scope=\"col\" class=\"n\">events</th><th scope=\"col\" class=\"n\">share</th>"
                + "<th scope=\"col\" class=\"n\">payloads</th></tr></thead><tbody>");
        events.forEach((outcome, count) -> add("<tr><th scope=\"row\"><span class=\"key " + outcome + "\"></span>"
                + outcome.replace('_', ' ') + "</th>" + cell(number(count)) + cell(share(count))
                + cell(payloads(outcome))
                + "</tr>"));
        add("</tbody><tfoot><tr><th scope=\"row\">read</th>" + cell(number(books.read())) + cell("")
                + cell(number(payloads.size())) + "</tr></tfoot></table>");
        add("<p class=\"" + (books.balance() ? "balanced" : "unbalanced") + "\">"
                + (books.balance() ? "The books balance: " : "THE BOOKS DO NOT BALANCE: ")
                + Html.text(books.equation()) + "</p></section>");
    }

    private String payloads(String outcome) {
        return outcome.equals("invalid")
                ? "–"
                : number(run.books().payloads(Outcome.valueOf(outcome.toUpperCase(Locale.ROOT))));
    }

    private String share(long count) {
        return run.books().read() == 0
                ? "–"
                : String.format(
                        Locale.ROOT, "%.2f %%", 100.0 * count / run.books().read());
    }

    private void reasons() {
        if (run.reasons().isEmpty()) {
            return;
        }
        long most =
                run.reasons().values().stream().mapToLong(Long::longValue).max().orElse(1);
        add("<section><h2>Why rows were invalid</h2><table class=\"bars\"><caption>A row can have several reasons"
                + "</caption><thead><tr><th scope=\"col\">reason</th><th scope=\"col\" class=\"n\">rows</th>"
                + "<td></td></tr></thead><tbody>");
        run.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(reason -> add(String.format(
                        Locale.ROOT,
                        "<tr><th scope=\"row\">%s</th>%s<td class=\"bar\"><span style=\"width:%.1f%%\"></span></td></tr>",
                        Html.text(reason.getKey()),
                        cell(number(reason.getValue())),
                        100.0 * reason.getValue() / most)));
        add("</tbody></table></section>");
    }

    private void requests() {
        String latencies = ReportCharts.latencies(payloads);
        if (latencies.isEmpty()) {
            return;
        }
        long[] sorted = payloads.stream()
                .map(PayloadResult::latencyMillis)
                .filter(millis -> millis != null)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        add("<section><h2>Requests</h2><dl class=\"tiles\">");
        tile("attempts", number(run.requests()));
        tile("frozen", megabytes(run.bytes()));
        tile("median latency", seconds(sorted[sorted.length / 2]));
        tile("95th percentile", seconds(sorted[(int) Math.ceil(sorted.length * 0.95) - 1]));
        tile(
                "plan to last answer",
                seconds(run.finishedAt().toEpochMilli() - run.startedAt().toEpochMilli()));
        add("</dl><figure>" + latencies
                + "<figcaption>Latency of each decisive answer, by the time it came</figcaption>"
                + "</figure></section>");
    }

    private void tile(String what, String value) {
        add("<div><dt>" + what + "</dt><dd>" + value + "</dd></div>");
    }

    private void payloadTable() {
        add("<section><h2>Payloads</h2>");
        if (payloads.isEmpty()) {
            add("<p>The run has none.</p></section>");
            return;
        }
        add("<div class=\"wide\"><table><caption>"
                + (payloads.size() > MOST_PAYLOADS
                        ? "The " + MOST_PAYLOADS + " gravest of " + number(payloads.size())
                                + "; all are in the table payloads"
                        : "All of them, the gravest first")
                + "</caption><thead><tr><th scope=\"col\">payload</th><th scope=\"col\">outcome</th>"
                + "<th scope=\"col\">application</th><th scope=\"col\" class=\"n\">events</th>"
                + "<th scope=\"col\" class=\"n\">size</th><th scope=\"col\">events from, to (UTC)</th>"
                + "<th scope=\"col\" class=\"n\">attempts</th><th scope=\"col\" class=\"n\">latency</th>"
                + "<th scope=\"col\">answer</th></tr></thead><tbody>");
        payloads.stream()
                .sorted(Comparator.comparingInt(ReportHtml::gravity).thenComparing(PayloadResult::payloadId))
                .limit(MOST_PAYLOADS)
                .forEach(this::payload);
        add("</tbody></table></div></section>");
    }

    private static int gravity(PayloadResult payload) {
        return switch (payload.outcome()) {
            case UNKNOWN -> 0;
            case REJECTED -> 1;
            case NOT_SENT -> 2;
            case ASSUMED_ACCEPTED -> 3;
            case SPLIT -> 4;
            case ACCEPTED -> payload.lostAnswers() > 0 ? 3 : 5;
        };
    }

    private void payload(PayloadResult payload) {
        String outcome = payload.outcome().label();
        add("<tr><th scope=\"row\">" + Html.text(payload.payloadId()) + "</th><td><span class=\"key " + outcome
                + "\"></span>" + outcome.replace('_', ' ') + "</td><td>" + Html.text(payload.applicationId()) + "</td>"
                + cell(number(payload.rows())) + cell(megabytes(payload.bytes()))
                + "<td>" + time(payload.firstEventTime()) + "<br/>" + time(payload.lastEventTime()) + "</td>"
                + cell(number(payload.attempts()))
                + cell(payload.latencyMillis() == null ? "–" : seconds(payload.latencyMillis()))
                + "<td class=\"answer\">" + answer(payload) + "</td></tr>");
    }

    private static String answer(PayloadResult payload) {
        StringBuilder answer = new StringBuilder();
        if (payload.httpStatus() != null) {
            answer.append(payload.httpStatus()).append(' ');
        }
        for (String words : new String[] {payload.response(), payload.error(), payload.resolution()}) {
            if (words != null) {
                String shown = words.length() > LONGEST_ANSWER ? words.substring(0, LONGEST_ANSWER) + "…" : words;
                answer.append("<bdi>").append(Html.text(shown)).append("</bdi> ");
            }
        }
        if (payload.lostAnswers() > 0) {
            answer.append("<em>answers lost: ").append(payload.lostAnswers()).append("</em>");
        }
        return answer.toString();
    }

    private void facts(Map<String, String> places, Instant drawnAt) {
        Map<String, String> facts = new LinkedHashMap<>(places);
        facts.put("source", run.sourcePath());
        facts.put("source fingerprint", run.sourceFingerprint());
        facts.put("configuration fingerprint", run.configFingerprint());
        facts.put("version", run.appVersion() + " on Spark " + run.sparkVersion());
        facts.put("Spark application", run.sparkApplicationId());
        facts.put("frozen", time(run.startedAt()));
        facts.put("last answer", time(run.finishedAt()));
        facts.put("this report", time(drawnAt));
        add("<section><h2>Where it comes from</h2><table class=\"facts\"><tbody>");
        facts.forEach((what, value) ->
                add("<tr><th scope=\"row\">" + Html.text(what) + "</th><td>" + Html.text(value) + "</td></tr>"));
        add(
                "</tbody></table><p class=\"note\">An event is accepted when the API acknowledged its payload; reports show it"
                        + " hours later, and an acknowledgement is not proof that they do.</p></section>");
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace("T", " ")
                .replace("Z", "");
    }

    private static String cell(String number) {
        return "<td class=\"n\">" + number + "</td>";
    }

    private void add(String html) {
        page.append(html).append('\n');
    }

    private static String style() {
        try (InputStream css = ReportHtml.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
