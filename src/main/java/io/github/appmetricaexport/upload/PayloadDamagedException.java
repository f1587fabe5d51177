package io.github.appmetricaexport.upload;

import java.io.IOException;

/** The payload's file is not the bytes that were frozen, so what is left of the request is not sent. */
final class PayloadDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    PayloadDamagedException(String message) {
        super(message);
    }

    PayloadDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
