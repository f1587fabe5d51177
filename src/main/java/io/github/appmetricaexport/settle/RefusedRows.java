package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RejectStage;
import io.github.appmetricaexport.outbox.RejectsFile;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.RejectResult;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.settle.RefusedRows.RefusedPayload;
import java.io.Serializable;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of payloads that the API refused for good, as rows of the table of rejects; runs on executors and holds one row.
 *
 * <p>They are read from the frozen payloads where the rows of the table are written, so that the driver holds none of them.
 * A payload refused for its key or its address is not among them: a later run sends it.
 */
record RefusedRows(RunPaths paths, SerializableConfiguration hadoop) implements FlatMapFunction<RefusedPayload, Row> {
    private static final int LONGEST_REASON = 200;

    /** @param answer of the API, as the reason against each row */
    record RefusedPayload(FrozenPayload payload, String answer) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static JavaRDD<Row> of(JobContext job, RunPaths paths, List<PayloadHistory> histories) {
        Instant now = job.now();
        List<RefusedPayload> refused = histories.stream()
                .filter(history -> history.state(now) == PayloadState.REJECTED)
                .map(history -> new RefusedPayload(
                        history.payload(), reason(history.lastReceipt().orElseThrow())))
                .toList();
        int tasks = Math.max(1, Math.min(refused.size(), job.sparkContext().defaultParallelism()));
        return JavaSparkContext.fromSparkContext(job.sparkContext())
                .parallelize(refused, tasks)
                .flatMap(new RefusedRows(paths, job.hadoop()));
    }

    private static String reason(Receipt receipt) {
        String answer = receipt.result().answer().strip();
        if (answer.isEmpty()) {
            return "status " + receipt.result().status();
        }
        int end = Math.min(answer.length(), LONGEST_REASON);
        return answer.substring(0, Character.isHighSurrogate(answer.charAt(end - 1)) ? end - 1 : end);
    }

    @Override
    public Iterator<Row> call(RefusedPayload refused) {
        Store store = new Store(hadoop.value(), new Path(paths.root()));
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> store.close());
        return new Rows(refused, new FrozenRows(store, paths, refused.payload()));
    }

    private static final class Rows implements Iterator<Row> {
        private final RefusedPayload refused;
        private final FrozenRows rows;
        private boolean damageIsTold;

        Rows(RefusedPayload refused, FrozenRows rows) {
            this.refused = refused;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext() || !rows.damage().isEmpty() && !damageIsTold;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (rows.hasNext()) {
                return row(new String[] {refused.answer()}, RejectsFile.rowJson(rows.columns(), rows.next()));
            }
            damageIsTold = true;
            String reason = "not all rows can be listed, the payload's file is damaged: " + rows.damage();
            return row(new String[] {refused.answer(), reason}, null);
        }

        private Row row(String[] reasons, String json) {
            FrozenPayload payload = refused.payload();
            return new RejectResult(
                            payload.applicationId(), RejectStage.API.label(), reasons, json, payload.payloadId())
                    .toRow();
        }
    }
}
