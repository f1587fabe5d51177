package io.github.appmetricaexport.outbox;

/** Where a payload stands, as its files and a clock say. */
public enum PayloadState {
    /** Never claimed. */
    PENDING,
    /** Claimed, and the claim's lease still runs: somebody may be sending. */
    IN_FLIGHT,
    /** It may have been applied or not; a policy or a person decides. */
    UNKNOWN,
    /** The API acknowledged it. */
    ACCEPTED,
    /** A person or a policy counts it as accepted; the API never acknowledged it. */
    ASSUMED_ACCEPTED,
    /** The API refused it for good. */
    REJECTED,
    /** Refused, and its two halves stand in for it. */
    SPLIT,
    /** Known not to have been applied; it may be sent again. */
    RETRY;

    /** Whether an export may send it without anybody's decision. */
    public boolean isToSend() {
        return this == PENDING || this == RETRY;
    }
}
