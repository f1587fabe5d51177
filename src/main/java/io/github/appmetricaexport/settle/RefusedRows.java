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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
        List<FrozenPayload> payloads = new ArrayList<>();
        Map<String, String> answers = new HashMap<>();
        for (PayloadHistory history : histories) {
            if (history.state(now) == PayloadState.REJECTED) {
                payloads.add(history.payload());
                answers.put(
                        history.payload().payloadId(),
                        answer(history.lastReceipt().orElseThrow()));
            }
        }
        return FrozenRows.of(job, paths, payloads, job.sparkContext().defaultParallelism())
                .flatMap(rows -> rejects(rows, answers.get(rows.payload().payloadId())));
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

    private static Iterator<Row> rejects(FrozenRows rows, String answer) {
        Stream<Row> listed = rows.stream()
                .map(values -> reject(rows.payload(), RejectsFile.rowJson(rows.columns(), values), answer));
        // Looked at after the last row.
        Stream<Row> damaged = Stream.of(rows)
                .filter(spoilt -> !spoilt.damage().isEmpty())
                .map(spoilt -> reject(
                        spoilt.payload(),
                        null,
                        answer,
                        "not all rows can be listed, the payload's file is damaged: " + spoilt.damage()));
        return Stream.concat(listed, damaged).iterator();
    }

    private static Row reject(FrozenPayload payload, String json, String... reasons) {
        return new RejectResult(payload.applicationId(), RejectStage.API.label(), reasons, json, payload.payloadId())
                .toRow();
    }
}
