package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.results.RunOutcome;
import java.util.Formatter;
import java.util.Locale;

/** Examples for people: what differs, by row and field. */
public final class ExampleText {
    private ExampleText() {}

    public static String of(ExampleReport report) {
        Formatter text = new Formatter(Locale.ROOT);
        int line = 0;
        for (Difference difference : report.differences()) {
            if (difference.line() != line) {
                line = difference.line();
                text.format(
                        "%nline %d%s%n",
                        line, difference.name().isEmpty() ? "" : ", " + VisibleText.line(difference.name()));
            }
            text.format(
                    "  !! %-22s expected  %s%n     %-22s actual    %s%n",
                    difference.field(),
                    VisibleText.line(difference.expected()),
                    "",
                    VisibleText.line(difference.actual()));
        }
        long different =
                report.differences().stream().map(Difference::line).distinct().count();
        text.format(
                "%n%s: %,d of %,d examples are as expected%n",
                VisibleText.line(report.file()), report.count() - different, report.count());
        if (different > 0) {
            text.format("exit %d: mend the mapping, or the examples%n", RunOutcome.GATE_REFUSED.exitCode());
        }
        return text.toString();
    }
}
