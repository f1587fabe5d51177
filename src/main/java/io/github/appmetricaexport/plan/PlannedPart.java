package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.FrozenPayload;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What one planning task wrote; it grows with payloads, never with rows.
 *
 * @param reasons how many rows each reason refused
 * @param bytes of its payloads and refused rows
 * @param payloads in the order they were begun, still without their final names
 * @param rejectsFile the file of refused rows, or empty when there were none
 */
record PlannedPart(
        RowCounts rows, long bytes, Map<String, Long> reasons, List<FrozenPayload> payloads, String rejectsFile)
        implements WriterCommitMessage {}
