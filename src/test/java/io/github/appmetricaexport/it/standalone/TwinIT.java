package io.github.appmetricaexport.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's own speculation, switched back on: a copy of a planning and of a sending task runs beside it on another host. */
@Tag("cluster")
class TwinIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "an-invented-key";
    private static final int ROWS = 600;

    @TempDir
    private Path folder;

    @Test
    void freezesAndSendsEachRowOnceAndPutsNothingInDoubtWhenSparkRunsASecondCopyOfATask() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        Path lake = folder.resolve("lake");
        // Two files, so that there is a task to fall behind.
        Path more = folder.resolve("more");
        SampleDay.make(lake, date, ROWS / 2);
        SampleDay.make(more, date, ROWS / 2);
        try (Stream<Path> files = Files.list(more.resolve("dt=" + date))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".parquet")).toList()) {
                Files.move(file, lake.resolve("dt=" + date).resolve(file.getFileName()));
            }
        }
        Path events = Files.createDirectories(folder.resolve("events"));
        Path keys = Files.createDirectories(folder.resolve("key-files"));
        Files.writeString(keys.resolve(ExportSetting.APPLICATION), KEY);
        // One request takes so long that its task falls behind the other.
        try (SandboxProcess sandbox = SandboxProcess.start(
                        folder, Map.of(ExportSetting.APPLICATION, KEY), "--fault=slow:1:from=3,to=3,delay=15");
                StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"))) {
            ExportSetting setting = ExportSetting.write(
                    folder,
                    lake,
                    date,
                    sandbox.baseUrl(),
                    KEY,
                    "api { key-source = directory, key-directory = \"" + keys + "\" }",
                    "payload.max-rows = 100",
                    "mapping.event_name = \"slow_at_first(action)\"",
                    "upload { call-timeout = 60s, max-concurrent-requests = 2 }");
            try (ChildProcess export = speculating(setting, date, cluster, events)) {
                assertThat(export.exitCode()).as(export.output()).isZero();
            }
            // On a busy machine that of the tables too.
            assertThat(stagesWithSpeculation(events)).as("planning and sending").hasSizeGreaterThanOrEqualTo(2);
            // Every event was accepted, and no more were applied: each was once.
            assertThat(sandbox.ledger().requests().stream()
                            .mapToLong(LedgerRequest::rows)
                            .sum())
                    .isEqualTo(ROWS);
        }
    }

    private ChildProcess speculating(ExportSetting setting, String date, StandaloneCluster cluster, Path events) {
        List<String> command = new ArrayList<>(List.of(Project.JAVA.toString(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        // What Spark needs of the JVM, as this test's own was given.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                SpeculatingExport.class.getName(),
                setting.folder().resolve("export.conf").toString(),
                date,
                cluster.master(),
                events.toString()));
        return new ChildProcess(command, folder, Map.of("SPARK_SCALA_VERSION", "2.12"), folder.resolve("export.log"));
    }

    private static Set<Integer> stagesWithSpeculation(Path events) throws IOException {
        try (Stream<Path> logs = Files.walk(events)) {
            Set<Integer> found = new HashSet<>();
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(log)) {
                    JsonNode event = JSON.readTree(line);
                    if (event.path("Event").asText().equals("SparkListenerTaskStart")
                            && event.at("/Task Info/Speculative").asBoolean()) {
                        found.add(event.get("Stage ID").asInt());
                    }
                }
            }
            return found;
        }
    }
}
