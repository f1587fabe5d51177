package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.VisibleText;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code status}: where a date stands. */
@Command(
        name = "status",
        description = {
            "Tells what of a date is frozen, sent, or in doubt, and who works on it. Reads the outbox only; safe at any time,"
                    + " also while an export runs.",
            ""
        },
        footer = {"", "Example:", "  jobs/submit.sh status --config conf/production.conf --date 2026-11-22"})
final class StatusCommand extends DateCommand {
    @Override
    public Integer call() {
        System.out.print(VisibleText.page(StatusReport.of(config(), date(), Instant.now())));
        return 0;
    }
}
