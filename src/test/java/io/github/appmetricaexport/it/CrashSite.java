package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.outbox.Sha256;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One day with a sandbox of its own, whose export is killed and run again. */
final class CrashSite implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "an-invented-key";

    private final Path folder;
    private final SandboxProcess sandbox;
    private final ExportSetting setting;
    private final SparkSubmitProcess first;

    private CrashSite(Path folder, SandboxProcess sandbox, ExportSetting setting, SparkSubmitProcess first) {
        this.folder = folder;
        this.sandbox = sandbox;
        this.setting = setting;
        this.first = first;
    }

    /** Starts the sandbox, and the export that is to die. */
    static CrashSite start(Path folder, Path lake, String date, String master, String... faults) throws Exception {
        Files.createDirectories(folder);
        String[] options = Stream.of(faults).map(fault -> "--fault=" + fault).toArray(String[]::new);
        SandboxProcess sandbox = SandboxProcess.start(folder, Map.of(ExportSetting.APPLICATION, KEY), options);
        try {
            ExportSetting setting = ExportSetting.write(
                    folder,
                    lake,
                    date,
                    sandbox.baseUrl(),
                    KEY,
                    "payload.max-rows = 25",
                    "upload { call-timeout = 3s, max-concurrent-requests = 4 }");
            return new CrashSite(
                    folder,
                    sandbox,
                    setting,
                    setting.submit("first.log", "--master", master, "--conf", "spark.ui.enabled=false"));
        } catch (Exception | Error e) {
            sandbox.close();
            throw e;
        }
    }

    SparkSubmitProcess first() {
        return first;
    }

    /** Waits for the first file below a folder of the first run, such as {@code intents}. */
    void awaitFile(String name) throws Exception {
        awaitFileIn(setting.outbox().resolve("run=1").resolve(name));
    }

    void awaitFileIn(Path path) throws Exception {
        Await.until(path + " has something", () -> {
            alive();
            return holdsAFile(path);
        });
    }

    /** Waits until the sandbox has applied events. */
    void awaitApplied() throws Exception {
        Await.until("the sandbox has applied events", () -> {
            alive();
            return sandbox.ledger().requests().stream().anyMatch(request -> request.rows() > 0);
        });
    }

    private void alive() {
        assertThat(first.isAlive())
                .as("the export ended before its time:\n%s", first.output())
                .isTrue();
    }

    Path results(String table) {
        return folder.resolve("results").resolve(table);
    }

    private static boolean holdsAFile(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.anyMatch(Files::isRegularFile);
        }
    }

    /** Runs the export again; returns its exit code. */
    int again() throws IOException {
        try (SparkSubmitProcess rerun =
                setting.submit("again.log", "--master", "local[2]", "--conf", "spark.ui.enabled=false")) {
            int exitCode = rerun.exitCode();
            assertThat(exitCode).as(rerun.output()).isIn(0, 7);
            assertThat(summary().get("exit_code").asInt()).isEqualTo(exitCode);
            return exitCode;
        }
    }

    /** What the books and the receipts say against what the ledger says. */
    void assertThatThePromiseHolds(int rows) throws IOException {
        Map<String, Integer> applied = appliedBySha256();
        Set<String> doubtful = new HashSet<>();
        summary()
                .get("in_doubt")
                .forEach(doubt -> doubtful.add(doubt.get("payload_id").asText()));
        for (JsonNode payload : payloads()) {
            String id = payload.get("payloadId").asText();
            int times = applied.getOrDefault(payload.get("sha256").asText(), 0);
            applied.remove(payload.get("sha256").asText());
            boolean accepted = isAccepted(id);
            assertThat(times).as("%s was applied", id).isLessThanOrEqualTo(1);
            assertThat(accepted && times == 0)
                    .as("%s was acknowledged and not applied", id)
                    .isFalse();
            assertThat(times == 1 && !accepted && !doubtful.contains(id))
                    .as("%s was applied and is on no list", id)
                    .isFalse();
        }
        assertThat(applied).as("what nobody froze").isEmpty();
        JsonNode events = summary().get("events");
        long total = 0;
        for (JsonNode number : events) {
            total += number.asLong();
        }
        assertThat(summary().get("books_balance").asBoolean()).isTrue();
        assertThat(total).isEqualTo(rows);
        assertThat(events.get("accepted").asLong() + events.get("unknown").asLong())
                .isEqualTo(rows);
    }

    private Map<String, Integer> appliedBySha256() throws IOException {
        Map<String, Integer> applied = new HashMap<>();
        for (LedgerRequest request : sandbox.ledger().requests()) {
            if (request.file().isPresent()) {
                Path file = folder.resolve("ledger").resolve(request.file().orElseThrow());
                applied.merge(Sha256.of(Files.readAllBytes(file)), 1, Integer::sum);
            }
        }
        return applied;
    }

    private boolean isAccepted(String payloadId) throws IOException {
        for (Path receipt : files(run().resolve("receipts"))) {
            JsonNode said = JSON.readTree(receipt.toFile());
            if (said.get("payloadId").asText().equals(payloadId)
                    && said.get("outcome").asText().equals("ACCEPTED")) {
                return true;
            }
        }
        return false;
    }

    private List<JsonNode> payloads() throws IOException {
        String list = JSON.readTree(run().resolve("manifest.json").toFile())
                .get("payloadList")
                .asText();
        List<JsonNode> payloads = new ArrayList<>();
        for (String line : Files.readAllLines(run().resolve(list))) {
            payloads.add(JSON.readTree(line));
        }
        return payloads;
    }

    private JsonNode summary() throws IOException {
        return JSON.readTree(run().resolve("summary.json").toFile());
    }

    /** The only run with a manifest. */
    private Path run() throws IOException {
        try (Stream<Path> runs = Files.list(setting.outbox())) {
            List<Path> frozen = runs.filter(run -> Files.exists(run.resolve("manifest.json")))
                    .toList();
            assertThat(frozen).hasSize(1);
            return frozen.get(0);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    @Override
    public void close() {
        first.close();
        sandbox.close();
    }
}
