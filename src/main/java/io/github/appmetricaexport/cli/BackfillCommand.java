package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.job.Backfill;
import io.github.appmetricaexport.job.BackfillEnd;
import io.github.appmetricaexport.job.ExportMode;
import io.github.appmetricaexport.runtime.Console;
import java.time.LocalDate;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code backfill}: several days. */
@Command(
        name = "backfill",
        description = {
            "Exports several days one after another, the oldest first, each as export does, in one Spark application.",
            "",
            "A day that is refused, in doubt or incomplete is told and the next is tried, unless the reason is one for all: what"
                    + " the job was told, a key, the address, the budget, something out of reach. Run it again after any"
                    + " failure: it goes on. The exit code is the gravest of the days'.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  jobs/submit.sh backfill --config my.conf --from 2026-11-16 --to 2026-11-22 --dry-run"
        })
final class BackfillCommand extends ConfiguredCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "YYYY-MM-DD",
            description = "The first day. Days that the API is too late for are passed over.")
    private LocalDate from;

    @Option(names = "--to", required = true, paramLabel = "YYYY-MM-DD", description = "The last day, itself included.")
    private LocalDate to;

    @Option(names = "--dry-run", description = "Stop after the gate of each day: tells what would be sent.")
    private boolean dryRun;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (from.isAfter(to)) {
            throw new ParameterException(
                    spec.commandLine(), "--from " + from + " is after --to " + to + ": the oldest day comes first");
        }
        List<LocalDate> days = from.datesUntil(to.plusDays(1)).toList();
        ExportMode mode = dryRun ? ExportMode.DRY_RUN : ExportMode.SEND;
        ExportConfig settings = config();
        BackfillEnd end = Backfill.run(settings, days, mode, Console.ofProcess());
        if (!output.isJson()) {
            return end.outcomeOrBug().exitCode();
        }
        int exitCode = output.print(end.outcome().exitCode(), end.answer(settings.value(ExportOptions.JOB_NAME), mode));
        end.outcomeOrBug();
        return exitCode;
    }
}
