package io.github.appmetricaexport.plan;

import java.util.List;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What one task of a preview kept.
 *
 * @param partition of the rows, from 0
 * @param lookedAt rows that the task saw
 */
record PreviewPart(int partition, long lookedAt, List<PreviewedRow> rows, List<PreviewedPayload> payloads)
        implements WriterCommitMessage {}
