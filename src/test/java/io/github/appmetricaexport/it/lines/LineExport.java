package io.github.appmetricaexport.it.lines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.GraphiteServer;
import io.github.appmetricaexport.it.IcebergCatalog;
import io.github.appmetricaexport.it.IcebergTable;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkLine;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The quick start's day exported on one line of Spark, as clusters do it: with JSON logs and a Graphite sink on each line,
 * OpenLineage's listener on the lines that have its jar here, and on Spark 4.1 from an Iceberg table to Iceberg tables in place of Parquet.
 *
 * @param folder holds all that it read and wrote
 * @param lastMetrics the last value that Spark pushed of each
 */
record LineExport(
        SparkLine line,
        Path folder,
        String date,
        int exitCode,
        String output,
        List<LedgerRequest> requests,
        Map<String, Double> lastMetrics) {
    /** The day, in that catalog. */
    static final String SOURCE_TABLE = IcebergCatalog.NAME + ".db.events";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLUGIN =
            "appmetrica_export.driver.plugin.io.github.appmetricaexport.metrics.ExportPlugin.";
    private static final Map<String, String> KEYS = Map.of(
            "1111", "an-invented-key-of-1111",
            "2222", "an-invented-key-of-2222",
            "3333", "an-invented-key-of-3333");

    /** @param lake with the source's day */
    static LineExport of(SparkLine line, Path folder, Path lake, String date) throws Exception {
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve("lake"), lake);
        try (SandboxProcess sandbox = SandboxProcess.start(folder, KEYS);
                GraphiteServer graphite = new GraphiteServer();
                SparkSubmitProcess export =
                        submit(line, folder, date, sandbox.baseUrl(), settings(line, folder, graphite), "export")) {
            int exitCode = export.exitCode();
            if (exitCode == 0) {
                Await.until(
                        "the driver's last words are read",
                        () -> graphite.last().getOrDefault(PLUGIN + "run_exit_code", -1.0) >= 0);
            }
            return new LineExport(
                    line,
                    folder,
                    date,
                    exitCode,
                    export.output(),
                    sandbox.ledger().requests(),
                    graphite.last());
        }
    }

    private static List<String> settings(SparkLine line, Path folder, GraphiteServer graphite) {
        String sink = "spark.metrics.conf.*.sink.graphite.";
        List<String> settings = new ArrayList<>(List.of(
                sink + "class=org.apache.spark.metrics.sink.GraphiteSink",
                sink + "host=127.0.0.1",
                sink + "port=" + graphite.port()));
        if (openLineage(line)) {
            settings.addAll(List.of(
                    "spark.extraListeners=io.openlineage.spark.agent.OpenLineageSparkListener",
                    "spark.openlineage.transport.type=file",
                    "spark.openlineage.transport.location=" + folder.resolve("lineage.ndjson")));
        }
        return settings;
    }

    private static boolean openLineage(SparkLine line) {
        return line == SparkLine.SPARK_3_5 || line == SparkLine.SPARK_4_0;
    }

    private static SparkSubmitProcess submit(
            SparkLine line, Path folder, String date, String baseUrl, List<String> settings, String... command)
            throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("SPARK_HOME", distribution(line).toString());
        environment.put("QUICKSTART", "file://" + folder);
        environment.put("SANDBOX_URL", baseUrl);
        KEYS.forEach((application, key) -> environment.put("APPMETRICA_POST_API_KEY_" + application, key));
        List<String> arguments =
                new ArrayList<>(List.of("--json-logs", "--master", "local[2]", "--conf", "spark.ui.enabled=false"));
        settings.forEach(setting -> arguments.addAll(List.of("--conf", setting)));
        List<String> options = new ArrayList<>(List.of(command));
        options.addAll(
                List.of("--config=" + configuration(line, folder), "--date=" + date, "-D", "payload.max-rows=2000"));
        if (line == SparkLine.SPARK_4_1) {
            arguments.addAll(IcebergCatalog.options(warehouse(folder)));
        }
        arguments.addAll(options);
        return SparkSubmitProcess.start(
                folder.resolve(command[0] + "-" + System.nanoTime() + ".log"), environment, arguments);
    }

    /** Where the catalog of the line that has one keeps its tables. */
    static Path warehouse(Path folder) {
        return folder.resolve("warehouse");
    }

    /** The quick start's, with the source and the tables in the catalog where the line has one. */
    private static Path configuration(SparkLine line, Path folder) throws IOException {
        Path quickstart = Project.ROOT.resolve("conf/quickstart.conf");
        if (line != SparkLine.SPARK_4_1) {
            return quickstart;
        }
        return Files.writeString(
                folder.resolve("export.conf"),
                Files.readString(quickstart)
                        .replaceFirst("(?m)^source.path .*$", """
                                source.table = %s
                                source.filter = "dt = '{date}'"\
                                """.formatted(SOURCE_TABLE))
                        .replaceFirst("(?m)^results.path .*$", "results.tables = " + IcebergCatalog.NAME + ".audit"));
    }

    /** The line's distribution with what Spark's Kubernetes client and hadoop-cloud bring, which the JVM then finds first. */
    private static Path distribution(SparkLine line) throws IOException {
        List<Path> jars = new ArrayList<>(ClusterJars.in(line.home().resolve("jars"), ""));
        List<Path> old = ClusterJars.in(Project.ROOT.resolve("target/okhttp3"), "");
        assertThat(old).anyMatch(jar -> jar.endsWith("okhttp-3.12.12.jar"));
        jars.addAll(old);
        if (openLineage(line)) {
            jars.addAll(ClusterJars.in(
                    ClusterJars.resolve(
                            "openlineage", "openlineage-" + line.scala(), "scala.binary.version=" + line.scala()),
                    ""));
        }
        return ClusterJars.distribution("spark-line-" + line.version(), jars);
    }

    /** The same command line again, without the API: whatever it still wants to send fails. Its end is awaited. */
    ChildProcess runAgain(String... command) throws IOException {
        try (SparkSubmitProcess again = submit(line, folder, date, "http://127.0.0.1:9", List.of(), command)) {
            again.exitCode();
            return again;
        }
    }

    JsonNode summary() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
            Path file = files.filter(path -> path.endsWith("summary.json"))
                    .findFirst()
                    .orElseThrow();
            return JSON.readTree(file.toFile());
        }
    }

    /** The rows that the sandbox applied, each with how often. */
    Map<Map<String, String>, Integer> applied() {
        Map<Map<String, String>, Integer> rows = new HashMap<>();
        try (Stream<Map<String, String>> all =
                Ledger.at(folder.resolve("ledger")).rows()) {
            all.forEach(row -> rows.merge(row, 1, Integer::sum));
        }
        return rows;
    }

    /** The driver's metric as Spark pushed it last. */
    double pushed(String name) {
        return lastMetrics.getOrDefault(PLUGIN + name, Double.NaN);
    }

    Path lineageFile() {
        return folder.resolve("lineage.ndjson");
    }

    /** The names of all datasets that OpenLineage's events have as {@code inputs} or {@code outputs}. */
    List<String> lineage(String side) throws IOException {
        List<String> names = new ArrayList<>();
        for (String event : Files.readAllLines(lineageFile())) {
            JSON.readTree(event)
                    .path(side)
                    .forEach(dataset -> names.add(dataset.path("name").asText()));
        }
        return names;
    }

    IcebergTable icebergTable(String table) throws IOException {
        return IcebergTable.read(warehouse(folder).resolve("audit").resolve(table));
    }
}
