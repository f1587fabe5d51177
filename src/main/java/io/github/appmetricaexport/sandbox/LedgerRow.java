package io.github.appmetricaexport.sandbox;

import java.time.Instant;
import java.util.Map;

/**
 * One applied event.
 *
 * @param requestNumber the request that brought it
 * @param values by column; an empty cell is absent
 */
public record LedgerRow(long requestNumber, Instant appliedAt, Map<String, String> values) {
    public LedgerRow {
        values = Map.copyOf(values);
    }
}
