package io.github.appmetricaexport.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.it.TableRows;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One date with a sandbox of its own, on a disk where processes can be stopped at a step and killed. */
final class CrashDay implements AutoCloseable {
    static final String EXECUTOR = "CoarseGrainedExecutorBackend";

    private static final String KEY = "an-invented-key";

    private final Path folder;
    private final Path points;
    private final SandboxProcess sandbox;
    private final ExportSetting setting;
    private final List<String> options;
    private int submissions;

    private CrashDay(Path folder, Path points, SandboxProcess sandbox, ExportSetting setting, List<String> options) {
        this.folder = folder;
        this.points = points;
        this.sandbox = sandbox;
        this.setting = setting;
        this.options = options;
    }

    /** @param faults of the sandbox */
    static CrashDay open(Path folder, Path lake, String date, Path jar, String... faults) throws Exception {
        Path points = Files.createDirectories(folder.resolve("points"));
        String[] sandboxOptions =
                Stream.of(faults).map(fault -> "--fault=" + fault).toArray(String[]::new);
        SandboxProcess sandbox = SandboxProcess.start(folder, Map.of(ExportSetting.APPLICATION, KEY), sandboxOptions);
        String disk = CrashFileSystem.ADDRESS.resolve(folder.toString()).toString();
        ExportSetting setting = ExportSetting.write(
                        folder,
                        lake,
                        date,
                        sandbox.baseUrl(),
                        KEY,
                        "payload.max-rows = 1000",
                        "upload { call-timeout = 10s, host-clock-skew = 0s, max-concurrent-requests = 1 }",
                        "work { path = \"" + disk + "/work\", lock-timeout = 2s }",
                        "results.path = \"" + disk + "/results\"")
                // The programs under test live for seconds: compiling them well costs more than it brings.
                .withEnvironment("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        List<String> options = List.of(
                "--jars",
                jar.toString(),
                // The same partitions, and so the same payloads, whatever the number of cores.
                "--conf",
                "spark.sql.files.minPartitionNum=2",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.hadoop.fs.ofs.impl=" + CrashFileSystem.class.getName(),
                "--conf",
                "spark.hadoop.fs.AbstractFileSystem.ofs.impl=" + CrashFileContext.class.getName(),
                "--conf",
                "spark.hadoop." + CrashFileSystem.FOLDER + "=" + points);
        return new CrashDay(folder, points, sandbox, setting, options);
    }

    /** Adds a line to the configuration. */
    void set(String line) throws IOException {
        Files.writeString(folder.resolve("export.conf"), line + "\n", StandardOpenOption.APPEND);
    }

    /** Submits the export, to stop at these points; the caller closes it. */
    SparkSubmitProcess submit(List<CrashPoint> stops, String... more) throws IOException {
        CrashPoint.arm(points, stops);
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return setting.submit("export-" + ++submissions + ".log", all.toArray(new String[0]));
    }

    /** Submits the export in one process, lets it come to the point, and kills it there. */
    void dieAt(CrashPoint point) throws Exception {
        try (SparkSubmitProcess export = submit(List.of(point), "--master", "local[2]")) {
            long process = awaitProcessAt(point, export);
            assertThat(process).isEqualTo(export.pid());
            export.kill();
        }
    }

    /** Submits the export in one process and kills it when the sandbox has applied a request and does not answer yet. */
    void dieBeforeTheAnswer() throws Exception {
        try (SparkSubmitProcess export = submit(List.of(), "--master", "local[2]")) {
            awaitUnanswered(export);
            export.kill();
        }
    }

    /** Submits the export in one process to its end; returns the exit code. */
    int run() throws Exception {
        try (SparkSubmitProcess export = submit(List.of(), "--master", "local[2]")) {
            return export.exitCode();
        }
    }

    /** Waits for an executor at the point, or for the answer that does not come, and kills it. */
    void killExecutorAt(CrashPoint point, SparkSubmitProcess export) throws Exception {
        long process = awaitProcessAt(point, export);
        kill(process, export);
    }

    void killExecutorBeforeTheAnswer(SparkSubmitProcess export) throws Exception {
        awaitUnanswered(export);
        kill(export.descendants(EXECUTOR).get(0).pid(), export);
    }

    private static void kill(long process, SparkSubmitProcess export) {
        List<ProcessHandle> executors = export.descendants(EXECUTOR).stream()
                .filter(executor -> executor.pid() == process)
                .toList();
        assertThat(executors).as("executor %d", process).hasSize(1);
        assertThat(executors.get(0).destroyForcibly()).isTrue();
        executors.get(0).onExit().join();
    }

    void release(CrashPoint point) throws IOException {
        point.release(points);
    }

    /** Waits until somebody has taken the lock under this number. */
    void awaitLock(int epoch, SparkSubmitProcess export) throws Exception {
        String what = "lock " + epoch;
        Await.until(what, () -> {
            alive(what, export);
            return Files.exists(setting.outbox().resolve("_LOCK." + epoch));
        });
    }

    /** Waits until so many requests were applied. */
    void awaitApplied(int requests, SparkSubmitProcess export) throws Exception {
        String what = requests + " applied requests";
        Await.until(what, () -> {
            alive(what, export);
            return requests().size() >= requests;
        });
    }

    /** The number of the process that comes to the point. */
    long awaitProcessAt(CrashPoint point, SparkSubmitProcess export) throws Exception {
        Await.until("somebody is at " + point.name(), () -> {
            alive(point.name(), export);
            return point.reachedBy(points).isPresent();
        });
        return point.reachedBy(points).orElseThrow();
    }

    private void awaitUnanswered(SparkSubmitProcess export) throws Exception {
        Await.until("the sandbox keeps an answer back", () -> {
            alive("the unanswered request", export);
            return requests().stream().anyMatch(request -> request.fault().isPresent());
        });
    }

    private static void alive(String point, SparkSubmitProcess export) {
        if (!export.isAlive()) {
            throw new AssertionError("ended before " + point + ":\n" + export.output());
        }
    }

    List<LedgerRequest> requests() {
        return sandbox.ledger().requests();
    }

    CrashBooks books() throws IOException {
        return CrashBooks.of(folder, setting.outbox(), requests());
    }

    /** The rows of a results table, each as text. */
    List<Map<String, String>> table(String name) throws IOException {
        return TableRows.of(folder.resolve("results").resolve(name));
    }

    /** What a person would say of these payloads. */
    int resolve(Set<String> payloads, String verdict) throws IOException {
        List<String> spark = new ArrayList<>(options);
        spark.addAll(List.of("--master", "local[2]"));
        List<String> command = new ArrayList<>(List.of("resolve", "--as", verdict, "--reason", "asked the ledger"));
        payloads.forEach(payload -> command.addAll(List.of("--payload", payload)));
        try (SparkSubmitProcess resolve = setting.submit("resolve.log", spark, command.toArray(new String[0]))) {
            return resolve.exitCode();
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
