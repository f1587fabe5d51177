package io.github.appmetricaexport.send;

import io.github.appmetricaexport.upload.StopReason;
import java.io.Serializable;

/**
 * Why a task is done with a payload; what became of the payload is in its receipts.
 *
 * @param detail what the reason alone does not tell, or empty
 */
record SendFact(String payloadId, StopReason reason, String detail) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** For the operator. */
    String sentence() {
        if (reason == StopReason.KEY_MISSING && !detail.isEmpty()) {
            // It says which key, and what to do.
            return detail;
        }
        return detail.isEmpty() ? reason.sentence() : reason.sentence() + " (" + detail + ")";
    }
}
