package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.results.RunOutcome;
import java.util.Formatter;
import java.util.Locale;

/** A check for people: a line for each finding. */
public final class CheckText {
    private CheckText() {}

    public static String of(CheckReport report) {
        Formatter text = new Formatter(Locale.ROOT);
        text.format("%ncheck of %s: nothing is planned, written or sent%n%n", report.date());
        for (Finding finding : report.findings()) {
            text.format(
                    "  %s  %-14s %s%n",
                    finding.mark().sign(), finding.part().label(), VisibleText.line(finding.sentence()));
        }
        RunOutcome outcome = report.outcome();
        text.format(
                "%n  %s%n",
                outcome == RunOutcome.COMPLETE
                        ? "nothing speaks against an export; export --dry-run freezes what it would send"
                        : "exit " + outcome.exitCode() + ": " + outcome.sentence());
        return text.toString();
    }
}
