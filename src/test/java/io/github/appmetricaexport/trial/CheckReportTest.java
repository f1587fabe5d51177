package io.github.appmetricaexport.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.trial.Finding.Mark;
import io.github.appmetricaexport.trial.Finding.Part;
import java.time.LocalDate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CheckReportTest {
    private static RunOutcome outcome(Finding... findings) {
        return new CheckReport(LocalDate.of(2026, 11, 22), Arrays.asList(findings)).outcome();
    }

    private static Finding finding(Part part, Mark mark) {
        return new Finding(part, mark, "a sentence");
    }

    @Test
    void isCompleteWhereNothingIsWrong() {
        assertThat(outcome(finding(Part.SOURCE, Mark.OK), finding(Part.KEYS, Mark.UNKNOWN)))
                .isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void isTheSourceWhereThatAloneIsWrong() {
        assertThat(outcome(finding(Part.SOURCE, Mark.WRONG), finding(Part.MAPPING, Mark.UNKNOWN)))
                .isEqualTo(RunOutcome.BAD_SOURCE);
        assertThat(outcome(finding(Part.SOURCE, Mark.WRONG), finding(Part.ADDRESS, Mark.WRONG)))
                .isEqualTo(RunOutcome.BAD_CONFIG);
        assertThat(outcome(finding(Part.WORK, Mark.WRONG))).isEqualTo(RunOutcome.BAD_CONFIG);
    }
}
