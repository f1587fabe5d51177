package io.github.appmetricaexport.it.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.outbox.Fence;
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
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day through the real spark-submit: what the process tells its caller, and what it tells nobody. */
class SubmitIT {
    private static final String KEY = "an-invented-key-that-nobody-may-see";
    /** Spark itself prints a setting of its command line at DEBUG; in its event log it is struck out. */
    private static final String CARRIED_KEY = "an-invented-key-that-spark-carries";

    private static final int ROWS = 400;
    private static final String[] LOCAL = {"--master", "local[2]", "--conf", "spark.ui.enabled=false"};

    @TempDir
    private static Path shared;

    private static Path lake;
    private static String date;
    private static SandboxProcess sandbox;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeADay() throws Exception {
        date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        lake = shared.resolve("lake");
        sandbox = SandboxProcess.start(shared, Map.of(ExportSetting.APPLICATION, KEY));
        SampleDay.make(lake, date, ROWS);
    }

    @AfterAll
    static void stopTheSandbox() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void exportsADayAndTellsNobodyTheKey() throws Exception {
        Path events = Files.createDirectories(folder.resolve("event-log"));
        ExportSetting setting =
                setting(sandbox.baseUrl(), KEY).withEnvironment("JAVA_TOOL_OPTIONS", "-Dappmetrica.log.level=debug");
        long before = applied();
        try (SparkSubmitProcess export = setting.submit(
                "export.log",
                with(
                        LOCAL,
                        "--conf",
                        "spark.eventLog.enabled=true",
                        "--conf",
                        "spark.eventLog.dir=file://" + events,
                        "--conf",
                        "spark.executorEnv.APPMETRICA_POST_API_KEY_2222=" + CARRIED_KEY))) {
            assertThat(export.exitCode()).as(export.output()).isZero();
            assertThat(export.output()).contains(" DEBUG ");
        }
        assertThat(applied() - before).isEqualTo(ROWS);
        assertThat(concatenated(events))
                .contains("spark.executorEnv.APPMETRICA_POST_API_KEY_2222")
                .contains("*********(redacted)");
        assertThat(filesThatTell(KEY, folder)).isEmpty();
        assertThat(filesThatTell(CARRIED_KEY, folder))
                .as("the console at DEBUG alone")
                .containsOnly(folder.resolve("export.log"));
    }

    @Test
    void showsNoKeyInTheProcessList() throws Exception {
        try (SparkSubmitProcess export = setting(sandbox.baseUrl(), KEY)
                .submit("export.log", "--master", "local-cluster[1,1,1024]", "--conf", "spark.ui.enabled=false")) {
            assertThat(export.exitCode()).as(export.output()).isZero();
            assertThat(export.commandLines())
                    .as("driver and executor were both seen")
                    .anyMatch(line -> line.contains("org.apache.spark.deploy.SparkSubmit"))
                    .anyMatch(line -> line.contains("CoarseGrainedExecutorBackend"))
                    .noneMatch(line -> line.contains(KEY));
        }
    }

    @Test
    void tellsAllProblemsOfAConfigurationAtOnceWithExitCode2() throws Exception {
        ExportSetting setting =
                setting("https://user@127.0.0.1/path", KEY, "payload.max-rows = 0", "upload.no-such = 1");
        try (SparkSubmitProcess export = setting.submit("export.log", LOCAL)) {
            assertThat(export.exitCode()).isEqualTo(2);
            assertThat(export.output())
                    .contains("error: 3 problems in what the job was told")
                    .contains("api.base-url", "payload.max-rows", "upload.no-such");
        }
    }

    @Test
    void endsWithExitCode3WhenTheDayIsMissing() throws Exception {
        ExportSetting setting = ExportSetting.write(folder, lake.resolve("elsewhere"), date, sandbox.baseUrl(), KEY);
        try (SparkSubmitProcess export = setting.submit("export.log", LOCAL)) {
            assertThat(export.exitCode()).as(export.output()).isEqualTo(3);
            assertThat(export.output()).contains("exit 3: ");
        }
    }

    @Test
    void endsWithExitCode4WhenTheGateRefuses() throws Exception {
        long before = applied();
        try (SparkSubmitProcess export =
                setting(sandbox.baseUrl(), KEY, "api.daily-event-budget = 10").submit("export.log", LOCAL)) {
            assertThat(export.exitCode()).as(export.output()).isEqualTo(4);
        }
        assertThat(applied()).isEqualTo(before);
    }

    @Test
    void endsWithExitCode5WhenTheApiRefusesTheKey() throws Exception {
        long before = applied();
        try (SparkSubmitProcess export =
                setting(sandbox.baseUrl(), "another-invented-key").submit("export.log", LOCAL)) {
            assertThat(export.exitCode()).as(export.output()).isEqualTo(5);
            assertThat(export.output()).doesNotContain("another-invented-key");
        }
        assertThat(applied()).isEqualTo(before);
    }

    @Test
    void endsWithExitCode9WhileAnotherRunLives() throws Exception {
        ExportSetting setting = setting(sandbox.baseUrl(), KEY);
        var outbox = new org.apache.hadoop.fs.Path(setting.outbox().toUri());
        Files.createDirectories(setting.outbox());
        try (Store store = new Store(new Configuration(), outbox);
                RunLock lock = RunLock.acquire(
                        new Fence(store, outbox),
                        "a test",
                        Duration.ofSeconds(3),
                        Clock.systemUTC(),
                        Sleeper.THREAD,
                        waiting -> {})) {
            lock.beat(loss -> {});
            try (SparkSubmitProcess export = setting.submit("export.log", LOCAL)) {
                assertThat(export.exitCode()).as(export.output()).isEqualTo(9);
                assertThat(export.output()).contains("a test");
            }
        }
    }

    /** Spark's Kubernetes client, and builds with hadoop-cloud, bring OkHttp 3.12.12 and Okio 1. */
    @Test
    void exportsWithAnOlderOkHttpBeforeItOnTheClassPath() throws Exception {
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        link(Project.SPARK.resolve("jars"), jars);
        link(Project.ROOT.resolve("target/okhttp3"), jars);
        assertThat(jars.resolve("okhttp-3.12.12.jar")).exists();
        long before = applied();
        try (SparkSubmitProcess export = setting(sandbox.baseUrl(), KEY)
                .withEnvironment("SPARK_HOME", folder.resolve("spark").toString())
                .submit("export.log", LOCAL)) {
            assertThat(export.exitCode()).as(export.output()).isZero();
        }
        assertThat(applied() - before).isEqualTo(ROWS);
    }

    @Test
    void printsACommandWithoutAnyKeyWhenAskedOnlyToShowIt() throws Exception {
        try (SparkSubmitProcess shown =
                setting(sandbox.baseUrl(), KEY).submit("export.log", with(LOCAL, "--dry-run"))) {
            assertThat(shown.exitCode()).isZero();
            assertThat(shown.output())
                    .contains("--class io.github.appmetricaexport.cli.Main", "export", date)
                    .doesNotContain(KEY);
        }
    }

    private ExportSetting setting(String baseUrl, String key, String... more) throws IOException {
        return ExportSetting.write(folder, lake, date, baseUrl, key, more);
    }

    private static long applied() {
        return sandbox.ledger().requests().stream()
                .mapToLong(request -> request.rows())
                .sum();
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> jars = Files.list(from)) {
            for (Path jar : jars.toList()) {
                Files.createSymbolicLink(to.resolve(jar.getFileName()), jar);
            }
        }
    }

    private static String concatenated(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files(folder)) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }

    private static List<Path> filesThatTell(String secret, Path folder) throws IOException {
        List<Path> telling = new ArrayList<>();
        for (Path file : files(folder)) {
            if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret)) {
                telling.add(file);
            }
        }
        return telling;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
