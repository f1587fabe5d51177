package io.github.appmetricaexport.outbox;

import org.apache.hadoop.fs.Path;

/** The outbox cannot be read or written: no space, no permission, no network, or a damaged file. */
public sealed class OutboxException extends RuntimeException permits SpoiltFileException {
    private static final long serialVersionUID = 1L;

    public OutboxException(String message) {
        super(message);
    }

    /** Of a thread that was told to stop, and stays told. */
    public static OutboxException interrupted(String message, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new OutboxException(message, cause);
    }

    /** When a file that was there while the run worked is not there any more, and with it the record of what was sent. */
    static OutboxException vanished(Path file) {
        return new OutboxException(
                "the outbox has vanished: " + file + " is gone, and nothing is sent without it. See what"
                        + " became of work.path, such as a mount that was lost or a folder that was moved; bring it back as it was"
                        + " and run again: what was sent is on record there");
    }

    /** The cause's own words are part of the message: they say whether it is space, permission or network. */
    public OutboxException(String message, Throwable cause) {
        super(
                message + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
    }
}
