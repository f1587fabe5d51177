package io.github.appmetricaexport.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.RowDigest;
import io.github.appmetricaexport.runtime.JobContext;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of a day that no earlier run has booked: of each row as many as there are more of it now. What was frozen, payloads
 * and refused rows alike, is the ledger; a day that was rewritten is frozen once more, aside, and held against it.
 *
 * <p>Only digests of rows and the places of rows go through Spark's shuffle, which spills; no task holds more than a row.
 */
final class LateRows {
    /** Begins what Spark's UI shows of the jobs. */
    static final String DESCRIPTION = "compare ";

    private static final int TASKS_PER_CORE = 8;

    /** That are sorted in one task: some 30 MB, which spill where memory is scarce. */
    private static final long ROWS_OF_A_TASK = 500_000;

    private static final StructType DIGEST = new StructType()
            .add("high", DataTypes.LongType)
            .add("low", DataTypes.LongType)
            .add("refused", DataTypes.BooleanType);
    private static final StructType PLACE =
            DIGEST.add("file", DataTypes.IntegerType).add("row", DataTypes.IntegerType);

    private final JobContext job;
    private final FrozenRun day;
    private final List<FrozenRun> earlier;
    private final CollectionAccumulator<String> damage;

    /**
     * @param day all of its rows as they are now, frozen aside
     * @param earlier the runs that have booked rows of it
     */
    LateRows(JobContext job, FrozenRun day, List<FrozenRun> earlier) {
        this.job = job;
        this.day = day;
        this.earlier = earlier;
        damage = job.sparkContext().collectionAccumulator("damaged files");
    }

    /**
     * What was found.
     *
     * @param parts files with the late rows, as planning tasks tell them
     * @param rows that are late
     * @param remade as of {@link io.github.appmetricaexport.outbox.Manifest.Earlier}
     * @param damage what could not be compared, a sentence for each file; then the rest means nothing
     */
    record Found(List<PlannedPart> parts, long rows, long remade, List<String> damage) {}

    /** Compares, and copies the late rows into files of the run that these settings are of. */
    Found copyTo(PlanSettings run) {
        job.sparkContext().setJobDescription(DESCRIPTION + job.date() + " with what earlier runs booked");
        List<FrozenFile> files = FrozenFile.of(day);
        Dataset<Row> booked = rows(
                earlier.stream()
                        .flatMap(before -> FrozenFile.of(before).stream())
                        .toList(),
                DIGEST);
        Dataset<Row> matched = matched(together(rows(files, PLACE)), together(booked));
        Dataset<Row> late = late(matched).persist(StorageLevel.DISK_ONLY());
        try {
            long count = late.count();
            if (count == 0 || !damage.value().isEmpty()) {
                return new Found(List.of(), 0, 0, damaged());
            }
            int tasks = (int) Math.min(
                    job.sparkContext().defaultParallelism(),
                    1 + count / run.rules().cut().maxRows());
            LateRowsCopy copy = new LateRowsCopy(
                    JavaSparkContext.fromSparkContext(job.sparkContext()).broadcast(files), run.json(), job.hadoop());
            List<PlannedPart> parts = late.repartition(tasks, col("file"))
                    .sortWithinPartitions("file", "row")
                    .javaRDD()
                    .mapPartitions(copy::rows)
                    .collect();
            // What an executor held that is lost is found once more, and a file may be gone by then.
            return new Found(parts, count, remade(run, matched), damaged());
        } finally {
            late.unpersist();
        }
    }

    private long remade(PlanSettings run, Dataset<Row> matched) {
        String rule = String.valueOf(run.manifest().origin().rowsFingerprint());
        boolean isAnother = earlier.stream()
                .anyMatch(before -> !rule.equals(before.manifest().origin().rowsFingerprint()));
        if (!isAnother) {
            return 0;
        }
        long sent = earlier.stream()
                .mapToLong(before -> before.manifest().content().validRows())
                .sum();
        return sent - matched.filter(col("copy").leq(col("sent"))).count();
    }

    private List<String> damaged() {
        return List.copyOf(new TreeSet<>(damage.value()));
    }

    /** Equal rows of both in the same task, once and for all of what is asked of them. */
    private Dataset<Row> together(Dataset<Row> rows) {
        long all = Stream.concat(Stream.of(day), earlier.stream())
                .map(run -> run.manifest().content())
                .mapToLong(content -> content.validRows() + content.invalidRows())
                .sum();
        long tasks = Math.max(job.sparkContext().defaultParallelism(), all / ROWS_OF_A_TASK);
        return rows.repartition((int) tasks, col("high"), col("low"));
    }

    /** Each row of the day: the how many-th of its like it is, valid ones first, and how many of those were sent and refused. */
    private static Dataset<Row> matched(Dataset<Row> day, Dataset<Row> booked) {
        Column none = lit(0L);
        Dataset<Row> counted = booked.groupBy("high", "low")
                .agg(
                        sum(when(col("refused"), none).otherwise(1L)).as("sent"),
                        sum(when(col("refused"), 1L).otherwise(none)).as("refusals"));
        WindowSpec same = Window.partitionBy("high", "low");
        return day.withColumn("copy", row_number().over(same.orderBy("refused", "file", "row")))
                .withColumn(
                        "valid", sum(when(col("refused"), none).otherwise(1L)).over(same))
                .join(counted, new String[] {"high", "low"}, "left_outer")
                .withColumn("sent", coalesce(col("sent"), none))
                .withColumn("refusals", coalesce(col("refusals"), none));
    }

    /**
     * A valid row is booked by one that was in a payload; one that was refused then, and is not any more, is late. A row that is
     * refused is booked by either: what was sent does not become new by growing too old.
     */
    private static Dataset<Row> late(Dataset<Row> matched) {
        return matched.filter(when(
                                col("refused"),
                                col("copy")
                                        .minus(col("valid"))
                                        .gt(greatest(col("sent").minus(col("valid")), lit(0L))
                                                .plus(col("refusals"))))
                        .otherwise(col("copy").gt(col("sent"))))
                .select("file", "row");
    }

    /** A row for each frozen row: its digest, and where it is if that is asked for. */
    private Dataset<Row> rows(List<FrozenFile> files, StructType wanted) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            numbers.add(i);
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(job.sparkContext());
        Digests digests = new Digests(context.broadcast(files), wanted.size() == PLACE.size(), damage, job.hadoop());
        int tasks = Math.min(files.size(), TASKS_PER_CORE * job.sparkContext().defaultParallelism());
        JavaRDD<Row> rows = context.parallelize(numbers, Math.max(1, tasks)).mapPartitions(digests::rows);
        return job.spark().createDataFrame(rows, wanted);
    }

    /** Reads frozen files where the work is done. */
    private record Digests(
            Broadcast<List<FrozenFile>> files,
            boolean withPlace,
            CollectionAccumulator<String> damage,
            SerializableConfiguration hadoop)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        Iterator<Row> rows(Iterator<Integer> numbers) {
            if (!numbers.hasNext()) {
                return Collections.emptyIterator();
            }
            Store store =
                    new Store(hadoop.value(), new Path(files.value().get(0).path()));
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> store.close());
            return new FileRows<FrozenRowReader>(numbers) {
                @Override
                FrozenRowReader open(int file) throws IOException {
                    return new FrozenRowReader(store, files.value().get(file));
                }

                @Override
                Optional<Row> read(int file, FrozenRowReader reader) throws IOException {
                    if (!reader.next()) {
                        return Optional.empty();
                    }
                    RowDigest digest = reader.digest();
                    boolean refused = !files.value().get(file).isPayload();
                    return Optional.of(
                            withPlace
                                    ? RowFactory.create(digest.high(), digest.low(), refused, file, reader.number())
                                    : RowFactory.create(digest.high(), digest.low(), refused));
                }

                @Override
                void skip(int file, Exception unreadable) {
                    damage.add(files.value().get(file).path() + ": " + unreadable.getMessage());
                }
            };
        }
    }
}
