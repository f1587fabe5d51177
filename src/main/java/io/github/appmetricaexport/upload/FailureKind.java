package io.github.appmetricaexport.upload;

/** Why an attempt has no answer. */
public enum FailureKind {
    /** There is one. */
    NONE,
    /** The payload's file is missing, unreadable, or not the bytes that were frozen. */
    PAYLOAD_DAMAGED,
    /** The host's name could not be resolved. */
    UNKNOWN_HOST,
    /** No connection: refused, unroutable, or a proxy that would not tunnel. */
    UNREACHABLE,
    /** No TLS session: another name, an unknown issuer, or no TLS at all. */
    NOT_TRUSTED,
    /** One of the two timeouts passed. */
    TIMED_OUT,
    /** The connection ended, or what came back was not HTTP. */
    BROKEN_OFF,
    /** This thread was told to stop. */
    INTERRUPTED,
    /** The request was never begun: too much of its claim's lease had passed, or the date has another owner. */
    OVERDUE;

    /** Whether the failure lies with this process, so that it says nothing about the API. */
    public boolean isOurs() {
        return this == PAYLOAD_DAMAGED || this == INTERRUPTED || this == OVERDUE;
    }
}
