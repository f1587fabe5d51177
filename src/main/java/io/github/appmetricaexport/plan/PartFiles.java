package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadFile;
import io.github.appmetricaexport.outbox.RejectStage;
import io.github.appmetricaexport.outbox.RejectsFile;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.PayloadGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The files of one planning task: payloads as the packer fills them, refused rows beside them. */
final class PartFiles implements RowSink, AutoCloseable {
    private final Store store;
    private final RunPaths paths;
    private final String prefix;
    private final List<String> columns;
    private final int application;
    private final DayTally tally;
    private final List<FrozenPayload> payloads = new ArrayList<>();
    private final Map<String, Long> reasonCounts = new TreeMap<>();
    private final Set<PayloadFile> unfinished = new HashSet<>();
    private final List<Path> begun = new ArrayList<>();
    private RowKey key;
    private RejectsFile rejects;
    private String rejectsName = "";
    private long invalidRows;
    private int begunPayloads;
    private long bytes;

    /** @param tally of this task alone */
    PartFiles(Store store, RunPaths paths, String prefix, List<PostApiField> fields, DayTally tally) {
        this.store = store;
        this.paths = paths;
        this.prefix = prefix;
        this.columns = fields.stream().map(PostApiField::column).toList();
        this.application = fields.indexOf(PostApiField.APPLICATION_ID);
        this.tally = tally;
    }

    @Override
    public OpenPayload open(PayloadGroup group) throws IOException {
        String applicationId = Long.toString(group.applicationId());
        tally.application(applicationId);
        String name = String.format(Locale.ROOT, "%s-%05d.csv", prefix, ++begunPayloads);
        begun.add(paths.payload(name));
        PayloadFile file = new PayloadFile(store, paths.payload(name));
        unfinished.add(file);
        Optional<PayloadFile> keys = key == null ? Optional.empty() : Optional.of(keysOf(name));
        return new OpenPayload() {
            private boolean hasHeader;

            @Override
            public void write(byte[] part, int from, int length) throws IOException {
                file.write(part, from, length);
                bytes += length;
                tally.written(length);
                if (hasHeader && keys.isPresent()) {
                    key.write(keys.get());
                }
                hasHeader = true;
            }

            @Override
            public void complete(int rows, long firstEventTime, long lastEventTime) throws IOException {
                String sha256 = file.complete();
                unfinished.remove(file);
                if (keys.isPresent()) {
                    keys.get().complete();
                    unfinished.remove(keys.get());
                }
                payloads.add(new FrozenPayload(
                        new FrozenPayload.Name(name, "", name),
                        new FrozenPayload.Owner(applicationId, group.kind()),
                        new FrozenPayload.Content(rows, file.bytes(), sha256, firstEventTime, lastEventTime)));
            }
        };
    }

    private PayloadFile keysOf(String name) throws IOException {
        begun.add(paths.keys(name));
        PayloadFile keys = new PayloadFile(store, paths.keys(name));
        unfinished.add(keys);
        return keys;
    }

    /** Of the row that comes next; rows have keys all or none. */
    void key(RowKey next) {
        key = next;
    }

    @Override
    public void refuse(List<String> reasons, String[] values) throws IOException {
        if (rejects == null) {
            rejectsName = prefix + ".jsonl";
            begun.add(new Path(paths.rejects(), rejectsName));
            rejects = new RejectsFile(store, new Path(paths.rejects(), rejectsName), columns);
        }
        long before = rejects.bytes();
        rejects.add(values[application], RejectStage.VALIDATION, reasons, values);
        tally.written(rejects.bytes() - before);
        invalidRows++;
        reasons.forEach(reason -> reasonCounts.merge(reason, 1L, Long::sum));
    }

    /** What the task tells the driver, once every payload is complete. */
    PlannedPart part(RowCounts rows) throws IOException {
        closeRejects();
        return new PlannedPart(rows, tally.bytes(), reasonCounts, payloads, rejectsName);
    }

    /** Rows that were refused so far. */
    long invalidRows() {
        return invalidRows;
    }

    String folder() {
        return paths.root();
    }

    /** Of the task so far, in Spark's UI. */
    CustomTaskMetric[] metrics(RowCounts rows) {
        return PlanMetrics.of(rows, begunPayloads, bytes);
    }

    /** That were written, into payloads and as refused rows. */
    long bytes() {
        return tally.bytes();
    }

    /** Takes away what a failed attempt wrote; nobody else knows of it. */
    void delete() {
        try {
            close();
        } catch (IOException | FSError stillOpen) {
            // What cannot be written to its end can be deleted all the same.
        }
        for (Path file : begun) {
            try {
                store.delete(file);
            } catch (OutboxException outOfReach) {
                // It is in no manifest, and goes with the run's folder.
            }
        }
    }

    /** Lets go of what is still open; those files are in no manifest. */
    @Override
    public void close() throws IOException {
        for (PayloadFile file : unfinished) {
            file.close();
        }
        unfinished.clear();
        closeRejects();
    }

    private void closeRejects() throws IOException {
        if (rejects != null) {
            rejects.close();
            rejects = null;
        }
    }
}
