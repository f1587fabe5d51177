package io.github.appmetricaexport.failure;

import io.github.appmetricaexport.config.Problem;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** Whether a Spark job failed because a process had too little memory, told as the setting that has to be larger. */
final class OutOfMemory {
    /** A failed task's exception, or the end of its executor, may arrive as text only; 52 is Spark's own code for it. */
    private static final Pattern HEAP =
            Pattern.compile("Java heap space|GC overhead limit exceeded|exited with (exit )?code 52\\b");

    /** What YARN and Kubernetes say of a container that had more than it was granted. */
    private static final Pattern CONTAINER = Pattern.compile("exceeding (physical )?memory limits|OOMKilled");

    private OutOfMemory() {}

    /** Threads and class space run out too; neither is mended by a larger heap, so they are not told as one. */
    static Optional<Problem> behind(Throwable failure, SparkConf spark) {
        if (Failures.isTold(CONTAINER, failure)) {
            return Optional.of(problem(
                    spark,
                    "spark.executor.memoryOverhead",
                    "a tenth",
                    "is too little: the cluster ended a process that had more memory than it was granted. Give more, then"
                            + " run again"));
        }
        if (Failures.isTold(HEAP, failure)) {
            return Optional.of(problem(
                    spark,
                    // In local mode the driver is the executor.
                    isLocal(spark) ? "spark.driver.memory" : "spark.executor.memory",
                    "1g",
                    "is too little for this day: a process ran out of memory. Give more, or let Spark read fewer rows at"
                            + " once where rows are large (--conf spark.sql.parquet.columnarReaderBatchSize=256, of 4096),"
                            + " then run again"));
        }
        return Optional.empty();
    }

    private static boolean isLocal(SparkConf spark) {
        return spark.get("spark.master", "local").matches("local(\\[.*])?");
    }

    private static Problem problem(SparkConf spark, String setting, String otherwise, String remedy) {
        return new Problem(setting, spark.get(setting, otherwise), remedy);
    }
}
