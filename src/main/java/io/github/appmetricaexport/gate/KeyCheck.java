package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.send.SendSettings;
import io.github.appmetricaexport.upload.KeyStore;
import io.github.appmetricaexport.upload.MissingKeyException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Looks on the executors, where they will be used, whether a key is there for every application.
 *
 * @param applications all of them, for each task
 */
public record KeyCheck(ExportConfig config, SerializableConfiguration hadoop, List<String> applications)
        implements FlatMapFunction<Iterator<Integer>, KeyCheck.Found> {
    /**
     * What an executor found.
     *
     * @param fingerprint of the key; empty where there is no usable one
     * @param objection why there is none; empty where there is
     */
    public record Found(String application, String fingerprint, String objection) implements Serializable {}

    /** One sentence per application without a usable key; never a key. */
    static List<String> missing(SparkSession spark, SendSettings settings, Set<String> applications) {
        return look(spark, settings.config(), settings.hadoop(), applications).stream()
                .map(Found::objection)
                .filter(objection -> !objection.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /** What all executors found, each different answer once; never a key. */
    public static List<Found> look(
            SparkSession spark, ExportConfig config, SerializableConfiguration hadoop, Set<String> applications) {
        if (applications.isEmpty()) {
            return List.of();
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int tasks = context.defaultParallelism();
        spark.sparkContext().setJobDescription("look for a key of every application");
        List<Found> found = context.parallelize(Collections.nCopies(tasks, 1), tasks)
                .mapPartitions(new KeyCheck(config, hadoop, List.copyOf(applications)))
                .collect();
        spark.sparkContext().setJobDescription(null);
        return found.stream().distinct().toList();
    }

    @Override
    public Iterator<Found> call(Iterator<Integer> task) {
        KeyStore keys = KeyStore.of(config, hadoop::value);
        return applications.stream()
                .map(application -> found(keys, application))
                .iterator();
    }

    private static Found found(KeyStore keys, String application) {
        try {
            return new Found(application, keys.keyOf(application).fingerprint(), "");
        } catch (MissingKeyException e) {
            return new Found(application, "", e.getMessage());
        }
    }
}
