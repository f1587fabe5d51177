package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.normalize.Normalization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The driver's side of a preview: puts together what the tasks kept, and ends the job once that is enough. */
final class PreviewWrite implements WriteBuilder, Write, BatchWrite {
    /** Spark makes a sink by its class's name: this is how it finds what it is for. */
    private static final Map<String, PreviewWrite> UNDER_WAY = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final Dataset<Row> rows;
    private final PreviewSettings settings;
    private final Map<Integer, PreviewPart> parts = new TreeMap<>();
    private int tasks;
    private boolean isEnough;

    /** @param rows of {@link Normalization#rowsWithSource()} */
    PreviewWrite(Dataset<Row> rows, PreviewSettings settings) {
        this.rows = rows;
        this.settings = settings;
    }

    static PreviewWrite underWay(String id) {
        return UNDER_WAY.get(id);
    }

    /** Runs it; whatever fails in Spark is thrown as Spark throws it. */
    Preview run() {
        UNDER_WAY.put(id, this);
        rows.sparkSession().sparkContext().setJobGroup(id, "preview: read, normalize, validate", true);
        try {
            rows.write()
                    .format(PreviewSink.class.getName())
                    .option(PreviewSink.OPTION, id)
                    .mode(SaveMode.Append)
                    .save();
        } catch (Exception ended) {
            // Spark calls it a failure that the job was ended, whoever did.
            if (!isEnough()) {
                throw ended;
            }
        } finally {
            rows.sparkSession().sparkContext().clearJobGroup();
            UNDER_WAY.remove(id);
        }
        return preview();
    }

    private synchronized boolean isEnough() {
        return isEnough;
    }

    private synchronized Preview preview() {
        List<PreviewedRow> kept = new ArrayList<>();
        List<PreviewedPayload> payloads = new ArrayList<>();
        long lookedAt = 0;
        for (PreviewPart part : beginning()) {
            part.rows().stream().limit(settings.rows() - kept.size()).forEach(kept::add);
            payloads.addAll(part.payloads());
            lookedAt += part.lookedAt();
        }
        return new Preview(
                new RowReader(fields(), settings.rules().limits()).fields(),
                List.copyOf(kept),
                List.copyOf(payloads),
                lookedAt);
    }

    /** What was found of the first partitions without a gap: the same source shows the same rows, whichever task was the fastest. */
    private List<PreviewPart> beginning() {
        List<PreviewPart> beginning = new ArrayList<>();
        int found = 0;
        for (int partition = 0; parts.containsKey(partition) && found < settings.rows(); partition++) {
            beginning.add(parts.get(partition));
            found += parts.get(partition).rows().size();
        }
        return beginning;
    }

    /** How far it is, for people. */
    synchronized String progress() {
        return String.format(
                Locale.ROOT,
                "looked at %,d rows, %d of %d tasks are done, %,d refused rows were found",
                parts.values().stream().mapToLong(PreviewPart::lookedAt).sum(),
                parts.size(),
                tasks,
                parts.values().stream().mapToLong(part -> part.rows().size()).sum());
    }

    private StructType fields() {
        return new StructType(Arrays.stream(rows.schema().fields())
                .filter(column -> !column.name().equals(Normalization.SOURCE))
                .toArray(StructField[]::new));
    }

    @Override
    public Write build() {
        return this;
    }

    @Override
    public BatchWrite toBatch() {
        return this;
    }

    @Override
    public String description() {
        return "preview";
    }

    @Override
    public synchronized DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo write) {
        tasks = write.numPartitions();
        return new PreviewWriterFactory(fields(), settings);
    }

    /** There is nothing to commit that a second attempt of a task could commit twice. */
    @Override
    public boolean useCommitCoordinator() {
        return false;
    }

    @Override
    public synchronized void onDataWriterCommit(WriterCommitMessage message) {
        PreviewPart part = (PreviewPart) message;
        parts.put(part.partition(), part);
        int found = beginning().stream().mapToInt(known -> known.rows().size()).sum();
        if (found >= settings.rows() && parts.size() < tasks && !isEnough) {
            isEnough = true;
            rows.sparkSession().sparkContext().cancelJobGroup(id);
        }
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        // Each was told when its task was done.
    }

    @Override
    public void abort(WriterCommitMessage[] messages) {
        // Nothing is anywhere but in this object.
    }

    /** For Spark's log. */
    @Override
    public String toString() {
        return description();
    }
}
