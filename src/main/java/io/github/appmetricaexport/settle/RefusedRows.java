package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RejectStage;
import io.github.appmetricaexport.outbox.RejectsFile;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.results.RejectResult;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.settle.FrozenRows.Wanted;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * The rows of payloads that the API refused for good, as rows of the table of rejects.
 *
 * <p>They are read from the frozen payloads where the rows of the table are written, so that the driver holds none of them.
 * A payload refused for its key or its address is not among them: a later run sends it.
 */
final class RefusedRows {
    private static final int LONGEST_REASON = 200;

    private RefusedRows() {}

    static JavaRDD<Row> of(JobContext job, RunPaths paths, List<PayloadHistory> histories) {
        Instant now = job.now();
        List<Wanted> refused = histories.stream()
                .filter(history -> history.state(now) == PayloadState.REJECTED)
                .map(history -> new Wanted(
                        history.payload(), answer(history.lastReceipt().orElseThrow())))
                .toList();
        return FrozenRows.of(job, paths, refused, job.sparkContext().defaultParallelism())
                .flatMap(RefusedRows::rejects);
    }

    /** The API's, as the reason against each row. */
    private static String answer(Receipt receipt) {
        String answer = receipt.result().answer().strip();
        if (answer.isEmpty()) {
            return "status " + receipt.result().status();
        }
        int end = Math.min(answer.length(), LONGEST_REASON);
        return answer.substring(0, Character.isHighSurrogate(answer.charAt(end - 1)) ? end - 1 : end);
    }

    private static Iterator<Row> rejects(FrozenRows rows) {
        Stream<Row> listed = rows.stream()
                .map(values -> reject(rows.payload(), RejectsFile.rowJson(rows.columns(), values), rows.remark()));
        // Looked at after the last row.
        Stream<Row> damaged = Stream.of(rows)
                .filter(spoilt -> !spoilt.damage().isEmpty())
                .map(spoilt -> reject(
                        spoilt.payload(),
                        null,
                        spoilt.remark(),
                        "not all rows can be listed, the payload's file is damaged: " + spoilt.damage()));
        return Stream.concat(listed, damaged).iterator();
    }

    private static Row reject(FrozenPayload payload, String json, String... reasons) {
        return new RejectResult(payload.applicationId(), RejectStage.API.label(), reasons, json, payload.payloadId())
                .toRow();
    }
}
