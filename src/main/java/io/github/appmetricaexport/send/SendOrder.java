package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import java.io.Serializable;

/**
 * A payload to send.
 *
 * @param lastAttempt the highest attempt that was claimed when the driver looked, 0 for none
 */
record SendOrder(FrozenPayload payload, int lastAttempt) implements Serializable {
    private static final long serialVersionUID = 1L;

    static SendOrder next(PayloadHistory history) {
        return new SendOrder(history.payload(), history.lastAttempt());
    }
}
