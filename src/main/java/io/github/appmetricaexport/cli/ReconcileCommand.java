package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.job.Reconcile;
import io.github.appmetricaexport.job.ReconcileJob;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.time.Sleeper;
import java.time.Duration;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code reconcile}: what became visible. */
@Command(
        name = "reconcile",
        description = {
            "Asks AppMetrica's Logs API which events of a date are visible, tells what is missing or there too often, and what"
                    + " that says of payloads in doubt. Adds to the table visibility. Sends nothing. Of use from about a day"
                    + " after the export on; run again it asks anew.",
            "",
            "The OAuth token is never an argument: see logs-api.token-source.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 when nothing in doubt is left and what was accepted is visible; 6 when the Logs API is not",
            "ready, or it is too early to say: run again later; 7 when something is in doubt; 10 when more accepted",
            "events than evidence.max-missing-share are missing after evidence.min-age; else as those of export.",
            "",
            "Example:",
            "  jobs/submit.sh reconcile --config conf/production.conf --date 2026-11-22 --resolve --wait 2h"
        })
final class ReconcileCommand extends DateCommand {
    @Option(
            names = "--run",
            paramLabel = "N",
            description = "Tells of one run of the date; left out, of all that sent anything.")
    private Integer run;

    @Option(
            names = "--resolve",
            description =
                    "Decides on payloads in doubt where the evidence is clear, as the resolve command would; what was not"
                            + " applied is sent by the next export.")
    private boolean resolve;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = WaitTime.class,
            description =
                    "How long to wait while the Logs API prepares its answers, ${DEFAULT-VALUE} if left out. What it"
                            + " prepares it keeps for a day, so the same command goes on.")
    private Duration wait;

    @Override
    public Integer call() {
        ExportConfig settings = config();
        Reconcile request = new Reconcile(
                run == null ? OptionalInt.empty() : OptionalInt.of(run),
                resolve ? Reconcile.Mode.RESOLVE : Reconcile.Mode.REPORT,
                System.getProperty("user.name"),
                wait,
                Sleeper.THREAD);
        return ReconcileJob.run(settings, date(), request, Console.ofProcess()).exitCode();
    }

    /** As durations of the configuration are written. */
    static final class WaitTime implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return EvidenceOptions.waitOf(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "must be " + EvidenceOptions.waitExpectation() + ", is '" + text + "'"));
        }
    }
}
