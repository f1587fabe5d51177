package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Exit codes: what they mean, for {@code --help}, and what is told of an exception that makes one. A user's mistake is told in
 * words, only a bug shows its stack.
 */
final class ExitCodes implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        StringWriter text = new StringWriter();
        PrintWriter err = new PrintWriter(text);
        RunOutcome outcome = Failures.outcome(failure);
        if (failure instanceof ConfigException config) {
            err.println("error: " + config.problems().size()
                    + (config.problems().size() == 1 ? " problem" : " problems") + " in what the job was told");
            for (Problem problem : config.problems()) {
                err.println("  " + VisibleText.line(problem.toString()));
            }
        } else if (outcome == RunOutcome.BUG) {
            failure.printStackTrace(err);
        } else {
            err.println("error: " + VisibleText.line(String.valueOf(failure.getMessage())));
        }
        err.println("exit " + outcome.exitCode() + ": " + outcome.sentence());
        String visible = VisibleText.page(text.toString());
        if (Console.logsAreJson()) {
            Console.logFailure(visible.stripTrailing());
        } else {
            command.getErr().print(visible);
            command.getErr().flush();
        }
        OutputOption.printFailure(command, failure);
        return outcome.exitCode();
    }

    /** Code to meaning, in ascending order, as {@code --help} lists them. */
    static Map<String, String> list() {
        Map<String, String> list = new LinkedHashMap<>();
        for (RunOutcome outcome : RunOutcome.values()) {
            list.put(String.valueOf(outcome.exitCode()), outcome.sentence());
        }
        return list;
    }
}
