package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvLine;
import io.github.appmetricaexport.payload.Packer;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Copies rows from the files that hold the day into payloads of their own, where the work is done. */
record LateRowsCopy(Broadcast<List<FrozenFile>> files, String settings, SerializableConfiguration hadoop)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** @param places file and row, in their order */
    Iterator<PlannedPart> rows(Iterator<Row> places) throws IOException {
        if (!places.hasNext()) {
            return Collections.emptyIterator();
        }
        PlanSettings run = PlanSettings.parse(settings);
        TaskContext task = TaskContext.get();
        String prefix = String.format(Locale.ROOT, "%s-%05d-%d", run.token(), task.partitionId(), task.taskAttemptId());
        return List.of(copy(files.value(), places, run, prefix, hadoop)).iterator();
    }

    /** @param prefix begins the names of the files, of no other task's */
    static PlannedPart copy(
            List<FrozenFile> files,
            Iterator<Row> places,
            PlanSettings run,
            String prefix,
            SerializableConfiguration hadoop)
            throws IOException {
        List<PostApiField> fields = run.manifest().files().columns().stream()
                .map(column -> PostApiField.ofColumn(column).orElseThrow())
                .toList();
        try (Store store = new Store(hadoop.value(), new Path(run.paths().root()));
                PartFiles target = new PartFiles(
                        store,
                        run.paths(),
                        prefix,
                        fields,
                        new DayTally(run.rules().bounds()))) {
            try {
                Packer packer = new Packer(fields, run.rules().cut(), target);
                long rows = copyAll(store, files, places, packer, target, run.manifest());
                packer.complete();
                return target.part(new RowCounts(rows, target.invalidRows(), 0, 0));
            } catch (IOException | FSError failure) {
                target.delete();
                throw new OutboxException("cannot copy late rows below " + target.folder(), failure);
            } catch (RuntimeException failure) {
                target.delete();
                throw failure;
            }
        }
    }

    private static long copyAll(
            Store store, List<FrozenFile> files, Iterator<Row> places, Packer packer, PartFiles target, Manifest run)
            throws IOException {
        boolean hasKeys = run.source().duplicates() != null;
        long rows = 0;
        FrozenRowReader reader = null;
        FrozenKeyReader keys = null;
        int open = -1;
        CsvLine line = new CsvLine();
        try {
            while (places.hasNext()) {
                Row place = places.next();
                FrozenFile file = files.get(place.getInt(0));
                if (place.getInt(0) != open) {
                    IOUtils.cleanupWithLogger(null, reader, keys);
                    open = place.getInt(0);
                    reader = new FrozenRowReader(store, file);
                    keys = hasKeys && file.isPayload() ? new FrozenKeyReader(store, file.keys()) : null;
                }
                reader.skipTo(place.getInt(1));
                if (keys != null) {
                    target.key(keys.of(place.getInt(1)));
                }
                FrozenPayload of = file.payload();
                if (of == null) {
                    target.refuse(reader.reasons(), reader.values(run.files().columns()));
                } else {
                    line.copy(reader.line());
                    packer.add(Long.parseLong(of.applicationId()), of.identifierKind(), reader.eventTime(), line);
                }
                rows++;
            }
            return rows;
        } finally {
            IOUtils.cleanupWithLogger(null, reader, keys);
        }
    }
}
