package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.PayloadCut;
import java.io.IOException;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.TaskContext;
import org.apache.spark.executor.OutputMetrics;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;

/** One task's rows on their way into payload files; holds a row and write buffers, never a payload. */
final class OutboxWriter implements DataWriter<InternalRow> {
    private final SkippedRows skipped;
    private final int key;
    private final PartFiles files;
    private final RowSorting sorting;
    private final Store store;
    private long rows;

    /**
     * @param schema of the rows
     * @param store that the files are in; closed with this
     */
    OutboxWriter(StructType schema, RowReader reader, PayloadCut cut, PartFiles files, Store store) {
        skipped = new SkippedRows(schema);
        key = RowKey.ordinal(schema);
        this.files = files;
        this.store = store;
        sorting = new RowSorting(reader, cut, files);
    }

    @Override
    public void write(InternalRow row) {
        rows++;
        if (skipped.has(row)) {
            return;
        }
        if (key >= 0) {
            files.key(RowKey.of(row, key));
        }
        try {
            sorting.add(row);
        } catch (IOException | FSError e) {
            throw failed(e);
        }
    }

    @Override
    public WriterCommitMessage commit() {
        try {
            sorting.complete();
            return files.part(counts());
        } catch (IOException | FSError e) {
            throw failed(e);
        }
    }

    private RowCounts counts() {
        return new RowCounts(rows, files.invalidRows(), skipped.rows(), skipped.undecided());
    }

    /** Tells a failing outbox from a failing source, which surfaces outside. Hadoop tells a full local disk as an Error. */
    private OutboxException failed(Throwable failure) {
        return new OutboxException("cannot write below " + files.folder(), failure);
    }

    @Override
    public void abort() {
        files.delete();
    }

    /** Spark asks every 100 rows; what it shows of the stage, and tells whoever listens, is brought up to date with it. */
    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        OutputMetrics stage = TaskContext.get().taskMetrics().outputMetrics();
        stage.setRecordsWritten(rows);
        stage.setBytesWritten(files.bytes());
        return files.metrics(counts());
    }

    @Override
    public void close() throws IOException {
        try (store) {
            files.close();
        }
    }
}
