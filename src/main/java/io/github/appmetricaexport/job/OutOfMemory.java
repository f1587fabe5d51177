package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** Whether a Spark job failed because a process had too little memory, told as the setting that has to be larger. */
final class OutOfMemory {
    private static final int LONGEST_CHAIN = 50;

    /** A failed task's exception, or the end of its executor, may arrive as text only; 52 is Spark's own code for it. */
    private static final Pattern WORDS = Pattern.compile(
            "java\\.lang\\.OutOfMemoryError|exited with code 52\\b|exceeding (physical |virtual )?memory limits"
                    + "|OOMKilled");

    private OutOfMemory() {}

    static Optional<ConfigException> behind(Throwable failure, SparkConf spark) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < LONGEST_CHAIN; depth++) {
            if (at instanceof OutOfMemoryError || WORDS.matcher(at.toString()).find()) {
                return Optional.of(new ConfigException(List.of(problem(spark))));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    private static Problem problem(SparkConf spark) {
        // In local mode the driver is the executor.
        String setting = spark.get("spark.master", "local").matches("local(\\[.*])?")
                ? "spark.driver.memory"
                : "spark.executor.memory";
        return new Problem(
                setting,
                spark.get(setting, "1g"),
                "is too little for this day: a process ran out of memory. Give more, or let Spark read fewer rows at once where"
                        + " rows are large (--conf spark.sql.parquet.columnarReaderBatchSize=256, of 4096), and run again");
    }
}
