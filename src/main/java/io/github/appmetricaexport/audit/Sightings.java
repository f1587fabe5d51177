package io.github.appmetricaexport.audit;

import static org.apache.spark.sql.functions.col;

import io.github.appmetricaexport.logs.LogsDownload.Part;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.settle.FrozenRows;
import io.github.appmetricaexport.settle.FrozenRows.Wanted;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Counts what is visible of each payload, on the executors: payload files and answers are read row by row, sorted by user by
 * Spark, which spills to disk, and walked through. The driver gets a tally per payload.
 */
record Sightings(JobContext job, EventKeys keys) {
    /**
     * Counts.
     *
     * @param payloads their places in the list are their numbers
     * @param folder where the answers lie
     * @return by number; none of a payload without rows and damage
     */
    Map<Integer, Tally> of(List<SoughtPayload> payloads, Path folder, List<Part> answers) {
        Dataset<Row> rows = job.spark().createDataFrame(visible(folder, answers), EventKeys.TYPE);
        for (int run : payloads.stream().mapToInt(SoughtPayload::run).distinct().toArray()) {
            rows = rows.union(job.spark().createDataFrame(held(payloads, run), EventKeys.TYPE));
        }
        BitSet inDoubt = new BitSet();
        IntStream.range(0, payloads.size())
                .filter(number -> payloads.get(number).isInDoubt())
                .forEach(inDoubt::set);
        UserWalk walk = new UserWalk(
                inDoubt, payloads.stream().map(SoughtPayload::times).toList());
        JavaRDD<Row> sorted = rows.repartition(columns(EventKeys.USER))
                .sortWithinPartitions(columns(EventKeys.ORDER))
                .javaRDD();
        job.sparkContext().setJobDescription("match what is visible of " + job.date());
        try {
            return new TreeMap<>(JavaPairRDD.fromJavaRDD(sorted.mapPartitions(walk::over))
                    .reduceByKey(Tally::with)
                    .collectAsMap());
        } finally {
            job.sparkContext().setJobDescription(null);
        }
    }

    private static Column[] columns(String[] names) {
        return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
    }

    private JavaRDD<Row> held(List<SoughtPayload> payloads, int run) {
        DateOutbox outbox = job.outbox();
        List<Wanted> wanted = IntStream.range(0, payloads.size())
                .filter(number -> payloads.get(number).run() == run)
                .mapToObj(number -> new Wanted(payloads.get(number).payload(), Integer.toString(number)))
                .toList();
        EventKeys with = keys;
        return FrozenRows.of(job, outbox.paths(run), wanted, job.sparkContext().defaultParallelism())
                .flatMap(with::ofPayload);
    }

    private JavaRDD<Row> visible(Path folder, List<Part> answers) {
        SerializableConfiguration hadoop = job.hadoop();
        String place = folder.toString();
        EventKeys with = keys;
        return JavaSparkContext.fromSparkContext(job.sparkContext())
                .parallelize(answers, Math.max(1, answers.size()))
                .mapPartitions(parts -> {
                    if (!parts.hasNext()) {
                        return Collections.emptyIterator();
                    }
                    Store store = new Store(hadoop.value(), new Path(place));
                    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> store.close());
                    Part part = parts.next();
                    // As many partitions as answers: there is no second one.
                    return with.ofAnswer(store, new Path(place, part.name()), part.applicationId());
                });
    }
}
