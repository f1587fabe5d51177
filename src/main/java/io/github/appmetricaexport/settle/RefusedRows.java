package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.RejectStage;
import io.github.appmetricaexport.outbox.RejectsFile;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.RejectResult;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/** The rows of one refused payload as rows of the table of rejects; runs on executors and holds one row. */
final class RefusedRows implements FlatMapFunction<RefusedPayload, Row> {
    private static final long serialVersionUID = 1L;

    private final RunPaths paths;
    private final HadoopSettings hadoop;

    RefusedRows(RunPaths paths, HadoopSettings hadoop) {
        this.paths = paths;
        this.hadoop = hadoop;
    }

    @Override
    public Iterator<Row> call(RefusedPayload payload) {
        Store store = new Store(hadoop.configuration(), new Path(paths.root()));
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> store.close());
        return new Rows(payload, new FrozenRows(store, paths.payload(payload.file()), payload.sha256()));
    }

    private static final class Rows implements Iterator<Row> {
        private final RefusedPayload payload;
        private final FrozenRows rows;
        private boolean damageIsTold;

        Rows(RefusedPayload payload, FrozenRows rows) {
            this.payload = payload;
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
                return row(new String[] {payload.answer()}, RejectsFile.rowJson(rows.columns(), rows.next()));
            }
            damageIsTold = true;
            String reason = "not all rows can be listed, the payload's file is damaged: " + rows.damage();
            return row(new String[] {payload.answer(), reason}, null);
        }

        private Row row(String[] reasons, String json) {
            return new RejectResult(
                            payload.applicationId(), RejectStage.API.label(), reasons, json, payload.payloadId())
                    .toRow();
        }
    }
}
