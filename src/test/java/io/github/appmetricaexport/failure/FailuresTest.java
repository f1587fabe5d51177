package io.github.appmetricaexport.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.DayTooLargeException;
import io.github.appmetricaexport.results.RunOutcome;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    @Test
    void tellsADayThatIsTooLargeWhetherItsTaskTellsItByTypeOrAsText() {
        DayTooLargeException tooLarge = new DayTooLargeException("more than 1,000 applications in this day");
        SparkException asText =
                new SparkException("Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times: " + tooLarge
                        + "\n\tat io.github.appmetricaexport.plan.DayTally.check(DayTally.java:50)");

        for (Exception failure : List.of(new SparkException("Writing job aborted", tooLarge), asText)) {
            assertThat(Failures.isUnexplained(failure, new SparkConf(false))).isFalse();
            assertThat(Failures.ofPlanning(failure, new SparkConf(false)))
                    .isInstanceOf(DayTooLargeException.class)
                    .hasMessage("more than 1,000 applications in this day");
        }
    }

    @Test
    void goesOnLaterWhenExecutorsAreKilledTimeAndAgain() {
        SparkException killed =
                new SparkException("Job aborted due to stage failure: Task 1 in stage 4.0 failed 4 times, most"
                        + " recent failure: Lost task 1.3 in stage 4.0 (TID 12) (127.0.0.1 executor 9): ExecutorLostFailure (executor 9"
                        + " exited caused by one of the running tasks) Reason: Command exited with code 137");

        assertThat(Failures.isUnexplained(killed, new SparkConf(false))).isFalse();
        for (RuntimeException told : List.of(
                Failures.ofPlanning(killed, new SparkConf(false)), Failures.ofSending(killed, new SparkConf(false)))) {
            assertThat(told)
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("executors were lost")
                    .hasMessageContaining("spark.task.maxFailures")
                    .hasMessageContaining("run again to resume");
            assertThat(Failures.outcome(told)).isEqualTo(RunOutcome.INCOMPLETE);
        }
    }

    /** Of Hive, of Iceberg's REST, and of Glue; the first two tell what is behind in their message alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MetaException(message:Could not connect to meta store. Most recent failure: java.net.ConnectException: refused",
                "org.apache.thrift.transport.TTransportException",
                "org.apache.iceberg.exceptions.ServiceUnavailableException: Service unavailable: at capacity",
                "org.apache.iceberg.exceptions.ServiceFailureException: Server error: 502",
                "software.amazon.awssdk.services.glue.model.GlueException: Rate exceeded (Service: Glue, Status Code: 400)"
            })
    void goesOnLaterWhenACatalogIsOutOfReach(String words) {
        assertThat(Failures.forNow(new IllegalStateException(words)))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("run again to resume");
    }

    @Test
    void aLoginThatACatalogRefusesIsNotOutOfReach() {
        RuntimeException refused =
                new IllegalStateException("org.apache.thrift.transport.TTransportException: GSS initiate failed");

        assertThat(Failures.forNow(refused)).isSameAs(refused);
    }

    /** As Spark 3.5 to 4.2 say it after Ctrl-C, whatever the job was doing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Job 3 cancelled because SparkContext was shut down",
                "Cannot call methods on a stopped SparkContext.\nThis stopped SparkContext was created at:"
            })
    void tellsAStoppedSparkAsOneToResumeAndNotAsABug(String words) {
        RuntimeException failure = Failures.of(new SparkException(words));

        assertThat(failure).isNotInstanceOf(OutboxException.class);
        assertThat(Failures.forNow(failure))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("told to end")
                .hasMessageContaining("run again to resume");
    }

    /** What asks a table before the first request must not take the end of the job for a damaged table. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Job 3 cancelled because SparkContext was shut down | told to end",
                "Job aborted due to stage failure: ExecutorLostFailure (executor 9 exited) | executors were lost",
                "Job 3 cancelled as part of cancellation of all jobs | was cancelled"
            })
    void tellsATableThatCouldNotBeReadFromAJobThatWasEnded(String words, String told) {
        assertThat(Failures.besideTables(new SparkException(words), new SparkConf(false)))
                .hasValueSatisfying(failure -> assertThat(failure)
                        .isInstanceOf(OutboxException.class)
                        .hasMessageContaining(told)
                        .hasMessageContaining("run again"));
    }

    @Test
    void leavesADamagedTableToWhoeverAskedIt() {
        for (Throwable damaged : List.of(
                new SparkException("Encountered error while reading file /results/runs/part.parquet"),
                new AssertionError("conflicting directory structures"))) {
            assertThat(Failures.besideTables(damaged, new SparkConf(false))).isEmpty();
        }
    }
}
