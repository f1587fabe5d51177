package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.runtime.JobContext;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of one frozen payload, read on an executor, which holds one of them. A file that is gone or spoilt ends them, and
 * {@link #damage()} tells: what the tables say of the other payloads must not depend on it.
 */
public final class FrozenRows {
    /** @param remark what to tell of each of its rows */
    public record Wanted(FrozenPayload payload, String remark) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private final Wanted wanted;
    private DigestInputStream file;
    private CsvRows lines;
    private List<String> columns = List.of();
    private int number;
    private String damage = "";

    /**
     * Those of each of these payloads, opened when its turn comes; to be used up in the same stage, in their order.
     *
     * @param tasks that read, where there are so many payloads
     */
    public static JavaRDD<FrozenRows> of(JobContext job, RunPaths paths, List<Wanted> payloads, long tasks) {
        SerializableConfiguration hadoop = job.hadoop();
        return JavaSparkContext.fromSparkContext(job.sparkContext())
                .parallelize(payloads, (int) Math.max(1, Math.min(tasks, payloads.size())))
                .mapPartitions(part -> opened(part, paths, hadoop));
    }

    private static Iterator<FrozenRows> opened(
            Iterator<Wanted> payloads, RunPaths paths, SerializableConfiguration hadoop) {
        if (!payloads.hasNext()) {
            return Collections.emptyIterator();
        }
        Store store = new Store(hadoop.value(), new Path(paths.root()));
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> store.close());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(payloads, 0), false)
                .map(payload -> new FrozenRows(store, paths, payload))
                .iterator();
    }

    private FrozenRows(Store store, RunPaths paths, Wanted wanted) {
        this.wanted = wanted;
        try {
            file = new DigestInputStream(store.open(paths.payload(payload().file())), DigestUtils.getSha256Digest());
            lines = new CsvRows(file);
            columns = List.of(lines.nextValues().orElseThrow(() -> new EOFException("the payload has no header")));
        } catch (IOException unreadable) {
            damage = String.valueOf(unreadable.getMessage());
        }
    }

    public FrozenPayload payload() {
        return wanted.payload();
    }

    public String remark() {
        return wanted.remark();
    }

    /** The header's columns; none of a file without a header. */
    public List<String> columns() {
        return columns;
    }

    /** Where a row has the field's cell. */
    public int column(PostApiField field) {
        return columns.indexOf(field.column());
    }

    /** Each row's cells, once. */
    public Stream<String[]> stream() {
        return Stream.iterate(next(), Optional::isPresent, last -> next()).map(Optional::get);
    }

    private Optional<String[]> next() {
        if (!damage.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String[]> row = lines.nextValues();
            number++;
            if (row.isEmpty()) {
                file.close();
                if (!Hex.encodeHexString(file.getMessageDigest().digest())
                        .equals(payload().sha256())) {
                    damage = "it is not what was frozen";
                }
            }
            return row;
        } catch (IOException damaged) {
            damage = String.valueOf(damaged.getMessage());
            IOUtils.closeStream(file);
            return Optional.empty();
        }
    }

    /** Of the row that came last, from 1. */
    public int number() {
        return number;
    }

    /** Why there may be rows that did not come, once there are no more; empty when all came. */
    public String damage() {
        return damage;
    }
}
