package io.github.appmetricaexport.send;

import java.io.Serializable;

/**
 * Why a task is done with a payload; what became of the payload is in its receipts.
 *
 * @param reason one sentence for the operator
 */
record SendFact(String payloadId, String reason) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String TAKEN = "another task claimed it and has not said what came of it";
    static final String STOPPED = "its application was stopped: the API refused the key or the address";
    static final String LOCK_LOST = "another run took over this date";
    static final String NO_CLAIM = "the outbox took no claim: nothing is sent without one";
    static final String NO_RECEIPT = "the outbox took no receipt: nothing more is sent without one";
}
