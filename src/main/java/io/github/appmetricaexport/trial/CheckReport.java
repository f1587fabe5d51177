package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.trial.Finding.Mark;
import io.github.appmetricaexport.trial.Finding.Part;
import java.time.LocalDate;
import java.util.List;

/** Everything that an export of a date needs, part by part. */
public record CheckReport(LocalDate date, List<Finding> findings) {
    /** Complete when nothing is wrong; a bad source where that alone is; else a bad configuration. */
    public RunOutcome outcome() {
        List<Part> wrong = findings.stream()
                .filter(finding -> finding.mark() == Mark.WRONG)
                .map(Finding::part)
                .distinct()
                .toList();
        if (wrong.isEmpty()) {
            return RunOutcome.COMPLETE;
        }
        return wrong.equals(List.of(Part.SOURCE)) ? RunOutcome.BAD_SOURCE : RunOutcome.BAD_CONFIG;
    }
}
