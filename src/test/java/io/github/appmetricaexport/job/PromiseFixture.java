package io.github.appmetricaexport.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.logs.LogsServer;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.sandbox.ApiSwitches;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.sandbox.LogsApiSwitches;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Visibility;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A day of a few events, the sandbox to send it to, and the commands that do; in one process. */
public final class PromiseFixture implements AutoCloseable {
    static final LocalDate DATE = LocalDate.now(ZoneOffset.UTC).minusDays(2);

    private static final StructType EVENTS = new StructType()
            .add("application", DataTypes.IntegerType)
            .add("who", DataTypes.StringType)
            .add("params", DataTypes.StringType);
    private static final Map<Integer, String> KEYS = Map.of(1111, "invented-key-1", 2222, "invented-key-2");

    private final SparkSession spark;
    private final Path folder;
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private ApiSwitches switches = ApiSwitches.DEFAULT;
    private LogsApiSwitches logs = LogsApiSwitches.of(Map.of(1111, LogsServer.TOKEN, 2222, LogsServer.TOKEN));
    private Duration later = Duration.ZERO;
    private SandboxServer sandbox;
    private String said = "";

    public PromiseFixture(SparkSession spark, Path folder) throws IOException {
        this.spark = spark;
        this.folder = folder;
        Files.createDirectories(folder.resolve("keys"));
        for (Map.Entry<Integer, String> key : KEYS.entrySet()) {
            Files.writeString(folder.resolve("keys").resolve(key.getKey().toString()), key.getValue());
        }
        with("payload.max-rows", "4");
        Files.writeString(folder.resolve("keys").resolve("logs-api-token"), LogsServer.TOKEN);
        with("logs-api.token-source", "directory");
        with("logs-api.token-directory", folder.resolve("keys").toString());
        sandbox();
    }

    public PromiseFixture with(String option, String value) {
        overrides.put(option, value);
        return this;
    }

    public PromiseFixture with(ApiSwitches others) {
        switches = others;
        return this;
    }

    /** A sandbox with these faults takes the place of the one before; the ledger goes on. */
    public PromiseFixture sandbox(String... faults) throws IOException {
        if (sandbox != null) {
            sandbox.close();
        }
        sandbox = SandboxServer.start(SandboxOptions.of(folder.resolve("ledger"), KEYS)
                .withSwitches(switches)
                .withLogs(logs)
                .withClock(Clock.offset(Clock.systemUTC(), later))
                .withFaults(FaultPlan.of(1, faults)));
        return this;
    }

    /** A key that the sandbox does not know. */
    public PromiseFixture wrongKeyOf(int application) throws IOException {
        Files.writeString(folder.resolve("keys").resolve(Integer.toString(application)), "invented-wrong-key");
        return this;
    }

    /** The day's events, all of one application, of users {@code user-0} on. */
    public PromiseFixture day(int rows) {
        return day(IntStream.range(0, rows).mapToObj(row -> event(1111, row, "{}")));
    }

    /** As {@link #day(int)}, and each row has a text in its event_json that no other has. */
    PromiseFixture dayOfMarkers(int rows) {
        return day(
                IntStream.range(0, rows).mapToObj(row -> event(1111, row, "{\"row\":{\"id\":" + (7000 + row) + "}}")));
    }

    /** Half of the day's events for each of two applications. */
    public PromiseFixture dayOfTwoApplications(int rows) {
        return day(IntStream.range(0, rows).mapToObj(row -> event(row < rows / 2 ? 1111 : 2222, row, "{}")));
    }

    /** As {@link #day(int)}, and these rows have an event_json of 52 bytes where the others have 2. */
    public PromiseFixture dayWithLongRows(int rows, Set<Integer> longRows) {
        String large = "{\"a\":\"" + "x".repeat(44) + "\"}";
        return day(IntStream.range(0, rows).mapToObj(row -> event(1111, row, longRows.contains(row) ? large : "{}")));
    }

    private static Row event(int application, int row, String params) {
        return RowFactory.create(application, "user-" + row, params);
    }

    private PromiseFixture day(Stream<Row> rows) {
        spark.createDataFrame(rows.toList(), EVENTS)
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.resolve("day").toString());
        return this;
    }

    ExportConfig config() {
        Map<String, String> all = new HashMap<>(overrides);
        all.put("api.base-url", sandbox.baseUrl());
        return ConfigLoader.parse(
                """
                source.path = "%1$s/day"
                mapping {
                  application_id = application, profile_id = who, event_name = "'bought, \\"it\\"\\r\\nnow'"
                  event_timestamp = "%2$s", event_json = params
                }
                api { key-source = directory, key-directory = "%1$s/keys" }
                upload {
                  call-timeout = 2s, connect-timeout = 1s, first-back-off = 1ms, longest-back-off = 5ms,
                  max-concurrent-requests = 3, host-clock-skew = 0s
                }
                work { path = "%1$s/work", lock-timeout = 1s }
                results.path = "%1$s/results"
                """.formatted(folder, DATE.atTime(12, 0).toEpochSecond(ZoneOffset.UTC)), "test.conf", all);
    }

    public RunOutcome export() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunOutcome outcome = new ExportJob(
                        spark, config(), DATE, ExportRequest.to(ExportMode.SEND), console(out), Clock.systemUTC())
                .run();
        said = out.toString(StandardCharsets.UTF_8);
        return outcome;
    }

    RunOutcome resolve(Verdict verdict, String... payloads) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Resolve resolve = new Resolve(
                Set.of(payloads), Optional.empty(), verdict, "invented-login", "asked the invented support");
        RunOutcome outcome = new ResolveJob(spark, config(), DATE, resolve, console(out), Clock.systemUTC()).run();
        said = out.toString(StandardCharsets.UTF_8);
        return outcome;
    }

    /** Another Logs API than the sandbox's. */
    PromiseFixture asking(String baseUrl) {
        return with("logs-api.base-url", baseUrl);
    }

    /** So much later by the sandbox's clock, which shows what it shows by then. */
    PromiseFixture later(Duration time, UnaryOperator<Visibility> visibility) throws IOException {
        later = time;
        logs = logs.withVisibility(visibility.apply(logs.visibility()));
        return sandbox();
    }

    LogsApiSwitches logs() {
        return logs;
    }

    PromiseFixture with(LogsApiSwitches others) throws IOException {
        logs = others;
        return sandbox();
    }

    RunOutcome reconcile(Reconcile.Mode mode) {
        return reconcile(mode, Duration.ofHours(1));
    }

    RunOutcome reconcile(Reconcile.Mode mode, Duration patience) {
        return reconcile(OptionalInt.empty(), mode, patience);
    }

    /** At the time that {@link #later} set, or two days later, by a clock that waiting moves too. */
    RunOutcome reconcile(OptionalInt run, Reconcile.Mode mode, Duration patience) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicReference<Duration> ahead = new AtomicReference<>(later.isZero() ? Duration.ofDays(2) : later);
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(ahead.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("no test needs another zone");
            }
        };
        Reconcile request = new Reconcile(
                run, mode, "invented-login", patience, pause -> ahead.updateAndGet(sofar -> sofar.plus(pause)));
        try {
            return new ReconcileJob(spark, config(), DATE, request, console(out), clock).run();
        } finally {
            said = out.toString(StandardCharsets.UTF_8);
        }
    }

    /** The payloads with that outcome, by the table. */
    List<String> payloadsThat(String outcome) {
        return payloads("outcome").entrySet().stream()
                .filter(payload -> payload.getValue().equals(outcome))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whose events a payload holds, in its order. */
    List<String> usersOf(String payload) throws IOException {
        JsonNode manifest =
                new ObjectMapper().readTree(run().resolve("manifest.json").toFile());
        for (String line :
                Files.readAllLines(run().resolve(manifest.get("payloadList").asText()))) {
            JsonNode frozen = new ObjectMapper().readTree(line);
            if (frozen.get("payloadId").asText().equals(payload)) {
                return Day.rowsOf(run().resolve("payloads")
                                .resolve(frozen.get("file").asText()))
                        .stream()
                        .map(row -> row.get("profile_id"))
                        .toList();
            }
        }
        throw new AssertionError("no " + payload);
    }

    /** What the sandbox applied. */
    Stream<Map<String, String>> rows() {
        return Ledger.at(folder.resolve("ledger")).rows();
    }

    private static Console console(ByteArrayOutputStream out) {
        return new Console(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());
    }

    /** What the last command said. */
    public String said() {
        return said;
    }

    public Path run() {
        return folder.resolve("work/offline-events/date=" + DATE + "/run=1");
    }

    public JsonNode summary() throws IOException {
        return new ObjectMapper().readTree(Files.readString(run().resolve("summary.json")));
    }

    /** As if the run had died before it wrote them. */
    public void takeBackTheTables() throws IOException {
        FileUtil.fullyDelete(folder.resolve("results").toFile());
    }

    /** The rows of a results table, in the order of payload_id. */
    public List<Row> table(String name) {
        return spark.read()
                .parquet(folder.resolve("results/" + name).toString())
                .orderBy("payload_id")
                .collectAsList();
    }

    /** One value of each row of the table payloads, by payload. */
    public Map<String, Object> payloads(String column) {
        Map<String, Object> values = new TreeMap<>();
        table("payloads").forEach(row -> values.put(row.getAs("payload_id"), row.getAs(column)));
        return values;
    }

    /** How often the sandbox applied each event, by user. */
    public Map<String, Long> applied() {
        try (Stream<Map<String, String>> rows =
                Ledger.at(folder.resolve("ledger")).rows()) {
            return rows.collect(Collectors.groupingBy(row -> row.get("profile_id"), Collectors.counting()));
        }
    }

    public Ledger ledger() {
        return Ledger.at(folder.resolve("ledger"));
    }

    @Override
    public void close() throws IOException {
        sandbox.close();
    }
}
