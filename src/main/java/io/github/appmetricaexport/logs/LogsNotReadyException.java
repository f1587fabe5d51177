package io.github.appmetricaexport.logs;

/** The Logs API has not prepared everything in time, or does not answer: the same command later goes on. */
public final class LogsNotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogsNotReadyException(String message) {
        super(message);
    }
}
