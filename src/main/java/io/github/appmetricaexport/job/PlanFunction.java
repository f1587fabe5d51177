package io.github.appmetricaexport.job;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.Packer;
import io.github.appmetricaexport.payload.PayloadCut;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * One partition of the day becomes payload files; runs on executors.
 *
 * <p>Every attempt of a task writes files of its own, so that a retried or speculative twin disturbs nobody: only the files
 * of the attempt whose answer the driver takes get into the manifest.
 */
final class PlanFunction implements FlatMapFunction<Iterator<Row>, PlannedPart> {
    private static final long serialVersionUID = 1L;

    /** The one reason that only packing can find. */
    static final String ROW_TOO_LARGE = "row: longer than payload.max-bytes allows";

    private final RunPaths paths;
    private final HadoopSettings hadoop;
    private final List<PostApiField> fields;
    private final PayloadCut cut;
    private final String token;

    /**
     * @param fields the fields of a row's cells, in order; the rows are those of {@link Normalization#rows()}
     * @param token tells this planning from every other that wrote into the same folder
     */
    PlanFunction(RunPaths paths, HadoopSettings hadoop, List<PostApiField> fields, PayloadCut cut, String token) {
        this.paths = paths;
        this.hadoop = hadoop;
        this.fields = fields;
        this.cut = cut;
        this.token = token;
    }

    @Override
    public Iterator<PlannedPart> call(Iterator<Row> rows) throws IOException {
        TaskContext task = TaskContext.get();
        String prefix = String.format("%s-%05d-%d", token, task.partitionId(), task.taskAttemptId());
        try (Store store = new Store(hadoop.configuration(), new Path(paths.root()));
                PartFiles files = new PartFiles(store, paths, prefix, fields)) {
            Packer packer = new Packer(fields, cut, files);
            long read = 0;
            while (rows.hasNext()) {
                add(rows.next(), packer, files);
                read++;
            }
            write(packer::complete);
            return List.of(complete(files, read)).iterator();
        }
    }

    private void add(Row row, Packer packer, PartFiles files) {
        String reasons = row.getString(1);
        write(() -> {
            if (reasons != null && !reasons.isEmpty()) {
                files.refuse(
                        List.of(reasons.split("\n")), row.<String>getList(2).toArray(new String[0]));
            } else if (!packer.add(row.<byte[]>getAs(0))) {
                files.refuse(List.of(ROW_TOO_LARGE), packer.values());
            }
        });
    }

    private PlannedPart complete(PartFiles files, long read) {
        try {
            return files.part(read);
        } catch (IOException | FSError e) {
            // Hadoop tells a full local disk as an Error.
            throw new OutboxException("cannot write below " + paths.root(), e);
        }
    }

    /** Tells a failing outbox from a failing source, which surfaces in the iterator. */
    private void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException | FSError e) {
            // Hadoop tells a full local disk as an Error.
            throw new OutboxException("cannot write below " + paths.root(), e);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }
}
