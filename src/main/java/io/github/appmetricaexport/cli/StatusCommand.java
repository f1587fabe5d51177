package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.audit.DateStatus;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.VisibleText;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (output.isJson()) {
            return output.print(0, DateStatus.of(config(), date(), Instant.now()));
        }
        System.out.print(VisibleText.page(StatusReport.of(config(), date(), Instant.now())));
        return 0;
    }
}
