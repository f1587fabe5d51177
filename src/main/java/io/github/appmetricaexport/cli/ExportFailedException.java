package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.results.RunOutcome;
import java.util.Arrays;

/** The end of a failed run where only an exception tells a scheduler so; its message is what the scheduler shows. */
final class ExportFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExportFailedException(int exitCode) {
        super("exit code " + exitCode + ": " + sentence(exitCode)
                + ". The driver's log says more; once a run is frozen, summary.json beside it too.");
    }

    private static String sentence(int exitCode) {
        return Arrays.stream(RunOutcome.values())
                .filter(outcome -> outcome.exitCode() == exitCode)
                .map(RunOutcome::sentence)
                .findFirst()
                .orElse("see the log");
    }
}
