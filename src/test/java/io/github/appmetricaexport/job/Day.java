package io.github.appmetricaexport.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A day of events in Parquet, a sandbox for it, and the exports between the two.
 *
 * <p>The source's columns are texts and bear the names of the API's fields.
 */
public final class Day implements AutoCloseable {
    public static final LocalDate DATE = LocalDate.of(2026, 11, 20);
    static final List<String> COLUMNS = List.of(
            "application_id",
            "profile_id",
            "appmetrica_device_id",
            "event_name",
            "event_timestamp",
            "event_json",
            "device_model",
            "operator_name");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SparkSession spark;
    private final Path folder;
    private final Map<Integer, String> keys;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Clock clock = Clock.systemUTC();
    private String awaited;
    private Runnable then;
    private SandboxServer sandbox;

    /** With the applications 1111 and 2222. */
    public Day(SparkSession spark, Path folder) throws IOException {
        this(spark, folder, Map.of(1111, "invented-key-1", 2222, "invented-key-2"));
    }

    Day(SparkSession spark, Path folder, Map<Integer, String> keys) throws IOException {
        this.spark = spark;
        this.folder = folder;
        this.keys = keys;
        for (Map.Entry<Integer, String> key : keys.entrySet()) {
            key(key.getKey().toString(), key.getValue());
        }
        startSandbox(FaultPlan.NONE);
        set("source.path", folder.resolve("source") + "/dt={date}");
        set("work.path", folder.resolve("work").toString());
        set("results.path", folder.resolve("results").toString());
    }

    private void startSandbox(FaultPlan faults) throws IOException {
        sandbox = SandboxServer.start(
                SandboxOptions.of(folder.resolve("ledger"), keys).withFaults(faults));
        set("api.base-url", sandbox.baseUrl());
    }

    /** The same ledger behind a server with other faults, at another port. */
    void restartSandbox(FaultPlan faults) throws IOException {
        sandbox.close();
        startSandbox(faults);
    }

    void stopSandbox() throws IOException {
        sandbox.close();
    }

    /** A minimal valid event of an hour ago. */
    public static Map<String, String> event(String application, String profile, String name) {
        Map<String, String> event = new TreeMap<>();
        event.put("application_id", application);
        event.put("profile_id", profile);
        event.put("event_name", name);
        event.put("event_timestamp", Long.toString(Clock.systemUTC().instant().getEpochSecond() - 3600));
        return event;
    }

    /** As many events of one application, each with a name of its own. */
    public static List<Map<String, String>> events(String application, int count) {
        List<Map<String, String>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(application, "user-" + i, "event-" + application + "-" + i));
        }
        return events;
    }

    /** Replaces the day's Parquet, in one file. */
    public void write(List<Map<String, String>> events) {
        write(events, SaveMode.Overwrite);
    }

    /** Adds a file to the day. */
    void add(List<Map<String, String>> events) {
        write(events, SaveMode.Append);
    }

    /** Replaces the day's Parquet as another writer would: in two files, with the columns the other way round, by another codec. */
    void writeOtherwise(List<Map<String, String>> events) {
        List<String> columns = new ArrayList<>(COLUMNS);
        Collections.reverse(columns);
        write(events);
        Dataset<Row> rows = spark.read().parquet(source().toString()).localCheckpoint();
        rows.selectExpr(columns.toArray(String[]::new))
                .repartition(2)
                .write()
                .option("compression", "gzip")
                .mode(SaveMode.Overwrite)
                .parquet(source().toString());
    }

    private void write(List<Map<String, String>> events, SaveMode mode) {
        List<Row> rows = new ArrayList<>();
        for (Map<String, String> event : events) {
            rows.add(RowFactory.create(COLUMNS.stream().map(event::get).toArray()));
        }
        StructType schema = new StructType();
        for (String column : COLUMNS) {
            schema = schema.add(column, DataTypes.StringType);
        }
        spark.createDataFrame(rows, schema).coalesce(1).write().mode(mode).parquet(source().toString());
    }

    Path source() {
        return folder.resolve("source").resolve("dt=" + DATE);
    }

    /** The day's first Parquet file. */
    Path sourceFile() throws IOException {
        try (Stream<Path> files = Files.list(source())) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    void key(String application, String key) throws IOException {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(keys.resolve(application), key);
    }

    void forgetKey(String application) throws IOException {
        Files.delete(folder.resolve("keys").resolve(application));
    }

    /** Changes a setting for the exports to come. */
    public void set(String option, String value) {
        settings.put(option, value);
    }

    /** The driver's clock for the exports to come. */
    void tellTimeBy(Clock other) {
        clock = other;
    }

    /** Something that happens as soon as the exports to come say this, once. */
    void when(String words, Runnable happens) {
        awaited = words;
        then = happens;
    }

    public ExportConfig config() {
        return ConfigLoader.parse(configText(), "a test", settings);
    }

    /** The same as a file, for a command. */
    public Path configFile() throws IOException {
        StringBuilder text = new StringBuilder(configText());
        settings.forEach((option, value) -> text.append(option)
                .append(" = ")
                .append(JSON.<JsonNode>valueToTree(value))
                .append('\n'));
        return Files.writeString(folder.resolve("day.conf"), text);
    }

    private String configText() {
        StringBuilder mapping = new StringBuilder();
        COLUMNS.forEach(column -> mapping.append("mapping.")
                .append(column)
                .append(" = ")
                .append(column)
                .append('\n'));
        return """
                api { key-source = directory, key-directory = "%s" }
                upload { call-timeout = 5s, connect-timeout = 1s, deadline = 1m, max-attempts = 3 }
                upload { first-back-off = 10ms, longest-back-off = 100ms, max-concurrent-requests = 4 }
                work { lock-timeout = 1s }
                gate { max-invalid-share = 1 }
                %s
                """.formatted(folder.resolve("keys"), mapping);
    }

    public RunOutcome export() {
        return run(ExportRequest.to(ExportMode.SEND));
    }

    RunOutcome dryRun() {
        return run(ExportRequest.to(ExportMode.DRY_RUN));
    }

    RunOutcome run(ExportRequest request) {
        said.reset();
        Console console = new Console(new PrintStream(hearing(), true, StandardCharsets.UTF_8), clock);
        return new ExportJob(spark, config(), DATE, request, console, clock).run();
    }

    private OutputStream hearing() {
        return new FilterOutputStream(said) {
            @Override
            public void flush() throws IOException {
                super.flush();
                if (awaited != null && said().contains(awaited)) {
                    awaited = null;
                    then.run();
                }
            }
        };
    }

    /** What the last export told people. */
    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    SandboxServer sandbox() {
        return sandbox;
    }

    /** Every row that the sandbox applied, in any order; an empty cell is absent. */
    List<Map<String, String>> ledger() {
        try (Stream<Map<String, String>> rows = sandbox.ledger().rows()) {
            return rows.<Map<String, String>>map(TreeMap::new).toList();
        }
    }

    long requests() {
        return sandbox.ledger().requests().size();
    }

    /** A results table in the order of its first column. */
    public List<Row> table(String name) {
        Dataset<Row> table =
                spark.read().parquet(folder.resolve("results").resolve(name).toString());
        return table.orderBy(table.columns()[0]).collectAsList();
    }

    public boolean hasTable(String name) {
        return Files.exists(folder.resolve("results").resolve(name));
    }

    JsonNode summary() throws IOException {
        return JSON.readTree(latestRun().resolve("summary.json").toFile());
    }

    public Path outbox() {
        return folder.resolve("work").resolve("offline-events").resolve("date=" + DATE);
    }

    public Path run(int number) {
        return outbox().resolve("run=" + number);
    }

    private Path latestRun() throws IOException {
        try (Stream<Path> runs = Files.list(outbox())) {
            return runs.filter(run -> run.getFileName().toString().startsWith("run="))
                    .sorted()
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }
    }

    /** The frozen payloads of a run, by the names that its list gives them. */
    Map<String, Path> payloads(int run) throws IOException {
        JsonNode manifest = JSON.readTree(run(run).resolve("manifest.json").toFile());
        Map<String, Path> payloads = new TreeMap<>();
        for (String line :
                Files.readAllLines(run(run).resolve(manifest.get("payloadList").asText()))) {
            JsonNode payload = JSON.readTree(line);
            payloads.put(
                    payload.get("payloadId").asText(),
                    run(run).resolve("payloads").resolve(payload.get("file").asText()));
        }
        return payloads;
    }

    /** The rows of a payload as another CSV reader sees them; an empty cell is absent. */
    static List<Map<String, String>> rowsOf(Path payload) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(payload)) {
            for (CSVRecord row : format.parse(reader)) {
                Map<String, String> values = new TreeMap<>(row.toMap());
                values.values().removeIf(String::isEmpty);
                rows.add(values);
            }
        }
        return rows;
    }

    /** Names of the files in a folder of the outbox; none when there is no such folder. */
    static List<String> namesIn(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    Path folder() {
        return folder;
    }

    /** Events as the API gets them: what is empty is left out. */
    static List<Map<String, String>> asSent(List<Map<String, String>> events) {
        return events.stream()
                .<Map<String, String>>map(event -> {
                    Map<String, String> sent = new TreeMap<>(event);
                    sent.values().removeIf(value -> value == null || value.isEmpty());
                    return sent;
                })
                .toList();
    }

    @Override
    public void close() throws IOException {
        sandbox.close();
    }
}
