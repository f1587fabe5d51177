package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
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
        assertThat(store.exists(run.keys())).isFalse();
        assertThat(store.exists(run.receipt("p000001", 1))).isTrue();
        assertThat(store.exists(run.manifest())).isTrue();
        assertThat(sweep()).isEmpty();
    }

    @Test
    void keepsWhatIsYoungOrStillNeeded() {
        run("2026-11-20", "complete", "2026-11-21T03:00:00Z");
        run("2026-11-01", "in_doubt", "2026-11-02T03:00:00Z");
        run("2026-11-03", "complete", "2026-11-21T03:00:00Z");

        assertThat(sweep()).isEmpty();
    }

    @Test
    void deletesWhatADryRunOrARefusedGateLeft() {
        RunPaths dry = frozen("2026-11-01", NOW.minus(Duration.ofDays(15)));
        RunPaths gated = frozen("2026-11-02", NOW.minus(Duration.ofDays(15)));
        summary(gated, "gate_refused", "2026-11-03T03:00:00Z");
        RunPaths young = frozen("2026-11-03", NOW.minus(Duration.ofDays(13)));

        assertThat(sweep()).containsExactlyInAnyOrder(dry.root(), gated.root());
        assertThat(store.exists(dry.payloads())).isFalse();
        assertThat(store.exists(dry.manifest())).isTrue();
        assertThat(store.exists(young.payloads())).isTrue();
    }

    @Test
    void leavesARunAloneThatSomebodyMayBeAbout() throws Exception {
        RunPaths dry = frozen("2026-11-01", NOW.minus(Duration.ofDays(15)));
        Files.writeString(work.resolve("date=2026-11-01/_LOCK.1"), """
                {"epoch":1,"owner":"another export","since":"2026-11-22T11:00:00Z","beat":1,"released":false}""");

        assertThat(sweep()).isEmpty();
        assertThat(store.exists(dry.payloads())).isTrue();
    }

    @Test
    void deletesWhatAPlanningLeftThatDied() {
        RunPaths unfrozen = new RunPaths(folder("2026-11-01"));
        store.probe(unfrozen.payloads());

        assertThat(sweep()).containsExactly(unfrozen.root());
    }

    @Test
    void keepsWhatWasBegunThoughItsManifestIsGone() {
        RunPaths begun = new RunPaths(folder("2026-11-01"));
        store.probe(begun.payloads());
        store.publish(begun.fate(), "\"BEGUN\"".getBytes(StandardCharsets.UTF_8));

        assertThat(sweep()).isEmpty();
        assertThat(store.exists(begun.payloads())).isTrue();
    }

    @Test
    void deletesADayThatWasPlannedAsideToBeComparedWhereThatDied() {
        RunPaths died = new RunPaths(folder("2026-11-01"));
        store.probe(died.aside().payloads());

        assertThat(sweep()).containsExactly(died.root());
        assertThat(store.exists(died.aside().payloads())).isFalse();
    }

    @Test
    void deletesAnIncompleteRunOnceNothingOfItCanBeSentAnyMore() {
        RunPaths old = frozen("2026-11-01", NOW.minus(Duration.ofDays(16)));
        new Journal(store, old).claim(FrozenPayloads.claim("p000001", 1, -60));
        new Journal(store, old).record(FrozenPayloads.receipt("p000001", 1, AttemptOutcome.REFUSED_FOR_NOW, 503, ""));
        RunPaths doubtful = frozen("2026-11-02", NOW.minus(Duration.ofDays(16)));
        new Journal(store, doubtful).claim(FrozenPayloads.claim("p000001", 1, -60));
        summary(doubtful, "incomplete", "2026-11-03T03:00:00Z");
        RunPaths sendable = frozen("2026-11-03", NOW.minus(Duration.ofDays(14)).minus(Duration.ofMinutes(30)));
        new Journal(store, sendable).claim(FrozenPayloads.claim("p000001", 1, -60));
        new Journal(store, sendable)
                .record(FrozenPayloads.receipt("p000001", 1, AttemptOutcome.REFUSED_FOR_NOW, 503, ""));

        assertThat(sweep()).containsExactly(old.root());
    }

    @Test
    void goesOnAfterARunThatItCannotJudge() throws Exception {
        RunPaths spoilt = frozen("2026-11-01", NOW.minus(Duration.ofDays(15)));
        new Journal(store, spoilt).claim(FrozenPayloads.claim("p000001", 1, -60));
        Files.writeString(work.resolve("date=2026-11-01/run=1/manifest.json"), "{");
        RunPaths withoutSummary = run("2026-11-02", "complete", "2026-11-03T03:00:00Z");
        store.publish(withoutSummary.summary(), new byte[0]);
        RunPaths finished = run("2026-11-03", "complete", "2026-11-04T03:00:00Z");

        assertThat(sweep()).containsExactly(finished.root());
        assertThat(store.exists(spoilt.payloads())).isTrue();
    }

    @Test
    void looksAtOldDatesByTurnsAndForgetsNone() {
        RunPaths old = run("2024-02-29", "complete", "2024-03-01T03:00:00Z");
        int days = 0;
        while (store.exists(old.payloads())) {
            sweep(NOW.plus(Duration.ofDays(days++)));
            assertThat(days).isLessThan(40);
        }
    }

    @Test
    void followsNoLink() throws Exception {
        Path elsewhere = Files.createDirectories(work.resolveSibling("elsewhere-" + work.getFileName()));
        try {
            RunPaths run = run("2026-11-01", "complete", "2026-11-02T03:00:00Z");
            Path moved = elsewhere.resolve("run=1");
            Files.move(work.resolve("date=2026-11-01/run=1"), moved);
            Files.createSymbolicLink(work.resolve("date=2026-11-01/run=1"), moved);
            run("2026-11-02", "complete", "2026-11-02T03:00:00Z");
            Files.move(work.resolve("date=2026-11-02"), elsewhere.resolve("date=2026-11-02"));
            Files.createSymbolicLink(work.resolve("date=2026-11-02"), elsewhere.resolve("date=2026-11-02"));

            assertThat(sweep()).isEmpty();
            assertThat(moved.resolve("payloads/a.csv")).exists();
            assertThat(elsewhere.resolve("date=2026-11-02/run=1/payloads/a.csv"))
                    .exists();
            assertThat(store.exists(run.payloads())).isTrue();
        } finally {
            FileUtil.fullyDelete(elsewhere.toFile());
        }
    }

    private RunPaths frozen(String date, Instant createdAt) {
        RunPaths run = new RunPaths(folder(date));
        store.probe(run.payloads());
        Manifest manifest = Manifest.draft(
                        new Manifest.Identity(1, "job", date, "job-" + date + "-1", createdAt),
                        new Manifest.Origin("", "", "", "", "rows", ""),
                        new Manifest.Source("", "", 10),
                        List.of(),
                        "x")
                .freezing(List.of(FrozenPayloads.payload("p000001")), 10, 0, Map.of(), List.of());
        FrozenRun.commit(store, run, manifest, List.of(FrozenPayloads.payload("p000001")));
        return run;
    }

    private void summary(RunPaths run, String outcome, String finishedAt) {
        store.publish(
                run.summary(),
                ("{\"outcome\": \"" + outcome + "\", \"finished_at\": \"" + finishedAt + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private List<String> sweep() {
        return sweep(NOW);
    }

    private List<String> sweep(Instant now) {
        return new PayloadSweep(store, Duration.ofDays(14), Duration.ofDays(14).plusHours(1)).sweep(job, now);
    }

    private RunPaths run(String date, String outcome, String finishedAt) {
        RunPaths run = new RunPaths(folder(date));
        store.probe(new org.apache.hadoop.fs.Path(run.root()));
        store.createIfAbsent(run.payload("a.csv"), new byte[] {1});
        store.createIfAbsent(new org.apache.hadoop.fs.Path(run.rejects(), "a.jsonl"), new byte[] {1});
        store.createIfAbsent(run.keys("a.csv"), new byte[] {1});
        store.createIfAbsent(run.receipt("p000001", 1), new byte[] {1});
        store.createIfAbsent(run.manifest(), new byte[] {1});
        summary(run, outcome, finishedAt);
        return run;
    }

    private String folder(String date) {
        return store.qualified(new org.apache.hadoop.fs.Path(job, "date=" + date + "/run=1"))
                .toString();
    }
}
