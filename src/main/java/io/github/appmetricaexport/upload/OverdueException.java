package io.github.appmetricaexport.upload;

import java.io.IOException;

/** So much of the claim's lease had passed before the request could begin that it is not made. */
public final class OverdueException extends IOException {
    private static final long serialVersionUID = 1L;

    public OverdueException(String message) {
        super(message);
    }
}
