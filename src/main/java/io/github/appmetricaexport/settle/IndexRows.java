package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.EventResult;
import io.github.appmetricaexport.results.IdentifierHash;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** The events of frozen payloads as rows of the table of events; runs on executors and holds one row. */
record IndexRows(RunPaths paths, SerializableConfiguration hadoop, String key)
        implements FlatMapFunction<Iterator<FrozenPayload>, Row> {
    @Override
    public Iterator<Row> call(Iterator<FrozenPayload> payloads) {
        Store store = new Store(hadoop.value(), new Path(paths.root()));
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> store.close());
        return new Rows(payloads, store, new IdentifierHash(key));
    }

    /** Without the key, by which identifiers could be guessed. */
    @Override
    public String toString() {
        return "IndexRows[paths=" + paths + ", hadoop=" + hadoop + "]";
    }

    private final class Rows implements Iterator<Row> {
        private final Iterator<FrozenPayload> payloads;
        private final Store store;
        private final IdentifierHash hash;
        private FrozenPayload payload;
        private FrozenRows rows;
        private int identifier;
        private int name;
        private int time;
        private int number;

        Rows(Iterator<FrozenPayload> payloads, Store store, IdentifierHash hash) {
            this.payloads = payloads;
            this.store = store;
            this.hash = hash;
        }

        @Override
        public boolean hasNext() {
            while (rows == null || !rows.hasNext()) {
                if (!payloads.hasNext()) {
                    return false;
                }
                open(payloads.next());
            }
            return true;
        }

        private void open(FrozenPayload next) {
            payload = next;
            number = 0;
            rows = new FrozenRows(store, paths, next);
            if (rows.hasNext()) {
                identifier = column(next.identifierKind().field());
                name = column(PostApiField.EVENT_NAME);
                time = column(PostApiField.EVENT_TIMESTAMP);
            }
        }

        private int column(PostApiField field) {
            return rows.columns().indexOf(field.column());
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            String[] values = rows.next();
            number++;
            return new EventResult(
                            payload.payloadId(),
                            number,
                            hash.of(payload.identifierKind(), values[identifier]),
                            values[name],
                            Instant.ofEpochSecond(Long.parseLong(values[time])))
                    .toRow();
        }
    }
}
