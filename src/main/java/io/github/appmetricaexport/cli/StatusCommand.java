package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.audit.StatusReport;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: where a date stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Tells what of a date is frozen, sent, or in doubt, and who works on it. Reads the outbox only; safe at any time,"
                    + " also while an export runs.",
            ""
        },
        footer = {"", "Example:", "  jobs/submit.sh status --config conf/production.conf --date 2026-11-22"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Mixin
    private DateOption date;

    @Override
    public Integer call() {
        System.out.print(StatusReport.of(config.load(), date.date(), Instant.now()));
        return 0;
    }
}
