package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadSweepTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path work;

    private Store store;
    private org.apache.hadoop.fs.Path job;

    @BeforeEach
    void openStore() {
        job = new org.apache.hadoop.fs.Path(work.toUri());
        store = new Store(new Configuration(), job);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void deletesPayloadsAndRefusedRowsOfFinishedRunsAndNothingElse() {
        RunPaths run = run("2026-11-01", "complete", "2026-11-02T03:00:00Z");

        assertThat(sweep()).containsExactly(run.root());
        assertThat(store.exists(run.payloads())).isFalse();
        assertThat(store.exists(run.rejects())).isFalse();
        assertThat(store.exists(run.receipt("p000001", 1))).isTrue();
        assertThat(store.exists(run.manifest())).isTrue();
        assertThat(sweep()).isEmpty();
    }

    @Test
    void keepsWhatIsYoungOrStillNeeded() {
        run("2026-11-20", "complete", "2026-11-21T03:00:00Z");
        run("2026-11-01", "in_doubt", "2026-11-02T03:00:00Z");
        run("2026-11-02", "incomplete", "2026-11-03T03:00:00Z");
        run("2026-11-03", "complete", "2026-11-21T03:00:00Z");
        store.probe(new RunPaths(folder("2026-11-04")).payloads());

        assertThat(sweep()).isEmpty();
    }

    private java.util.List<String> sweep() {
        return new PayloadSweep(store, Duration.ofDays(14)).sweep(job, NOW);
    }

    private RunPaths run(String date, String outcome, String finishedAt) {
        RunPaths run = new RunPaths(folder(date));
        store.probe(new org.apache.hadoop.fs.Path(run.root()));
        store.createIfAbsent(run.payload("a.csv"), new byte[] {1});
        store.createIfAbsent(new org.apache.hadoop.fs.Path(run.rejects(), "a.jsonl"), new byte[] {1});
        store.createIfAbsent(run.receipt("p000001", 1), new byte[] {1});
        store.createIfAbsent(run.manifest(), new byte[] {1});
        store.publish(
                run.summary(),
                ("{\"outcome\": \"" + outcome + "\", \"finished_at\": \"" + finishedAt + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
        return run;
    }

    private String folder(String date) {
        return store.qualified(new org.apache.hadoop.fs.Path(job, "date=" + date + "/run=1"))
                .toString();
    }
}
