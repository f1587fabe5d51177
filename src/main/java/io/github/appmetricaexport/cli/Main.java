package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.OptionsTable;
import io.github.appmetricaexport.runtime.Version;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the jar: finds the command, and turns its outcome into an exit code. */
@Command(
        name = "appmetrica-export",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionText.class,
        description = "Takes a day of offline events from Parquet to AppMetrica's Post API and keeps the books.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ExportCommand.class,
            BackfillCommand.class,
            CheckCommand.class,
            PreviewCommand.class,
            StatusCommand.class,
            ResolveCommand.class,
            ReconcileCommand.class,
            SendOneCommand.class,
            ResultsCommand.class,
            FindCommand.class,
            ReportCommand.class,
            ExportRejectsCommand.class,
            SandboxCommand.class,
            SampleDataCommand.class,
            HelpCommand.class
        },
        footer = {"", "Run 'appmetrica-export COMMAND --help' for what a command takes."})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /** What {@code --version} prints. */
    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"appmetrica-export " + Version.current()};
        }
    }

    /** Without a command: the help, and the exit code of a wrong command line. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        if (exitCode == 0) {
            // On YARN every System.exit is a failure, even this one.
            return;
        }
        if (isDriverOnYarn()) {
            throw new ExportFailedException(exitCode);
        }
        System.exit(exitCode);
    }

    /** Whether YARN runs this driver in its cluster, where exit codes do not survive. */
    private static boolean isDriverOnYarn() {
        return System.getProperty("spark.master", "").startsWith("yarn")
                && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main())
                .setUsageHelpLongOptionsMaxWidth(28)
                .setExecutionExceptionHandler(new ExitCodes())
                .registerConverter(LocalDate.class, new DayText(Clock.systemUTC()));
        OutputOption.guard(commandLine);
        UsageMessageSpec export =
                commandLine.getSubcommands().get("export").getCommandSpec().usageMessage();
        export.exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCodes.list());
        listOptions(export);
        commandLine
                .getSubcommands()
                .get("backfill")
                .getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes, of the gravest day:%n")
                .exitCodeList(ExitCodes.list());
        return commandLine;
    }

    /** The declarations are the one place where options are described. */
    private static void listOptions(UsageMessageSpec help) {
        List<String> footer = new ArrayList<>(Arrays.asList(help.footer()));
        footer.addAll(List.of("", "Options of the configuration file and of -D:"));
        // The help is a format: a per cent sign of a sentence stands for itself.
        OptionsTable.plainText().replace("%", "%%").lines().forEach(footer::add);
        help.footer(footer.toArray(String[]::new));
    }
}
