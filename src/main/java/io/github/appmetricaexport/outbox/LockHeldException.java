package io.github.appmetricaexport.outbox;

/** Another run works on the same job and date. */
public final class LockHeldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LockHeldException(String message) {
        super(message);
    }
}
