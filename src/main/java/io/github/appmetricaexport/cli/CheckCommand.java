package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.trial.Check;
import io.github.appmetricaexport.trial.CheckAnswer;
import io.github.appmetricaexport.trial.CheckReport;
import io.github.appmetricaexport.trial.CheckText;
import io.github.appmetricaexport.trial.ExampleReport;
import io.github.appmetricaexport.trial.ExampleText;
import io.github.appmetricaexport.trial.Examples;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code check}: is all there that an export needs; does a mapping do what is expected of it. */
@Command(
        name = "check",
        description = {
            "Looks at all that an export of a date needs, and tells everything that is wrong at once: the configuration, the"
                    + " source's files, the mapping against their columns, its first 1000 rows, a key for each of their"
                    + " applications (as a fingerprint), the way to the API (a connection, no request), the results tables, the"
                    + " outbox. Plans, writes and sends nothing.",
            "",
            "With --examples it takes the rows of a file the way of an export instead, and compares what becomes of them with what"
                    + " the file expects: tests for a mapping, which need neither keys nor a server nor the lake.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 nothing speaks against an export; 2 something has to be mended, also where only the gate"
                    + " would refuse the day; 3 it is the source, and nothing else; 4 examples are not as expected.",
            "",
            "Examples:",
            "  jobs/submit.sh check --config my.conf --date 2026-11-22",
            "  jobs/submit.sh check --config my.conf --examples my-examples.jsonl"
        })
final class CheckCommand extends ConfiguredCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            description =
                    "The day whose source is looked at. With --examples it is needed only where those do not say the types of"
                            + " the columns, or where source.filter asks for another day than theirs.")
    private LocalDate date;

    @Option(
            names = "--examples",
            paramLabel = "FILE",
            description =
                    "JSON lines: rows of a source, and what is to become of each: sent, refused, or skipped by source.filter.")
    private Path examples;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (examples != null) {
            ExampleReport report = Examples.of(config(), examples, Optional.ofNullable(date));
            if (output.isJson()) {
                return output.print(report.outcome().exitCode(), CheckAnswer.of(report));
            }
            System.out.print(VisibleText.page(ExampleText.of(report)));
            return report.outcome().exitCode();
        }
        if (date == null) {
            throw new ParameterException(spec.commandLine(), "name a day with --date, or a file with --examples");
        }
        CheckReport report = Check.of(file().toString(), reading(), date);
        if (output.isJson()) {
            return output.print(report.outcome().exitCode(), CheckAnswer.of(report));
        }
        System.out.print(VisibleText.page(CheckText.of(report)));
        return report.outcome().exitCode();
    }
}
