package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import io.github.appmetricaexport.sandbox.LedgerRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The one jar, as it was built, exports the quick start's day on each line of Spark.
 *
 * <p>Nothing but the distribution differs: ANSI mode and everything else is what each line has by default, and OkHttp 3.12.12,
 * which clusters carry, stands before the jar on the class path.
 */
@Tag("cluster")
class SparkLinesIT {
    private static final int ROWS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> KEYS = Map.of(
            "1111", "an-invented-key-of-1111",
            "2222", "an-invented-key-of-2222",
            "3333", "an-invented-key-of-3333");

    @TempDir
    private static Path shared;

    private static final Map<SparkLine, Future<Exported>> EXPORTS = new EnumMap<>(SparkLine.class);
    private static final List<AutoCloseable> STARTED = new ArrayList<>();
    private static final ExecutorService TWO = Executors.newFixedThreadPool(2);

    /** What a line left behind. */
    private record Exported(int exitCode, String output, JsonNode summary, List<LedgerRequest> requests, Path folder) {
        /** The rows that the sandbox applied, each with how often. */
        Map<Map<String, String>, Integer> applied() {
            Map<Map<String, String>, Integer> rows = new HashMap<>();
            try (Stream<LedgerRow> all = Ledger.at(folder.resolve("ledger")).rows()) {
                all.forEach(row -> rows.merge(row.values(), 1, Integer::sum));
            }
            return rows;
        }
    }

    @BeforeAll
    static void exportOnEveryLine() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        makeTheDay(date);
        for (SparkLine line : SparkLine.values()) {
            EXPORTS.put(line, TWO.submit(() -> export(line, date)));
        }
        for (Future<Exported> export : EXPORTS.values()) {
            try {
                export.get();
            } catch (ExecutionException told) {
                // By the test of that line.
                continue;
            }
        }
    }

    @AfterAll
    static void endThemAll() throws Exception {
        TWO.shutdownNow();
        for (AutoCloseable started : STARTED) {
            started.close();
        }
    }

    private static void makeTheDay(String date) {
        try (SparkSubmitProcess sample = SparkSubmitProcess.start(
                shared.resolve("sample-data.log"),
                Map.of(),
                List.of(
                        "--conf",
                        "spark.ui.enabled=false",
                        "sample-data",
                        "--out=" + shared.resolve("lake/offline_events/dt=" + date),
                        "--date=" + date,
                        "--rows=" + ROWS))) {
            assertThat(sample.exitCode()).as(sample.output()).isZero();
        }
    }

    private static Exported export(SparkLine line, String date) throws Exception {
        Path folder = Files.createDirectories(shared.resolve(line.name()));
        Files.createSymbolicLink(folder.resolve("lake"), shared.resolve("lake"));
        SandboxProcess sandbox = SandboxProcess.start(folder, KEYS);
        synchronized (STARTED) {
            STARTED.add(sandbox);
        }
        Map<String, String> environment = new TreeMap<>();
        environment.put("SPARK_HOME", withOldOkHttp(line, folder).toString());
        environment.put("QUICKSTART", "file://" + folder);
        environment.put("SANDBOX_URL", sandbox.baseUrl());
        KEYS.forEach((application, key) -> environment.put("APPMETRICA_POST_API_KEY_" + application, key));
        try (SparkSubmitProcess export = SparkSubmitProcess.start(
                folder.resolve("export.log"),
                environment,
                List.of(
                        "--master",
                        "local[2]",
                        "--conf",
                        "spark.ui.enabled=false",
                        "export",
                        "--config=" + Project.ROOT.resolve("conf/quickstart.conf"),
                        "--date=" + date,
                        "-D",
                        "payload.max-rows=2000"))) {
            int exitCode = export.exitCode();
            return new Exported(
                    exitCode,
                    export.output(),
                    exitCode == 0 ? summary(folder) : null,
                    sandbox.ledger().requests(),
                    folder);
        }
    }

    /** The distribution with what Spark's Kubernetes client and hadoop-cloud bring, which the JVM then finds first. */
    private static Path withOldOkHttp(SparkLine line, Path folder) throws IOException {
        Path home = folder.resolve("spark");
        link(line.home().resolve("bin"), home.resolve("bin"));
        link(line.home().resolve("jars"), home.resolve("jars"));
        link(Project.ROOT.resolve("target/okhttp3"), home.resolve("jars"));
        assertThat(home.resolve("jars/okhttp-3.12.12.jar")).exists();
        return home;
    }

    private static void link(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file);
            }
        }
    }

    private static JsonNode summary(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
            Path file = files.filter(path -> path.endsWith("summary.json"))
                    .findFirst()
                    .orElseThrow();
            return JSON.readTree(file.toFile());
        }
    }

    @ParameterizedTest
    @EnumSource
    void exportsTheDayWithBalancedBooks(SparkLine line) throws Exception {
        Exported export = EXPORTS.get(line).get();

        assertThat(export.exitCode()).as(export.output()).isZero();
        assertThat(export.summary().get("spark_version").asText()).isEqualTo(line.version());
        assertThat(export.summary().get("books_balance").asBoolean()).isTrue();
        assertThat(export.summary().get("read").asInt()).isEqualTo(ROWS);
        assertThat(export.summary().at("/events/accepted").asInt()).isEqualTo((int)
                export.requests().stream().mapToLong(LedgerRequest::rows).sum());
        assertThat(export.summary().at("/events/accepted").asInt()
                        + export.summary().at("/events/invalid").asInt())
                .isEqualTo(ROWS);
        assertThat(export.output()).doesNotContain("an-invented-key");
    }

    /** ANSI mode, JSON functions and time zones differ between the lines; what is sent and what is refused must not. */
    @ParameterizedTest
    @EnumSource(names = "SPARK_3_5", mode = EnumSource.Mode.EXCLUDE)
    void sendsAndRefusesTheVeryRowsThatTheFloorDoes(SparkLine line) throws Exception {
        Exported floor = EXPORTS.get(SparkLine.SPARK_3_5).get();
        Exported export = EXPORTS.get(line).get();

        assertThat(export.applied()).isEqualTo(floor.applied());
        assertThat(export.summary().get("reasons")).isEqualTo(floor.summary().get("reasons"));
        assertThat(floor.summary().get("reasons")).isNotEmpty();
    }
}
