package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.job.ExportJob;
import io.github.appmetricaexport.job.ExportMode;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code export}: the job itself. */
@Command(
        name = "export",
        description = {
            "Sends a day of events: plans and freezes the payloads, checks them at the gate, sends what was not sent"
                    + " before, and writes the results tables.",
            "",
            "Run it again after any failure: it resumes, and what was accepted is never sent again.",
            ""
        },
        footer = {
            "",
            "Keys are never configured: set APPMETRICA_POST_API_KEY_<application> where the",
            "executors run, or see api.key-source below.",
            "",
            "Example:",
            "  jobs/submit.sh export --config my.conf --date 2026-11-22 --dry-run"
        })
final class ExportCommand extends DateCommand {
    @Option(
            names = "--dry-run",
            description = "Stop after the gate: tells what would be sent, and where its exact bytes lie.")
    private boolean dryRun;

    @Override
    public Integer call() {
        ExportConfig settings = config();
        Console console = Console.ofProcess();
        RunOutcome outcome = ExportJob.run(settings, date(), dryRun ? ExportMode.DRY_RUN : ExportMode.SEND, console);
        return outcome.exitCode();
    }
}
