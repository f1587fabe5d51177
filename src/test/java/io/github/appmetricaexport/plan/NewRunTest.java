package io.github.appmetricaexport.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.JobContext;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewRunTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private java.nio.file.Path work;

    @Test
    void whoLostTheDateSweepsNothingOfWhoOwnsIt() {
        ExportConfig config = TestConfig.with(ExportOptions.WORK_PATH, work.toString());
        try (Store store = new Store(new Configuration(false), new Path(work.toUri()))) {
            JobContext job =
                    new JobContext(null, config, LocalDate.of(2026, 11, 20), store, CLOCK, Console.ofProcess());
            job.outbox().prepare();
            RunLock late = lock(job);
            lock(job);
            store.probe(job.outbox().paths(1).payloads());

            assertThatThrownBy(() -> new NewRun(job, late, 0).plan(null, target -> null))
                    .isInstanceOf(LockHeldException.class)
                    .hasMessageContaining("another run took over");

            assertThat(job.outbox().runs()).containsExactly(1);
        }
    }

    /** Shows no life, so that the next one has it for the asking. */
    private static RunLock lock(JobContext job) {
        return RunLock.acquire(
                new Fence(job.store(), job.outbox().folder()),
                "somebody",
                Duration.ofSeconds(1),
                CLOCK,
                pause -> {},
                words -> {});
    }
}
