package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.RejectsFile;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Sha256;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.PayloadRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
        return new Rows(payload);
    }

    private final class Rows implements Iterator<Row> {
        private final RefusedPayload payload;
        private final Store store;
        private DigestInputStream file;
        private PayloadRows rows;
        private String damage = "";

        Rows(RefusedPayload payload) {
            this.payload = payload;
            store = new Store(hadoop.configuration(), new Path(paths.root()));
            if (TaskContext.get() != null) {
                TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close());
            }
            try {
                file = new DigestInputStream(store.open(paths.payload(payload.file())), Sha256.digest());
                rows = new PayloadRows(file);
            } catch (IOException unreadable) {
                damage = unreadable.getMessage();
            }
        }

        /** A file that is gone or spoilt must not keep the other tables from being written: that is a row of its own. */
        @Override
        public boolean hasNext() {
            if (rows != null) {
                try {
                    if (rows.hasNext()) {
                        return true;
                    }
                    if (!Sha256.hex(file.getMessageDigest().digest()).equals(payload.sha256())) {
                        damage = "it is not what was frozen";
                    }
                } catch (UncheckedIOException damaged) {
                    damage = damaged.getMessage();
                }
                rows = null;
            }
            return !damage.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (rows == null) {
                String reason = "not all rows can be listed, the payload's file is damaged: " + damage;
                damage = "";
                return row(new String[] {payload.answer(), reason}, null);
            }
            return row(new String[] {payload.answer()}, RejectsFile.rowJson(rows.columns(), rows.next()));
        }

        private Row row(String[] reasons, String json) {
            return RowFactory.create(payload.applicationId(), "api", reasons, json, payload.payloadId());
        }

        private void close() {
            store.close();
        }
    }
}
