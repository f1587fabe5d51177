package io.github.appmetricaexport.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.OutboxException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {
    private static final SparkConf LOCAL =
            new SparkConf(false).set("spark.master", "local[2]").set("spark.driver.memory", "512m");

    private static final SparkConf YARN = new SparkConf(false).set("spark.master", "yarn");

    /** As Spark's reader wraps it, naming the file that it was reading. */
    private final Exception whileReading = new SparkException(
            "Job aborted due to stage failure: Encountered error while reading file file:///lake/part-0.parquet. Details:",
            new OutOfMemoryError("Java heap space"));

    @Test
    void namesTheMemoryAndNotTheFileThatWasBeingRead() {
        assertThat(Failures.ofPlanning(whileReading, LOCAL))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spark.driver.memory = 512m")
                .hasMessageContaining("spark.sql.parquet.columnarReaderBatchSize");
    }

    /** What was sent before it has to be settled. */
    @Test
    void isNoMistakeOfTheConfigurationOnceSendingHasBegun() {
        assertThat(Failures.ofSending(whileReading, LOCAL))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("spark.driver.memory = 512m");
    }

    @Test
    void leavesAFailureOfTheOutboxWhatItIs() {
        Exception failure = new SparkException("Java heap space", new OutboxException("no claim"));

        assertThat(Failures.ofPlanning(failure, LOCAL)).isInstanceOf(OutboxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Task 0 failed 4 times: java.lang.OutOfMemoryError: Java heap space",
                "ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command exited with code 52",
                "ExecutorLostFailure (executor 1 exited): The executor with id 1 exited with exit code 52(JVM OOM).",
            })
    void namesTheExecutorsHeapOnACluster(String words) {
        assertThat(Failures.ofPlanning(new SparkException(words), YARN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spark.executor.memory = 1g");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reason: Container killed by YARN for exceeding physical memory limits. 2.1 GB of 2 GB used",
                "ExecutorLostFailure (executor 1 exited): container's termination reason: OOMKilled",
            })
    void namesTheOverheadWhereTheClusterEndedTheProcess(String words) {
        assertThat(Failures.ofPlanning(new SparkException(words), YARN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spark.executor.memoryOverhead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Task 0 failed 4 times: exit code 137",
                "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits",
            })
    void leavesOtherFailuresAlone(String words) {
        assertThat(Failures.ofPlanning(new SparkException(words), LOCAL)).isNotInstanceOf(ConfigException.class);
    }
}
