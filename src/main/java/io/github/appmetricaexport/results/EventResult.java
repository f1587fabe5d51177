package io.github.appmetricaexport.results;

import java.time.Instant;
import org.apache.spark.sql.Row;

/**
 * One row of the table {@code events}.
 *
 * @param rowNumber its row in the payload, from 1, header not counted
 * @param identifierHash as of {@link IdentifierHash}
 */
public record EventResult(String payloadId, int rowNumber, long identifierHash, String eventName, Instant eventTime) {
    public Row toRow() {
        return ResultsColumns.EVENTS.row(this);
    }
}
