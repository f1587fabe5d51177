package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.ReportWords.bytes;
import static io.github.appmetricaexport.results.ReportWords.millis;
import static io.github.appmetricaexport.results.ReportWords.words;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run as one page for a browser: no script, nothing loaded from elsewhere, readable in light and dark and aloud.
 *
 * <p>Everything that comes from outside, such as the API's answers, is text and stays text: the template escapes it. Its
 * names are those of the records here and of the results, which it reads by reflection.
 *
 * @param evidence what became visible, where that was asked
 * @param advice what to do next, a sentence each; empty when there is nothing to do
 * @param places where things lie: a word and a path each
 * @param drawnAt when the report was made
 */
public record ReportHtml(
        RunResult run,
        List<PayloadResult> payloads,
        Optional<EvidenceSummary> evidence,
        List<String> advice,
        Map<String, String> places,
        Instant drawnAt) {
    private static final int MOST_PAYLOADS = 500;
    private static final int MOST_MISSING = 20;
    private static final int LONGEST_ANSWER = 300;
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

    /** What became of a part of the rows read; a part of the picture's bar too. */
    record Part(String key, long events, String share, Long payloads, double x, double width) {
        String words() {
            return ReportWords.words(key);
        }
    }

    record Reason(String reason, long rows, double percent) {}

    record Fact(String what, Object value) {}

    /** What became visible: of payloads those in doubt then, and those of which most is missing. */
    record Seen(EvidenceSummary summary) {
        List<EvidenceLine> told() {
            return Stream.concat(
                            summary.inDoubt().stream(),
                            summary.missing().stream().limit(MOST_MISSING))
                    .map(EvidenceLine::new)
                    .toList();
        }

        List<Reason> absentees() {
            List<Map.Entry<String, Long>> names =
                    new ArrayList<>(Sighting.commonest(summary.missingByName()).entrySet());
            return names.stream()
                    .map(name -> new Reason(
                            name.getKey(),
                            name.getValue(),
                            100.0 * name.getValue() / names.get(0).getValue()))
                    .toList();
        }
    }

    record EvidenceLine(EvidenceSummary.Line line) {
        String evidence() {
            return words(line.evidence());
        }
    }

    /** A line of the payloads' table. */
    record PayloadLine(PayloadResult result) {
        String outcome() {
            return words(result.outcome().label());
        }

        String size() {
            return bytes(result.payload().bytes());
        }

        String latency() {
            return result.latencyMillis() == null ? null : millis(result.latencyMillis());
        }

        List<String> answers() {
            return Stream.of(result.response(), result.error(), result.resolution())
                    .filter(answer -> answer != null)
                    .map(answer ->
                            answer.length() > LONGEST_ANSWER ? answer.substring(0, LONGEST_ANSWER) + "…" : answer)
                    .toList();
        }
    }

    /** The page. */
    public String html() {
        return PAGE.execute(this);
    }

    String style() {
        return resource("report.css");
    }

    String severity() {
        return switch (run.outcome()) {
            case COMPLETE -> "good";
            case INCOMPLETE, IN_DOUBT -> "doubt";
            default -> "bad";
        };
    }

    String outcome() {
        return words(run.outcome().label());
    }

    int barWidth() {
        return BAR_WIDTH;
    }

    /** Those that the picture shows. */
    List<Part> drawn() {
        return parts().stream().filter(part -> part.events() > 0).toList();
    }

    List<Part> parts() {
        Books books = run.books();
        long all = Math.max(1, books.packed() + books.invalid());
        List<Part> parts = new ArrayList<>();
        double x = 0;
        for (Outcome outcome : Outcome.values()) {
            if (outcome != Outcome.SPLIT) {
                parts.add(part(outcome.label(), books, books.events(outcome), books.payloads(outcome), x, all));
                x += (double) BAR_WIDTH * books.events(outcome) / all;
            }
        }
        parts.add(part("invalid", books, books.invalid(), null, x, all));
        return parts;
    }

    private static Part part(String key, Books books, long events, Long payloads, double x, long all) {
        String share = books.read() == 0 ? null : String.format(Locale.ROOT, "%.2f %%", 100.0 * events / books.read());
        // A part too small to be drawn is seen all the same.
        double width = Math.max(3, (double) BAR_WIDTH * events / all);
        return new Part(key, events, share, payloads, Math.min(x, BAR_WIDTH - 3.0), width);
    }

    int payloadCount() {
        return payloads.size();
    }

    List<Reason> reasons() {
        List<Map.Entry<String, Long>> reasons = run.commonestReasons();
        return reasons.stream()
                .map(reason -> new Reason(
                        reason.getKey(),
                        reason.getValue(),
                        100.0 * reason.getValue() / reasons.get(0).getValue()))
                .toList();
    }

    /** Null where no payload has an answer. */
    LatencyChart latencies() {
        return LatencyChart.of(payloads).orElse(null);
    }

    /** Null where nobody asked what became visible. */
    Seen seen() {
        return evidence.map(Seen::new).orElse(null);
    }

    String size() {
        return bytes(run.bytes());
    }

    String duration() {
        return millis(run.durationMillis());
    }

    String caption() {
        return payloads.size() > MOST_PAYLOADS
                ? String.format(
                        Locale.ROOT,
                        "The %d gravest of %,d; all are in the table payloads",
                        MOST_PAYLOADS,
                        payloads.size())
                : "All of them, the gravest first";
    }

    List<PayloadLine> gravest() {
        return payloads.stream()
                .sorted(Comparator.comparingInt(ReportHtml::gravity).thenComparing(PayloadResult::payloadId))
                .limit(MOST_PAYLOADS)
                .map(PayloadLine::new)
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
        Manifest.Origin origin = run.manifest().origin();
        List<Fact> facts = new ArrayList<>();
        places.forEach((what, place) -> facts.add(new Fact(what, place)));
        facts.add(new Fact("source", run.manifest().source().sourcePath()));
        facts.add(new Fact("source fingerprint", run.manifest().source().sourceFingerprint()));
        facts.add(new Fact("configuration fingerprint", origin.configFingerprint()));
        facts.add(new Fact("version", origin.appVersion() + " on Spark " + origin.sparkVersion()));
        facts.add(new Fact("Spark application", origin.sparkApplicationId()));
        facts.add(new Fact("frozen", run.startedAt()));
        facts.add(new Fact("last answer", run.finishedAt()));
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
