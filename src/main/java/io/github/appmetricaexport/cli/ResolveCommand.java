package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.job.Resolve;
import io.github.appmetricaexport.job.ResolveJob;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.runtime.Console;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** {@code resolve}: what lost answers count for. */
@Command(
        name = "resolve",
        description = {
            "Decides what payloads in doubt count for, after you found out whether they were applied. The decision is kept"
                    + " with your login and the reason, and shown in the results tables. Sends nothing.",
            ""
        },
        footer = {
            "",
            "Exit codes: those of export, by what the books show afterwards: 6 after not-applied, when an export has to",
            "send the payloads again.",
            "",
            "Example:",
            "  jobs/submit.sh resolve --config conf/production.conf --date 2026-11-22 --payload p000007 \\",
            "      --as not-applied --reason 'their events are not in the Logs API export of 2026-11-24'"
        })
final class ResolveCommand extends DateCommand {
    @picocli.CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(
            names = "--run",
            paramLabel = "N",
            description =
                    "The run of the date, where it has several and more than one has such a payload in doubt: run=N of the"
                            + " outbox, the last part of its id. All, if left out.")
    private Integer run;

    @Option(
            names = "--as",
            required = true,
            paramLabel = "accepted|not-applied",
            converter = VerdictName.class,
            description =
                    "accepted: count them as applied and never send them again. not-applied: the next export sends"
                            + " them again; if they were applied, their events count twice for ever.")
    private Verdict verdict;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "How you know; kept in the tables.")
    private String reason;

    /** The payloads, or all. */
    private static final class Which {
        @Option(
                names = "--payload",
                required = true,
                paramLabel = "ID",
                description = "A payload in doubt; repeatable. status lists them.")
        private Set<String> payloads = new LinkedHashSet<>();

        @Option(names = "--all-unknown", required = true, description = "Every payload of the date that is in doubt.")
        private boolean all;
    }

    @Override
    public Integer call() {
        if (reason.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--reason must say how you know, it is blank");
        }
        ExportConfig settings = config();
        Resolve resolve = new Resolve(
                which.all ? Set.of() : which.payloads,
                Optional.ofNullable(run),
                verdict,
                System.getProperty("user.name"),
                reason.strip());
        return ResolveJob.run(settings, date(), resolve, Console.ofProcess()).exitCode();
    }

    /** The verdict as it is typed. */
    static final class VerdictName implements ITypeConverter<Verdict> {
        @Override
        public Verdict convert(String text) {
            return switch (text) {
                case "accepted" -> Verdict.ACCEPTED;
                case "not-applied" -> Verdict.NOT_APPLIED;
                default -> throw new TypeConversionException("must be accepted or not-applied, is '" + text + "'");
            };
        }
    }
}
