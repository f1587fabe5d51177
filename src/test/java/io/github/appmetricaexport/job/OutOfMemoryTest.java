package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.ConfigException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {
    private static final SparkConf LOCAL =
            new SparkConf(false).set("spark.master", "local[2]").set("spark.driver.memory", "512m");

    /** As Spark's reader wraps it, naming the file that it was reading. */
    @Test
    void namesTheMemoryAndNotTheFileThatWasBeingRead() {
        Exception failure = new SparkException(
                "Job aborted due to stage failure: Encountered error while reading file file:///lake/part-0.parquet. Details:",
                new OutOfMemoryError("Java heap space"));

        assertThat(Failures.of(failure, LOCAL))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spark.driver.memory")
                .hasMessageContaining("512m")
                .hasMessageContaining("spark.sql.parquet.columnarReaderBatchSize");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Task 0 failed 4 times: java.lang.OutOfMemoryError: Java heap space",
                "ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command exited with code 52",
                "Reason: Container killed by YARN for exceeding physical memory limits. 2.1 GB of 2 GB used",
            })
    void namesTheExecutorsMemoryOnACluster(String words) {
        SparkConf yarn = new SparkConf(false).set("spark.master", "yarn");

        assertThat(Failures.of(new SparkException(words), yarn))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spark.executor.memory");
    }

    @Test
    void leavesOtherFailuresAlone() {
        Exception failure = new SparkException("Task 0 failed 4 times: exit code 137");

        assertThat(Failures.of(failure, LOCAL)).isNotInstanceOf(ConfigException.class);
    }
}
