package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.results.EvidenceSummary;
import java.time.temporal.ChronoUnit;
import java.util.Formatter;
import java.util.Locale;

/** What became visible of a run, in lines for a terminal. */
public final class EvidenceText {
    private static final int MOST_LINES = 10;

    private EvidenceText() {}

    /** Lines that begin with two blanks and a word, each ended. */
    public static String of(EvidenceSummary evidence) {
        Formatter text = new Formatter(Locale.ROOT);
        EvidenceSummary.Total accepted = evidence.accepted();
        text.format(
                "  visible  asked at %s%s: of %,d accepted events in %,d payloads %,d are visible, %,d missing; %,d extra%n",
                evidence.askedAt().truncatedTo(ChronoUnit.SECONDS),
                "complete".equals(evidence.availability()) ? "" : " (answers may be incomplete)",
                accepted.rows(),
                accepted.payloads(),
                accepted.visible(),
                accepted.missing(),
                accepted.extra());
        evidence.inDoubt().stream()
                .limit(MOST_LINES)
                .forEach(doubt -> text.format(
                        "  evidence %s, application %s: %s, %s%n",
                        doubt.payloadId(),
                        doubt.applicationId(),
                        doubt.evidence().replace('_', ' '),
                        VisibleText.line(doubt.reason())));
        evidence.missing().stream()
                .limit(MOST_LINES)
                .forEach(payload -> text.format(
                        "  missing  %s, application %s: %,d of %,d%n",
                        payload.payloadId(),
                        payload.applicationId(),
                        payload.rows() - payload.visible(),
                        payload.rows()));
        evidence.missingByName().entrySet().stream()
                .limit(MOST_LINES)
                .forEach(name ->
                        text.format("  missing  %,d named %s%n", name.getValue(), VisibleText.line(name.getKey())));
        return text.toString();
    }
}
