package io.github.appmetricaexport.outbox;

/** The outbox cannot be read or written: no space, no permission, no network, or a damaged file. */
public final class OutboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutboxException(String message) {
        super(message);
    }

    /** Of a thread that was told to stop, and stays told. */
    public static OutboxException interrupted(String message, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new OutboxException(message, cause);
    }

    /** The cause's own words are part of the message: they say whether it is space, permission or network. */
    public OutboxException(String message, Throwable cause) {
        super(
                message + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
    }
}
