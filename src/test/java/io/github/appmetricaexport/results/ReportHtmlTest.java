package io.github.appmetricaexport.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportHtmlTest {
    private static final String HOSTILE =
            "<script>alert(1)</script><img src=\"http://evil.example/x\" onerror='y'>&]]>\u0000\u001b\u202e\ud800";

    private static final Instant AT = Instant.parse("2026-11-21T00:00:00Z");

    @Test
    void parsesAndKeepsHostileTextAsText() throws Exception {
        PayloadResult refused = PayloadResultOf.outcome(Outcome.REJECTED, 10, 400, HOSTILE);
        String html = report(List.of(refused), Map.of(HOSTILE, 2L), List.of(HOSTILE), 12);
        Document page = parse(html);

        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isZero();
        assertThat(page.getDocumentElement().getTextContent()).contains("<script>alert(1)</script><img src=");
        assertThat(html.codePoints())
                .doesNotContain(0)
                .doesNotContain(0x1b)
                .doesNotContain(0x202e)
                .doesNotContain(0xd800);
    }

    @Test
    void loadsNothingFromElsewhere() throws Exception {
        Document page = parse(report(List.of(PayloadResultOf.outcome(Outcome.ACCEPTED, 10)), Map.of(), List.of(), 10));
        NodeList all = page.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            for (String attribute : List.of("src", "href", "xlink:href", "srcset", "data", "action", "onload")) {
                assertThat(element.hasAttribute(attribute))
                        .as(element.getTagName())
                        .isFalse();
            }
        }
        assertThat(page.getElementsByTagName("style").item(0).getTextContent()).doesNotContain("url(", "@import");
    }

    @Test
    void saysInWordsWhatItsPicturesShow() throws Exception {
        List<PayloadResult> payloads =
                List.of(PayloadResultOf.outcome(Outcome.ACCEPTED, 9), PayloadResultOf.outcome(Outcome.UNKNOWN, 1));
        Document page = parse(report(payloads, Map.of("event_name: missing", 2L), List.of("resolve it"), 12));
        NodeList pictures = page.getElementsByTagName("svg");
        assertThat(pictures.getLength()).isEqualTo(2);
        assertThat(((Element) pictures.item(0)).getAttribute("aria-label"))
                .isEqualTo("Rows by outcome: 9 accepted, 1 unknown, 2 invalid");
        assertThat(((Element) pictures.item(1)).getAttribute("aria-label"))
                .isEqualTo("Latency of 2 answers over the run, the slowest took 1.0 s");
        assertThat(page.getDocumentElement().getTextContent())
                .contains("The books balance: read 12 = accepted 9")
                .contains("resolve it", "in doubt", "exit code 7");
    }

    @Test
    void showsTheGravestOfManyPayloads() throws Exception {
        List<PayloadResult> payloads = new ArrayList<>();
        IntStream.range(0, 700).forEach(i -> payloads.add(PayloadResultOf.outcome(Outcome.ACCEPTED, 1)));
        payloads.add(PayloadResultOf.outcome(Outcome.UNKNOWN, 1));
        String html = report(payloads, Map.of(), List.of(), 701);
        assertThat(html).contains("The 500 gravest of 701; all are in the table payloads");
        String table = html.substring(html.indexOf("<h2>Payloads"));
        assertThat(table.indexOf("key unknown"))
                .isLessThan(table.indexOf("key accepted"))
                .isPositive();
    }

    @Test
    void showsTheRunsOfADateSideBySideWithTheirSum() throws Exception {
        List<PayloadResult> first = List.of(PayloadResultOf.outcome(Outcome.REJECTED, 1_000));
        List<PayloadResult> second = List.of(PayloadResultOf.outcome(Outcome.ACCEPTED, 30));
        List<ReportHtml.Run> runs = List.of(
                new ReportHtml.Run(
                        run(1, first, Map.of("a: b", 3L), 1_003, Manifest.Earlier.NONE), first, Optional.empty()),
                new ReportHtml.Run(
                        run(2, second, Map.of("a: b", 2L), 1_033, new Manifest.Earlier(List.of("x"), 1_001, 2, 0)),
                        second,
                        Optional.empty()));

        Document page = parse(new ReportHtml(runs, List.of(), Map.of(), AT).html());

        Element table = (Element) page.getElementsByTagName("table").item(0);
        assertThat(cells(table, "tbody"))
                .containsExactly(
                        "a-job-2026-11-20-1 refused 1,003 0 0 0 1,000 3 0 0 0",
                        "a-job-2026-11-20-2 complete 1,033 1,001 30 0 0 2 0 0 0");
        assertThat(cells(table, "tfoot")).containsExactly("the date refused 1,033 - 30 0 1,000 5 0 0 0");
        assertThat(page.getDocumentElement().getTextContent())
                .contains("runs a-job-2026-11-20-1, a-job-2026-11-20-2", "exit code 5")
                .contains("The books balance: read 1,033 + gone 2 = accepted 30 ", "gone from the source since2")
                .contains("run 1: frozen", "run 2: frozen");
        Element bars = (Element) page.getElementsByTagName("table").item(2);
        assertThat(cells(bars, "tbody")).containsExactly("a: b 5 ");
        Element payloads = (Element) page.getElementsByTagName("table").item(3);
        assertThat(cells(payloads, "tbody")).hasSize(2).element(0).asString().startsWith("1 ");
    }

    /** The texts of each row in that part of the table. */
    private static List<String> cells(Element table, String part) {
        List<String> rows = new ArrayList<>();
        NodeList lines = ((Element) table.getElementsByTagName(part).item(0)).getElementsByTagName("tr");
        for (int i = 0; i < lines.getLength(); i++) {
            NodeList cells = lines.item(i).getChildNodes();
            rows.add(IntStream.range(0, cells.getLength())
                    .mapToObj(cells::item)
                    .map(Node::getTextContent)
                    .collect(Collectors.joining(" ")));
        }
        return rows;
    }

    @Test
    void aRunOfNothingHasAReportToo() throws Exception {
        assertThat(parse(report(List.of(), Map.of(), List.of(), 0))
                        .getDocumentElement()
                        .getTextContent())
                .contains("There is none.");
    }

    static Stream<String> namesOfTheTemplate() throws IOException {
        return Pattern.compile("\\{\\{[{#^]?([a-zA-Z][a-zA-Z0-9.]*)}}")
                .matcher(template())
                .results()
                .map(name -> name.group(1))
                .distinct();
    }

    /** A dash in its place would be seen by nobody. */
    @ParameterizedTest
    @MethodSource("namesOfTheTemplate")
    void aMisspeltNameOfTheTemplateIsAnError(String name) throws IOException {
        List<PayloadResult> payloads = List.of(PayloadResultOf.outcome(Outcome.REJECTED, 10, 400, "refused"));
        Template misspelt = ReportHtml.template(
                template().replaceAll("(\\{\\{[{#^/]?)" + Pattern.quote(name) + "}}", "$1" + name + "x}}"));

        RunResult run = run(payloads, Map.of("a reason", 2L), 12);
        List<ReportHtml.Run> runs = List.of(
                new ReportHtml.Run(run, payloads, Optional.of(evidence())),
                new ReportHtml.Run(run, payloads, Optional.of(evidence())));
        assertThatThrownBy(() -> misspelt.execute(new ReportHtml(runs, List.of("mend it"), Map.of(), AT)))
                .isInstanceOf(MustacheException.class)
                .hasMessageContaining(name.substring(name.lastIndexOf('.') + 1) + "x");
    }

    private static String template() throws IOException {
        try (InputStream text = ReportHtml.class.getResourceAsStream("report.html")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String report(
            List<PayloadResult> payloads, Map<String, Long> reasons, List<String> advice, long read) {
        return report(payloads, Optional.empty(), reasons, advice, read);
    }

    private static String report(
            List<PayloadResult> payloads,
            Optional<EvidenceSummary> evidence,
            Map<String, Long> reasons,
            List<String> advice,
            long read) {
        ReportHtml.Run run = new ReportHtml.Run(run(payloads, reasons, read), payloads, evidence);
        return new ReportHtml(List.of(run), advice, Map.of("outbox", "/work"), AT).html();
    }

    private static EvidenceSummary evidence() {
        VisibilityResult.Asked asked = new VisibilityResult.Asked(AT, "complete");
        VisibilityResult missing = new VisibilityResult(
                FrozenPayloads.payload("p000001"),
                new Sighting(6, 6, 0, 1, 0, Map.of(HOSTILE, 4L)),
                "missing",
                "6 of 10 rows are visible",
                asked);
        VisibilityResult doubt = new VisibilityResult(
                FrozenPayloads.payload("p000002"), Sighting.NOTHING, "cannot_say", "none, but " + HOSTILE, asked);
        return EvidenceSummary.of(asked, List.of(missing), List.of(doubt));
    }

    @Test
    void tellsWhatBecameVisibleAsText() throws Exception {
        List<PayloadResult> payloads = List.of(PayloadResultOf.outcome(Outcome.ACCEPTED, 10));
        String page = parse(report(payloads, Optional.of(evidence()), Map.of(), List.of(), 10))
                .getDocumentElement()
                .getTextContent();

        assertThat(page)
                .contains(
                        "What became visible",
                        "Asked at 2026",
                        "cannot say: none, but <script>alert(1)</script><img src=")
                .contains("missing: 6 of 10 rows are visible")
                .contains("Missing, by the events' name");
        assertThat(report(payloads, Map.of(), List.of(), 10)).doesNotContain("What became visible");
    }

    private static RunResult run(List<PayloadResult> payloads, Map<String, Long> reasons, long read) {
        return run(1, payloads, reasons, read, Manifest.Earlier.NONE);
    }

    private static RunResult run(
            int number, List<PayloadResult> payloads, Map<String, Long> reasons, long read, Manifest.Earlier earlier) {
        long packed = payloads.stream().mapToLong(PayloadResult::rows).sum();
        Books books = Books.of(read, earlier.bookedRows(), read - earlier.bookedRows() - packed, payloads);
        RunOutcome outcome = RunOutcome.of(books);
        return new RunResult(
                new Manifest(
                        new Manifest.Identity(1, "a-job", "2026-11-20", "a-job-2026-11-20-" + number, AT),
                        new Manifest.Origin("1", "3", "app", "plan", "rows", "config"),
                        new Manifest.Source(HOSTILE, "source", read),
                        earlier,
                        new Manifest.Content(read, read - packed, packed, payloads.size(), 100, reasons),
                        new Manifest.Files(List.of(), "", "", List.of(), "")),
                outcome,
                books,
                1,
                AT.plusSeconds(5),
                new RunResult.Words(outcome.sentence(), List.of(HOSTILE)));
    }

    private static Document parse(String html) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
