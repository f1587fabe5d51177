package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.audit.ShowResults;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code results}: a look at the results tables. */
@Command(
        name = "results",
        description = {
            "Shows the results tables of a date: runs, payloads, reject reasons. For more than a look read the tables in"
                    + " results.path with any engine.",
            ""
        },
        footer = {"", "Example:", "  jobs/submit.sh results --config conf/production.conf --date 2026-11-22"})
final class ResultsCommand extends DateCommand {
    private static final int SHOWN = 20;
    private static final int LISTED = 1000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description =
                    "The most rows of a table to show: " + SHOWN + " if left out, " + LISTED + " with --output json.")
    private Integer rows;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() throws IOException {
        if (rows != null && rows < 0) {
            throw new ParameterException(spec.commandLine(), "--rows must be 0 or more, is " + rows);
        }
        if (output.isJson()) {
            return output.print(0, ShowResults.read(config(), date(), rows == null ? LISTED : rows));
        }
        ShowResults.of(config(), date(), rows == null ? SHOWN : rows);
        return 0;
    }
}
