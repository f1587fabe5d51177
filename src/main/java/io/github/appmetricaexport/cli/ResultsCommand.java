package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.audit.ShowResults;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
    @Option(names = "--rows", paramLabel = "N", defaultValue = "20", description = "The most rows of a table to show.")
    private int rows;

    @Override
    public Integer call() throws IOException {
        if (ShowResults.of(config(), date(), rows)) {
            return 0;
        }
        System.err.println("error: no run of " + date() + " is in the results tables");
        return RunOutcome.BAD_CONFIG.exitCode();
    }
}
