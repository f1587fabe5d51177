package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/**
 * {@code --output}, for commands that answer people and programs: a {@link Document} on standard output, and every word, whoever
 * prints it, on standard error. The document is written whole when the command has come to its end, also when that is an error.
 */
final class OutputOption {
    private static final String NAME = "--output";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = NAME,
            paramLabel = "text|json",
            defaultValue = "text",
            converter = OutputFormat.Name.class,
            description =
                    "text for people, or json: one JSON document on standard output, also of an error, and all words on"
                            + " standard error. ${DEFAULT-VALUE} if left out.")
    private OutputFormat format;

    private boolean isPrinted;

    boolean isJson() {
        return format == OutputFormat.JSON;
    }

    /**
     * Prints the command's answer.
     *
     * @param answer a record of records, lists, maps, texts, numbers and times; what it holds has to fit in memory
     * @return the exit code
     */
    int print(int exitCode, Record answer) {
        isPrinted = true;
        return print(command.commandLine(), Document.of(command.name(), exitCode, answer));
    }

    /**
     * Has the commands' documents be all that is printed to standard output, also where the command line is wrong.
     *
     * @param main whose parameter exception handler tells people of a wrong command line
     */
    static void guard(CommandLine main) {
        IParameterExceptionHandler words = main.getParameterExceptionHandler();
        main.setExecutionStrategy(OutputOption::execute).setParameterExceptionHandler((wrong, arguments) -> {
            int exitCode = words.handleParseException(wrong, arguments);
            CommandLine command = wrong.getCommandLine();
            if (of(command).isPresent() && asksForJson(List.of(arguments))) {
                print(command, Document.of(command.getCommandName(), exitCode, Failure.ofUsage(wrong.getMessage())));
            }
            return exitCode;
        });
    }

    /** Of a command line that was not understood. */
    private static boolean asksForJson(List<String> arguments) {
        return arguments.contains(NAME + "=json") || Collections.indexOfSubList(arguments, List.of(NAME, "json")) >= 0;
    }

    private static int execute(ParseResult parsed) {
        CommandLine command =
                parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
        if (of(command).filter(OutputOption::isJson).isEmpty()) {
            return new RunLast().execute(parsed);
        }
        PrintStream standardOutput = System.out;
        // The writer of all commands, which is made when it is first asked for: it keeps standard output, and nobody
        // else does.
        parsed.commandSpec().commandLine().getOut();
        System.setOut(System.err);
        try {
            return new RunLast().execute(parsed);
        } finally {
            System.setOut(standardOutput);
        }
    }

    /** Prints, of a command that has one and was told to speak JSON, why it came to no answer. */
    static void printFailure(CommandLine command, Exception failure) {
        of(command).filter(output -> output.isJson() && !output.isPrinted).ifPresent(output -> {
            Failure error = Failure.of(failure);
            print(
                    command,
                    Document.of(
                            command.getCommandName(), Failures.outcome(failure).exitCode(), error));
        });
    }

    private static int print(CommandLine command, Document document) {
        PrintWriter out = command.getOut();
        out.println(document.line());
        if (!out.checkError()) {
            return document.exitCode();
        }
        command.getErr().println("error: standard output did not take the document");
        // What nobody could read was no success.
        return document.exitCode() == 0 ? RunOutcome.BAD_CONFIG.exitCode() : document.exitCode();
    }

    private static Optional<OutputOption> of(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(OutputOption.class::isInstance)
                .map(OutputOption.class::cast)
                .findFirst();
    }
}
