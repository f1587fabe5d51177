package io.github.appmetricaexport.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.TestConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRecordTest {
    @TempDir
    private Path work;

    private List<Problem> claim(String sourcePath) {
        org.apache.hadoop.fs.Path job = new org.apache.hadoop.fs.Path(work.toString(), "job");
        try (Store store = new Store(new Configuration(), job)) {
            return JobRecord.claim(store, job, TestConfig.with("source.path = \"" + sourcePath + "\""), Instant.EPOCH);
        }
    }

    /** To Hadoop what stands before the colon would be a scheme. */
    @Test
    void aPathThatBeginsWithADatesPatternIsComparedAsAnyOther() {
        assertThat(claim("{date:yyyy}/{date:MM-dd}/events")).isEmpty();
        assertThat(claim("{date:yyyy}//{date:MM-dd}/events/")).isEmpty();

        assertThat(claim("{date:yyyy-MM-dd}/events")).extracting(Problem::key).containsExactly("source.path");
    }
}
