package io.github.appmetricaexport.it.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.RacingProcesses;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.time.Sleeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source, outbox and results on a real HDFS: what its name node promises, the job's promise rests on. */
@Tag("cluster")
class HdfsIT {
    private static final String KEY = "an-invented-key-for-hdfs";
    private static final int ROWS = 400;
    private static final int ROUNDS = 25;
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);

    @TempDir
    private static Path shared;

    private static HdfsProcess hdfs;

    @BeforeAll
    static void startHdfs() throws Exception {
        hdfs = HdfsProcess.start(shared.resolve("hdfs"));
    }

    @AfterAll
    static void stopHdfs() {
        if (hdfs != null) {
            hdfs.close();
        }
    }

    /** The lock that a killed driver leaves is taken over; the finished date is left alone. */
    @Test
    void exportsADayOnHdfsFromADeadOwnersLockOn() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        Path folder = Files.createDirectories(shared.resolve("export"));
        makeTheDay(date);
        try (SandboxProcess sandbox = SandboxProcess.start(folder, Map.of(ExportSetting.APPLICATION, KEY));
                Store store = new Store(new Configuration(), path("/work"))) {
            RunLock dead = lock(store, path("/work/it/date=" + date), "a driver that was killed");
            ExportSetting setting = ExportSetting.write(
                    folder,
                    folder,
                    date,
                    sandbox.baseUrl(),
                    KEY,
                    "source.path = \"" + hdfs.uri() + "/lake/dt={date}\"",
                    "work.path = \"" + hdfs.uri() + "/work\"",
                    "results.path = \"" + hdfs.uri() + "/results\"",
                    "payload.max-rows = 50",
                    "gate.max-late-share = 1");
            try (SparkSubmitProcess export = submit(setting, "first.log")) {
                assertThat(export.exitCode()).as(export.output()).isZero();
                assertThat(export.output()).contains("a driver that was killed");
            }
            assertThat(dead.isHeld()).isFalse();
            assertThat(sandbox.rowsApplied()).isEqualTo(ROWS);
            try (SparkSubmitProcess again = submit(setting, "second.log")) {
                assertThat(again.exitCode()).as(again.output()).isZero();
            }
            assertThat(sandbox.rowsApplied()).as("after a second export").isEqualTo(ROWS);
            assertTheBooks(store, date);
            rewriteWithEachRowTwice(path("/lake/dt=" + date));
            try (SparkSubmitProcess further = submit(setting, "further.log")) {
                assertThat(further.exitCode()).as(further.output()).isZero();
                assertThat(further.output()).contains("read 800 = booked 400 + accepted 400");
            }
            assertThat(sandbox.rowsApplied()).as("after a further run").isEqualTo(2 * ROWS);
        }
    }

    /** Each file gets another time, and one beside it with the same rows. */
    private static void rewriteWithEachRowTwice(org.apache.hadoop.fs.Path day) throws IOException {
        FileSystem files = day.getFileSystem(new Configuration());
        for (FileStatus file : files.globStatus(new org.apache.hadoop.fs.Path(day, "part-*"))) {
            FileUtil.copy(
                    files,
                    file.getPath(),
                    files,
                    new org.apache.hadoop.fs.Path(
                            day, "part-more-" + file.getPath().getName()),
                    false,
                    new Configuration());
            files.setTimes(file.getPath(), file.getModificationTime() + 1000, -1);
        }
    }

    private void assertTheBooks(Store store, String date) throws IOException {
        JsonNode summary =
                new ObjectMapper().readTree(store.read(path("/work/it/date=" + date + "/run=1/summary.json")));
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        assertThat(summary.at("/events/accepted").asInt()).isEqualTo(ROWS);
        assertThat(store.list(path("/results/payloads/date=" + date + "/run_id=it-" + date + "-1")))
                .anyMatch(file -> file.getPath().getName().endsWith(".parquet"));
        assertThat(filesBelow("/work")).noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void letsExactlyOneOfManyProcessesAndThreadsClaimAFile() throws Exception {
        Path folder = Files.createDirectories(shared.resolve("race"));
        Map<Integer, List<String>> winners = RacingProcesses.winners(
                folder,
                Project.SPARK.resolve("jars") + "/*",
                Map.of(),
                path("/race").toString(),
                ROUNDS);
        try (Store store = new Store(new Configuration(), path("/race"))) {
            for (int round = 0; round < ROUNDS; round++) {
                String written = new String(store.read(path("/race/claims/" + round)), StandardCharsets.UTF_8);
                assertThat(winners.get(round)).as("winners of round %d", round).containsExactly(written);
            }
            assertThat(store.list(path("/race/claims"))).hasSize(ROUNDS);
        }
    }

    @Test
    void letsExactlyOneOfManyTakeOverADeadOwnersLock() throws Exception {
        int takers = 6;
        ExecutorService threads = Executors.newFixedThreadPool(takers);
        try (Store store = new Store(new Configuration(), path("/lock"))) {
            RunLock dead = lock(store, path("/lock"), "a driver that was killed");
            CyclicBarrier start = new CyclicBarrier(takers);
            List<Future<Boolean>> attempts = new ArrayList<>();
            for (int taker = 0; taker < takers; taker++) {
                String name = "taker " + taker;
                attempts.add(threads.submit(() -> takeOver(name, start)));
            }
            int won = 0;
            for (Future<Boolean> attempt : attempts) {
                won += attempt.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
            assertThat(dead.isHeld()).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    /** With a client of its own, as another driver would. */
    private static boolean takeOver(String name, CyclicBarrier start) throws Exception {
        try (Store store = new Store(new Configuration(), path("/lock"))) {
            start.await();
            return lock(store, path("/lock"), name).isHeld();
        } catch (LockHeldException lost) {
            return false;
        }
    }

    @Test
    void keepsTheOutboxForItsOwner() throws Exception {
        try (Store store = new Store(new Configuration(), path("/private"));
                FileSystem files = FileSystem.newInstance(path("/").toUri(), new Configuration())) {
            store.createForOwner(path("/private/it"));
            store.createIfAbsentForOwner(path("/private/it/index.key"), new byte[] {1});

            assertThat(files.getFileStatus(path("/private")).getPermission()).hasToString("rwxr-xr-x");
            assertThat(files.getFileStatus(path("/private/it")).getPermission()).hasToString("rwx------");
            assertThat(files.getFileStatus(path("/private/it/index.key")).getPermission())
                    .hasToString("rw-------");
        }
    }

    /** A lock that shows no life: nobody lets its heart beat. */
    private static RunLock lock(Store store, org.apache.hadoop.fs.Path folder, String owner) {
        store.probe(folder);
        return RunLock.acquire(
                new Fence(store, folder), owner, LOCK_TIMEOUT, Clock.systemUTC(), Sleeper.THREAD, waiting -> {});
    }

    private static void makeTheDay(String date) {
        try (SparkSubmitProcess sample = SparkSubmitProcess.start(
                shared.resolve("sample-data.log"),
                Map.of(),
                List.of(
                        "--master",
                        "local[2]",
                        "--conf",
                        "spark.ui.enabled=false",
                        "sample-data",
                        "--out=" + path("/lake/dt=" + date),
                        "--date=" + date,
                        "--rows=" + ROWS,
                        "--bad-share=0",
                        "--application=" + ExportSetting.APPLICATION))) {
            assertThat(sample.exitCode()).as(sample.output()).isZero();
        }
    }

    private static SparkSubmitProcess submit(ExportSetting setting, String log) {
        return setting.submit(log, "--master", "local[2]", "--conf", "spark.ui.enabled=false");
    }

    private static List<String> filesBelow(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (FileSystem files = FileSystem.newInstance(path("/").toUri(), new Configuration())) {
            RemoteIterator<LocatedFileStatus> all = files.listFiles(path(folder), true);
            while (all.hasNext()) {
                names.add(all.next().getPath().getName());
            }
        }
        return names;
    }

    private static org.apache.hadoop.fs.Path path(String absolute) {
        return new org.apache.hadoop.fs.Path(hdfs.uri() + absolute);
    }
}
