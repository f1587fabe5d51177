package io.github.appmetricaexport.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one run has frozen; its file is the point after which nothing is cut anew.
 *
 * @param format version of this file's shape
 * @param runId unique among all runs of all jobs and dates
 * @param planFingerprint of the settings that decide the frozen bytes
 * @param sourceFingerprint of the source's files as they were read
 * @param sourceRows rows by the source's own footers, counted apart from the reading
 * @param readRows rows that the planning tasks saw
 * @param invalidRows rows refused by validation
 * @param validRows rows in payloads
 * @param reasons how many rows each reason refused; a row can have several
 * @param payloadList the file, beside this one, that lists the payloads: one JSON object a line
 * @param payloadListSha256 of that file
 * @param rejectFiles files of refused rows, below {@code rejects/}
 */
public record Manifest(
        int format,
        String jobName,
        String date,
        String runId,
        Instant createdAt,
        String appVersion,
        String sparkVersion,
        String sparkApplicationId,
        String planFingerprint,
        String configFingerprint,
        String sourcePath,
        String sourceFingerprint,
        long sourceRows,
        long readRows,
        long invalidRows,
        long validRows,
        int payloads,
        long bytes,
        Map<String, Long> reasons,
        List<String> columns,
        String payloadList,
        String payloadListSha256,
        List<String> rejectFiles) {
    public static final int FORMAT = 1;

    /** The same run with what its planning froze. */
    public Manifest freezing(
            List<FrozenPayload> frozen, long read, long invalid, Map<String, Long> refused, List<String> rejects) {
        return new Manifest(
                format,
                jobName,
                date,
                runId,
                createdAt,
                appVersion,
                sparkVersion,
                sparkApplicationId,
                planFingerprint,
                configFingerprint,
                sourcePath,
                sourceFingerprint,
                sourceRows,
                read,
                invalid,
                frozen.stream().mapToLong(FrozenPayload::rows).sum(),
                frozen.size(),
                frozen.stream().mapToLong(FrozenPayload::bytes).sum(),
                refused,
                columns,
                payloadList,
                FrozenRun.listSha256(frozen),
                rejects);
    }
}
