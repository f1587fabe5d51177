package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.ReportWords.bytes;
import static io.github.appmetricaexport.results.ReportWords.millis;
import static io.github.appmetricaexport.results.ReportWords.words;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.ReportLines.Fact;
import io.github.appmetricaexport.results.ReportLines.Part;
import io.github.appmetricaexport.results.ReportLines.PayloadLine;
import io.github.appmetricaexport.results.ReportLines.Reason;
import io.github.appmetricaexport.results.ReportLines.RunLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A date over its runs as one page for a browser: no script, nothing loaded from elsewhere, readable in light and dark and aloud.
 *
 * <p>Everything that comes from outside, such as the API's answers, is text and stays text: the template escapes it. Its
 * names are those of the records here and of the results, which it reads by reflection.
 *
 * @param runs those that count, in ascending order, at least one
 * @param advice what to do next, a sentence each; empty when there is nothing to do
 * @param places where things lie: a word and a path each
 * @param drawnAt when the report was made
 */
public record ReportHtml(List<Run> runs, List<String> advice, Map<String, String> places, Instant drawnAt) {
    /**
     * A run with its payloads.
     *
     * @param evidence what became visible, where that was asked
     */
    public record Run(RunResult result, List<PayloadResult> payloads, Optional<EvidenceSummary> evidence) {}

    private static final int MOST_PAYLOADS = 500;
    private static final int BAR_WIDTH = 880;

    private static final Template PAGE = template(resource("report.html"));

    /** A name that the page does not have is an error; what it has without a value reads as a dash. */
    static Template template(String text) {
        return Mustache.compiler()
                .withEscaper(ReportWords::escaped)
                .withFormatter(ReportWords::of)
                .nullValue("–")
                .strictSections(true)
                .zeroIsFalse(true)
                .compile(text);
    }

    /** The page. */
    public String html() {
        return PAGE.execute(this);
    }

    String style() {
        return resource("report.css");
    }

    private List<RunResult> results() {
        return runs.stream().map(Run::result).toList();
    }

    private RunResult last() {
        return runs.get(runs.size() - 1).result();
    }

    String job() {
        return last().job();
    }

    LocalDate date() {
        return last().date();
    }

    /** Which runs. */
    String which() {
        return (isOfSeveral() ? "runs " : "run ")
                + results().stream().map(RunResult::runId).collect(Collectors.joining(", "));
    }

    boolean isOfSeveral() {
        return runs.size() > 1;
    }

    DateBooks books() {
        return new DateBooks(results());
    }

    /** Each run and then all of them; none where there is but one. */
    List<RunLine> sideBySide() {
        if (!isOfSeveral()) {
            return List.of();
        }
        DateBooks date = books();
        Stream<RunLine> each = results().stream()
                .map(run -> new RunLine(
                        run.runId(), run.outcome(), DateText.counts(run.books()).values()));
        return Stream.concat(
                        each,
                        Stream.of(new RunLine(
                                "the date",
                                date.outcome(),
                                DateText.counts(date).values())))
                .toList();
    }

    /** Of the counts. */
    Set<String> headings() {
        return DateText.counts(books()).keySet();
    }

    /** Of the last run that ended as the date does. */
    String message() {
        RunOutcome ended = books().outcome();
        return results().stream()
                .filter(run -> run.outcome() == ended)
                .reduce((earlier, later) -> later)
                .map(RunResult::message)
                .orElseGet(ended::sentence);
    }

    int exitCode() {
        return books().outcome().exitCode();
    }

    List<String> warnings() {
        return results().stream()
                .flatMap(run -> run.warnings().stream())
                .distinct()
                .toList();
    }

    String severity() {
        return switch (books().outcome()) {
            case COMPLETE -> "good";
            case INCOMPLETE, IN_DOUBT -> "doubt";
            default -> "bad";
        };
    }

    String outcome() {
        return words(books().outcome().label());
    }

    int barWidth() {
        return BAR_WIDTH;
    }

    /** Those that the picture shows. */
    List<Part> drawn() {
        return parts().stream().filter(part -> part.events() > 0).toList();
    }

    List<Part> parts() {
        Books books = books().sum();
        List<Part> parts = new ArrayList<>();
        EnumSet.complementOf(EnumSet.of(Outcome.SPLIT))
                .forEach(at -> add(parts, at.label(), books.events(at), books.payloads(at), books));
        add(parts, "invalid", books.invalid(), null, books);
        if (books.skipped() > 0) {
            add(parts, "skipped", books.skipped(), null, books);
        }
        return parts;
    }

    private static void add(List<Part> parts, String key, long events, Long payloads, Books books) {
        String share = books.read() == 0 ? null : String.format(Locale.ROOT, "%.2f %%", 100.0 * events / books.read());
        double perRow = (double) BAR_WIDTH / Math.max(1, books.packed() + books.invalid() + books.skipped());
        double x = perRow * parts.stream().mapToLong(Part::events).sum();
        // A part too small to be drawn is seen all the same.
        parts.add(new Part(key, events, share, payloads, Math.min(x, BAR_WIDTH - 3.0), Math.max(3, perRow * events)));
    }

    int payloadCount() {
        return payloads().size();
    }

    private List<PayloadResult> payloads() {
        return runs.stream().flatMap(run -> run.payloads().stream()).toList();
    }

    List<Reason> reasons() {
        Map<String, Long> sums = new HashMap<>();
        results().forEach(run -> run.reasons().forEach((reason, rows) -> sums.merge(reason, rows, Long::sum)));
        List<Map.Entry<String, Long>> reasons = RunResult.commonest(sums);
        return reasons.stream()
                .map(reason -> new Reason(
                        reason.getKey(),
                        reason.getValue(),
                        100.0 * reason.getValue() / reasons.get(0).getValue()))
                .toList();
    }

    /** Null where no payload has an answer. */
    LatencyChart latencies() {
        return LatencyChart.of(payloads()).orElse(null);
    }

    long requests() {
        return results().stream().mapToLong(RunResult::requests).sum();
    }

    /** Of each run of which somebody asked. */
    List<ReportEvidence> seen() {
        return runs.stream()
                .flatMap(run -> run
                        .evidence()
                        .map(evidence -> new ReportEvidence(
                                runs.size() == 1 ? null : run.result().runId(), evidence))
                        .stream())
                .toList();
    }

    String size() {
        return bytes(results().stream().mapToLong(RunResult::bytes).sum());
    }

    String duration() {
        return millis(results().stream().mapToLong(RunResult::durationMillis).sum());
    }

    String caption() {
        return payloadCount() > MOST_PAYLOADS
                ? String.format(
                        Locale.ROOT,
                        "The %d gravest of %,d; all are in the table payloads",
                        MOST_PAYLOADS,
                        payloadCount())
                : "All of them, the gravest first";
    }

    List<PayloadLine> gravest() {
        return runs.stream()
                .flatMap(run -> run.payloads().stream()
                        .map(payload ->
                                new PayloadLine(isOfSeveral() ? run.result().number() : null, payload)))
                .sorted(Comparator.<PayloadLine>comparingInt(line -> gravity(line.result()))
                        .thenComparing(line -> line.result().payloadId()))
                .limit(MOST_PAYLOADS)
                .toList();
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

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        places.forEach((what, place) -> facts.add(new Fact(what, place)));
        results().forEach(run -> Fact.addOf(run, isOfSeveral() ? "run " + run.number() + ": " : "", facts));
        facts.add(new Fact("this report", drawnAt));
        return facts;
    }

    private static String resource(String name) {
        try (InputStream text = ReportHtml.class.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
