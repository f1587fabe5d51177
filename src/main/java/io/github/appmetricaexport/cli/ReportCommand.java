package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.audit.RunReport;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.VisibleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code report}: a run as a page for a browser. */
@Command(
        name = "report",
        description = {
            "Writes what a date came to as one HTML page: its runs side by side, the books, what is in doubt and what to do, why"
                    + " rows were refused, the requests. The page needs no network and holds no events. Reads the outbox only; safe at any time.",
            ""
        },
        footer = {"", "Example:", "  jobs/submit.sh report --config conf/production.conf --date 2026-11-22"})
final class ReportCommand extends DateCommand {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "Where the page goes, ${DEFAULT-VALUE} if left out; what is there is replaced.")
    private Path out;

    @Override
    public Integer call() {
        String page = RunReport.html(config(), date(), Instant.now());
        try {
            Files.writeString(out, page);
        } catch (IOException e) {
            throw new ConfigException(
                    List.of(new Problem("--out", out.toString(), "must be a file that can be written (" + e + ")")));
        }
        System.out.println(VisibleText.line("report of " + date() + ": " + out.toAbsolutePath()));
        return 0;
    }
}
