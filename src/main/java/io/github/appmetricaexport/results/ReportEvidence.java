package io.github.appmetricaexport.results;

import io.github.appmetricaexport.results.ReportLines.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What became visible of a run, as the report's template shows it: of payloads those in doubt then, and those of which most is
 * missing.
 *
 * @param run its id; null where there is but one
 */
record ReportEvidence(String run, EvidenceSummary summary) {
    private static final int MOST_MISSING = 20;

    record Line(EvidenceSummary.Line line) {
        String evidence() {
            return ReportWords.words(line.evidence());
        }
    }

    List<Line> told() {
        return Stream.concat(
                        summary.inDoubt().stream(), summary.missing().stream().limit(MOST_MISSING))
                .map(Line::new)
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
