package io.github.appmetricaexport.results;

import org.apache.spark.sql.Row;

/**
 * One row of the table {@code rejects}; null where there is nothing to say.
 *
 * @param stage who refused it
 * @param rowJson the normalized row as a JSON object; personal data
 * @param payloadId the payload that held it, at stage api
 */
@SuppressWarnings("ArrayRecordComponent") // As Spark takes it into a row; two are never compared.
public record RejectResult(String applicationId, String stage, String[] reasons, String rowJson, String payloadId) {
    public Row toRow() {
        return ResultsColumns.REJECTS.row(this);
    }
}
