package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.send.SendSettings;
import io.github.appmetricaexport.upload.KeyStore;
import io.github.appmetricaexport.upload.MissingKeyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Looks on the executors, where they will be used, whether a key is there for every application.
 *
 * @param applications all of them, for each task
 */
record KeyCheck(SendSettings settings, List<String> applications)
        implements FlatMapFunction<Iterator<Integer>, String> {

    /** One sentence per application without a usable key; never a key. */
    static List<String> missing(SparkSession spark, SendSettings settings, Set<String> applications) {
        if (applications.isEmpty()) {
            return List.of();
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int tasks = context.defaultParallelism();
        spark.sparkContext().setJobDescription("look for a key of every application");
        List<String> missing = context.parallelize(Collections.nCopies(tasks, 1), tasks)
                .mapPartitions(new KeyCheck(settings, List.copyOf(applications)))
                .collect();
        spark.sparkContext().setJobDescription(null);
        return List.copyOf(new TreeSet<>(missing));
    }

    @Override
    public Iterator<String> call(Iterator<Integer> task) {
        KeyStore keys = settings.keys();
        List<String> missing = new ArrayList<>();
        for (String application : applications) {
            try {
                keys.keyOf(application);
            } catch (MissingKeyException e) {
                missing.add(e.getMessage());
            }
        }
        return missing.iterator();
    }
}
