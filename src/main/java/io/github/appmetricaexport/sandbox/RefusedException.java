package io.github.appmetricaexport.sandbox;

/**
 * Why a request is not answered with 200.
 *
 * <p>The message is a sentence for the answer's body: row and field, never a value and never a key.
 */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status the HTTP status of the answer */
    RefusedException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
