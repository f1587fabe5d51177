package io.github.appmetricaexport.cli;

/** The end of a failed run where only an exception tells a scheduler so; its message is what the scheduler shows. */
final class ExportFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExportFailedException(int exitCode) {
        super("exit code " + exitCode + ": "
                + ExitCodes.list().getOrDefault(String.valueOf(exitCode), "see the log")
                + ". The driver's log says more; once a run is frozen, summary.json beside it too.");
    }
}
