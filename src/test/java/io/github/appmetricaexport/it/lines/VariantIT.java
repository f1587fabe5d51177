package io.github.appmetricaexport.it.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkLine;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.sandbox.Ledger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** VARIANT columns, which Spark knows from 4.0 on: written by that, read by each line. */
@Tag("cluster")
class VariantIT {
    private static final String DATE =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    private static final String KEY = "an-invented-key";

    @TempDir
    private static Path lake;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeTheDay() throws Exception {
        List<String> command = new ArrayList<>(List.of(Project.JAVA.toString(), "-Xmx512m"));
        // What Spark needs of the JVM, as this test's own was given.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        Path classes = Path.of(VariantDay.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        command.addAll(List.of(
                "-cp",
                SparkLine.SPARK_4_0.home().resolve("jars") + "/*:" + classes,
                VariantDay.class.getName(),
                lake.resolve("dt=" + DATE).toString(),
                DATE));
        try (ChildProcess writer = new ChildProcess(command, lake, Map.of(), lake.resolve("_writer.log"))) {
            assertThat(writer.exitCode()).as(writer.output()).isZero();
        }
    }

    private record Exported(int exitCode, String output, Map<String, String> parameters) {}

    /** @param parameters the column that is event_json */
    private Exported export(SparkLine line, String parameters) throws Exception {
        try (SandboxProcess sandbox = SandboxProcess.start(folder, Map.of("1111", KEY))) {
            ExportSetting setting = ExportSetting.write(
                    folder,
                    lake,
                    DATE,
                    sandbox.baseUrl(),
                    KEY,
                    "mapping.event_json = " + parameters,
                    "gate.max-invalid-share = 0.5");
            try (SparkSubmitProcess export = setting.withEnvironment(
                            "SPARK_HOME", line.home().toString())
                    .submit("export.log", "--master", "local[1]", "--conf", "spark.ui.enabled=false")) {
                return new Exported(export.exitCode(), export.output(), sent());
            }
        }
    }

    /** What the sandbox applied, by the events' names. */
    private Map<String, String> sent() throws IOException {
        Map<String, String> sent = new TreeMap<>();
        try (Stream<Map<String, String>> rows =
                Ledger.at(folder.resolve("ledger")).rows()) {
            rows.forEach(row -> sent.put(row.get("event_name"), row.getOrDefault("event_json", "")));
        }
        return sent;
    }

    @ParameterizedTest
    @EnumSource(names = "SPARK_4_2")
    void isSentAsTheObjectThatItHolds(SparkLine line) throws Exception {
        Exported exported = export(line, "params");

        assertThat(exported.exitCode()).as(exported.output()).isZero();
        assertThat(exported.parameters())
                .isEqualTo(Map.of("event-0", "{\"a\":1,\"b\":[true,null,\"х\"]}", "event-1", "{}", "event-3", ""));
        assertThat(exported.output()).contains("event_json: not a JSON object");
    }

    @Test
    void isSentWithinAStruct() throws Exception {
        Exported exported = export(SparkLine.SPARK_4_0, "nested");

        assertThat(exported.exitCode()).as(exported.output()).isZero();
        assertThat(exported.parameters())
                .containsEntry("event-0", "{\"id\":0,\"v\":{\"a\":1,\"b\":[true,null,\"х\"]}}")
                .containsEntry("event-2", "{\"id\":2,\"v\":[1]}")
                .containsEntry("event-3", "{\"id\":3}");
    }

    @Test
    void isRefusedByASparkThatDoesNotKnowIt() throws Exception {
        Exported exported = export(SparkLine.SPARK_3_5, "params");

        assertThat(exported.exitCode()).as(exported.output()).isEqualTo(3);
        assertThat(exported.output()).contains("holds a VARIANT, which Spark knows from 4.0 on");
        assertThat(exported.parameters()).isEmpty();
    }
}
