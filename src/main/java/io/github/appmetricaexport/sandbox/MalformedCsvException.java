package io.github.appmetricaexport.sandbox;

/** The body is not CSV as RFC 4180 has it, or not UTF-8; the message names the place. */
final class MalformedCsvException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedCsvException(String message) {
        super(message);
    }
}
