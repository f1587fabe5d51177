package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.source.ParquetFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export in a process of its own: the code that it ends with, and all that it prints beside what the job says. */
class ExportProcessTest {
    private static final String DATE = "2026-11-22";
    private static final String SECRET = "somebody@example.org";

    @TempDir
    private Path folder;

    /** In local mode Spark would end the process that runs the task, which is the driver, with 52. */
    @Test
    void endsWithTheCodeThatItTellsWhenARowIsTooLargeForTheHeap() throws IOException {
        String large = "x".repeat(60_000_000);
        writeDay("{\"a\":\"" + large + "\"}");

        try (ChildProcess export = export("event_json", "details", "-Xmx200m", "-Dspark.testing.memory=600000000")) {
            assertThat(export.exitCode()).as(export.output()).isEqualTo(2);
            assertThat(export.output()).contains("spark.driver.memory", "exit 2: ");
        }
    }

    @Test
    void tellsAnExpressionThatEndedTheRunWithoutTheRowAndWithoutAStackTrace() throws IOException {
        writeDay(SECRET);

        try (ChildProcess export = export("device_model", "concat('a', raise_error(details))", "-Xmx512m")) {
            assertThat(export.exitCode()).as(export.output()).isEqualTo(2);
            assertThat(export.output())
                    .contains(
                            "mapping.device_model = concat('a', raise_error(details)): Spark cannot go on at a row of this day")
                    .doesNotContain(SECRET, "\tat ");
            assertThat(export.output().lines().filter(line -> !line.isBlank())).hasSizeLessThan(15);
        }
    }

    private void writeDay(String details) throws IOException {
        ParquetFiles.write(
                folder.resolve("lake/dt=" + DATE + "/part-0.parquet"),
                "required binary id (UTF8); required binary details (UTF8); required int64 at;",
                1,
                (row, i) -> row.append("id", "user")
                        .append("details", details)
                        .append("at", Instant.now().getEpochSecond() - 3600));
    }

    private ChildProcess export(String field, String expression, String... options) throws IOException {
        Path config = Files.writeString(folder.resolve("export.conf"), """
                source.path = "%1$s/lake/dt={date}"
                work.path = "%1$s/work"
                results.path = "%1$s/results"
                api.base-url = "http://127.0.0.1:1"
                mapping { application_id = 1111, profile_id = id, event_name = "'name'", event_timestamp = at }
                mapping.%2$s = "%3$s"
                """.formatted(folder, field, expression));
        Path project = Path.of(System.getProperty("project.root"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-Dlog4j2.configurationFile="
                        + project.resolve("conf/log4j2.properties").toUri(),
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.metrics.namespace=test",
                "-Dspark.driver.host=127.0.0.1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "export",
                "--config",
                config.toString(),
                "--date",
                DATE));
        return new ChildProcess(command, folder, Map.of(), folder.resolve("export.log"));
    }
}
