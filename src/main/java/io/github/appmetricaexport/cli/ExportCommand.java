package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.job.AdoptOutbox;
import io.github.appmetricaexport.job.ExportJob;
import io.github.appmetricaexport.job.ExportMode;
import io.github.appmetricaexport.job.ExportRequest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dry-run",
            description = "Stop after the gate: tells what would be sent, and where its exact bytes lie.")
    private boolean dryRun;

    @Option(
            names = "--adopt-outbox",
            description = "The lake or the results moved, and the outbox is this job's all the same: records that, then"
                    + " exports.")
    private boolean adoptOutbox;

    @Option(
            names = "--after-lost-outbox",
            paramLabel = "REASON",
            description =
                    "The date's outbox was lost, and you know that AppMetrica has none of its events: plans and sends"
                            + " the date anew, whole. The reason is kept with your login.")
    private String afterLostOutbox;

    @Override
    public Integer call() {
        if (afterLostOutbox != null && afterLostOutbox.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--after-lost-outbox must say how you know, it is blank");
        }
        if (afterLostOutbox != null && dryRun) {
            throw new ParameterException(
                    spec.commandLine(), "--after-lost-outbox decides to send: leave it out, or --dry-run");
        }
        ExportConfig settings = config();
        Console console = Console.ofProcess();
        String user = System.getProperty("user.name");
        if (adoptOutbox) {
            AdoptOutbox.of(settings, date(), user, Instant.now(), console);
        }
        ExportMode mode = dryRun ? ExportMode.DRY_RUN : ExportMode.SEND;
        String reason = afterLostOutbox == null ? "" : afterLostOutbox;
        RunOutcome outcome = ExportJob.run(settings, date(), new ExportRequest(mode, reason, user), console);
        return outcome.exitCode();
    }
}
