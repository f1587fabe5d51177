package io.github.appmetricaexport.outbox;

/** The outbox lacks what was sent from it: sending the date again would count its events twice, for ever. */
public final class LostOutboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LostOutboxException(String message) {
        super(message);
    }
}
