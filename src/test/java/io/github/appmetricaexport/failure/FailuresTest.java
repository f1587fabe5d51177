package io.github.appmetricaexport.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.OutboxException;
import org.apache.spark.SparkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
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
}
