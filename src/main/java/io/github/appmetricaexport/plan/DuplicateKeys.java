package io.github.appmetricaexport.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.outbox.Duplicates;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Which rows of a run's payloads have the key of another row of the date, by the files of keys beside them and beside those of
 * earlier runs. Only keys and places go through Spark's shuffle, which spills; the driver gets a row of sums and a few examples.
 */
record DuplicateKeys(SparkSession spark, Store store, SerializableConfiguration hadoop) {
    /** Begins what Spark's UI shows of the jobs. */
    static final String DESCRIPTION = "look for equal keys";

    private static final int MOST_EXAMPLES = 5;
    private static final int TASKS_PER_CORE = 8;

    /** Of a row's place in one number: more rows no payload has. */
    private static final int ROW_BITS = 31;

    private static final Column IS_NONE = col("high").equalTo(0).and(col("low").equalTo(0));

    private static final StructType KEY = new StructType()
            .add("high", DataTypes.LongType)
            .add("low", DataTypes.LongType)
            .add("place", DataTypes.LongType);

    /**
     * A file of keys.
     *
     * @param runId whose; empty of the run itself
     */
    private record KeyFile(String path, String runId, String payloadId, int rows) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The run with what its keys say.
     *
     * @param run whose rows have keys
     * @param payloads of the run, under their final names
     * @throws OutboxException when its own keys cannot be read
     */
    Manifest counted(Manifest run, RunPaths paths, List<FrozenPayload> payloads) {
        spark.sparkContext()
                .setJobDescription(
                        DESCRIPTION + " in the rows of " + run.identity().date());
        String key = run.source().duplicates().keyFingerprint();
        List<KeyFile> files = new ArrayList<>();
        TreeSet<String> unseen = new TreeSet<>();
        for (String runId : run.earlier().comparedWith()) {
            FrozenRun earlier = FrozenRun.open(store, paths.ofRun(Manifest.Identity.numberOf(runId)));
            Duplicates known = earlier.manifest().source().duplicates();
            if (known != null
                    && known.keyFingerprint().equals(key)
                    && store.exists(earlier.paths().keys())) {
                files.addAll(files(earlier.paths(), runId, earlier.payloads()));
            } else if (!earlier.payloads().isEmpty()) {
                unseen.add(runId);
            }
        }
        int before = files.size();
        files.addAll(files(paths, "", payloads));
        return run.counting(duplicates(key, files, before, unseen));
    }

    private static List<KeyFile> files(RunPaths paths, String runId, List<FrozenPayload> payloads) {
        return payloads.stream()
                .map(payload ->
                        new KeyFile(paths.keys(payload.file()).toString(), runId, payload.payloadId(), payload.rows()))
                .toList();
    }

    /** @param before how many of the files are earlier runs'; they come first */
    private Duplicates duplicates(String key, List<KeyFile> files, int before, TreeSet<String> unseen) {
        if (files.size() == before) {
            return new Duplicates(key, 0, 0, List.of(), List.copyOf(unseen));
        }
        CollectionAccumulator<String> damaged = spark.sparkContext().collectionAccumulator("runs with damaged keys");
        Dataset<Row> keys = keys(files, damaged);
        Column isOwn = col("place").geq(lit((long) before << ROW_BITS));
        Dataset<Row> shared = keys.groupBy("high", "low")
                .agg(
                        count(lit(1)).as("all"),
                        sum(when(isOwn, 1L).otherwise(0L)).as("own"),
                        min("place").as("first"),
                        max("place").as("last"))
                .filter(col("own").gt(0).and(col("all").gt(1).or(IS_NONE)));
        Column beyondTheFirst =
                col("own").minus(when(col("all").gt(col("own")), 0L).otherwise(1L));
        Row sums = shared.agg(
                        coalesce(sum(when(IS_NONE, 0L).otherwise(beyondTheFirst)), lit(0L)),
                        coalesce(sum(when(IS_NONE, col("own")).otherwise(0L)), lit(0L)))
                .head();
        List<String> examples = sums.getLong(0) == 0
                ? List.of()
                : shared
                        .filter(not(IS_NONE))
                        .orderBy("first")
                        .limit(MOST_EXAMPLES)
                        .select("first", "last")
                        .collectAsList()
                        .stream()
                        .map(places -> place(files, places.getLong(0)) + " and " + place(files, places.getLong(1)))
                        .toList();
        unseen.addAll(damaged.value());
        return new Duplicates(key, sums.getLong(0), sums.getLong(1), examples, List.copyOf(unseen));
    }

    private static String place(List<KeyFile> files, long place) {
        KeyFile file = files.get((int) (place >>> ROW_BITS));
        return String.format(
                Locale.ROOT,
                "%s row %d%s",
                file.payloadId(),
                place & (1L << ROW_BITS) - 1,
                file.runId().isEmpty() ? "" : " of " + file.runId());
    }

    private Dataset<Row> keys(List<KeyFile> files, CollectionAccumulator<String> damaged) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        KeyRows rows = new KeyRows(context.broadcast(files), damaged, hadoop);
        int tasks = Math.min(files.size(), TASKS_PER_CORE * context.defaultParallelism());
        JavaRDD<Row> read = context.parallelize(
                        IntStream.range(0, files.size()).boxed().toList(), tasks)
                .mapPartitions(rows::of);
        return spark.createDataFrame(read, KEY);
    }

    /** Reads files of keys where the work is done. */
    private record KeyRows(
            Broadcast<List<KeyFile>> files, CollectionAccumulator<String> damaged, SerializableConfiguration hadoop)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        Iterator<Row> of(Iterator<Integer> numbers) {
            if (!numbers.hasNext()) {
                return Collections.emptyIterator();
            }
            Store store =
                    new Store(hadoop.value(), new Path(files.value().get(0).path()));
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> store.close());
            return new FileRows<FrozenKeyReader>(numbers) {
                private int row;

                @Override
                FrozenKeyReader open(int file) throws IOException {
                    row = 0;
                    return new FrozenKeyReader(store, files.value().get(file).path());
                }

                @Override
                Optional<Row> read(int file, FrozenKeyReader reader) throws IOException {
                    if (row == files.value().get(file).rows()) {
                        return Optional.empty();
                    }
                    row++;
                    RowKey key = reader.of(row);
                    return Optional.of(RowFactory.create(key.high(), key.low(), (long) file << ROW_BITS | row));
                }

                @Override
                void skip(int file, Exception unreadable) {
                    tell(files.value().get(file), unreadable);
                }
            };
        }

        /** What an earlier run has lost is not compared, which is told; a run's own keys were written a moment ago. */
        private void tell(KeyFile file, Exception failure) {
            if (file.runId().isEmpty()) {
                throw new OutboxException("cannot read " + file.path(), failure);
            }
            damaged.add(file.runId());
        }
    }
}
