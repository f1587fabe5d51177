package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.source.SourceException;
import io.github.appmetricaexport.upload.MissingKeyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * The one table of exit codes: what they mean, for {@code --help} and the documentation, and which of them an exception
 * makes. A user's mistake is told in words, only a bug shows its stack.
 */
final class ExitCodes implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        StringWriter text = new StringWriter();
        PrintWriter err = new PrintWriter(text);
        RunOutcome outcome = outcome(failure);
        if (failure instanceof ConfigException config) {
            err.println("error: " + config.problems().size()
                    + (config.problems().size() == 1 ? " problem" : " problems") + " in what the job was told");
            for (Problem problem : config.problems()) {
                err.println("  " + problem);
            }
        } else if (outcome == RunOutcome.BUG) {
            failure.printStackTrace(err);
        } else {
            err.println("error: " + failure.getMessage());
        }
        err.println("exit " + outcome.exitCode() + ": " + outcome.sentence());
        if (Console.logsAreJson()) {
            Console.logFailure(text.toString().stripTrailing());
        } else {
            command.getErr().print(text);
            command.getErr().flush();
        }
        return outcome.exitCode();
    }

    static RunOutcome outcome(Exception failure) {
        if (failure instanceof ConfigException || failure instanceof MissingKeyException) {
            return RunOutcome.BAD_CONFIG;
        }
        if (failure instanceof SourceException) {
            return RunOutcome.BAD_SOURCE;
        }
        if (failure instanceof LockHeldException) {
            return RunOutcome.LOCKED;
        }
        if (failure instanceof OutboxException) {
            return RunOutcome.INCOMPLETE;
        }
        return RunOutcome.BUG;
    }

    /** Code to meaning, in ascending order, as {@code --help} lists them. */
    static Map<String, String> list() {
        Map<String, String> list = new LinkedHashMap<>();
        inOrder().forEach(outcome -> list.put(String.valueOf(outcome.exitCode()), outcome.sentence()));
        return list;
    }

    /** The table of the documentation, a row for each code, with what to do about it. */
    static String markdown() {
        return "| code | meaning | what to do |\n|---|---|---|\n"
                + inOrder()
                        .map(outcome -> String.format(
                                Locale.ROOT,
                                "| %d | %s | %s |\n",
                                outcome.exitCode(),
                                outcome.sentence(),
                                outcome.remedy()))
                        .collect(Collectors.joining());
    }

    private static Stream<RunOutcome> inOrder() {
        return Arrays.stream(RunOutcome.values()).sorted(Comparator.comparingInt(RunOutcome::exitCode));
    }
}
