package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A day to export to a sandbox of its own, by whatever cluster. */
public final class ClusterDay implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SandboxProcess sandbox;
    private final ExportSetting setting;

    private ClusterDay(SandboxProcess sandbox, ExportSetting setting) {
        this.sandbox = sandbox;
        this.setting = setting;
    }

    /**
     * Starts the sandbox and writes the configuration.
     *
     * @param options of the configuration, over what {@link ExportSetting} has
     * @param faults of the sandbox
     */
    public static ClusterDay of(
            Path folder,
            Path lake,
            String date,
            String key,
            Map<String, String> environment,
            String options,
            String... faults)
            throws Exception {
        Files.createDirectories(folder);
        SandboxProcess sandbox = SandboxProcess.start(
                folder,
                Map.of(ExportSetting.APPLICATION, key),
                Stream.of(faults).map(fault -> "--fault=" + fault).toArray(String[]::new));
        try {
            ExportSetting.write(
                    folder,
                    lake,
                    date,
                    sandbox.baseUrl(),
                    key,
                    "payload.max-rows = 25",
                    "upload { call-timeout = 30s, host-clock-skew = 1s, max-concurrent-requests = 4 }",
                    options);
            // Without the key: it comes from where the cluster has it.
            return new ClusterDay(sandbox, new ExportSetting(folder, date, environment));
        } catch (Exception | Error e) {
            sandbox.close();
            throw e;
        }
    }

    public SparkSubmitProcess submit(String log, String... sparkOptions) {
        return setting.submit(log, sparkOptions);
    }

    public SandboxProcess sandbox() {
        return sandbox;
    }

    public long applied() {
        return sandbox.rowsApplied();
    }

    /** Waits until so many requests of the export were applied. */
    public void awaitApplied(SparkSubmitProcess export, int requests) throws Exception {
        Await.until(requests + " requests are applied", () -> {
            assertThat(export.isAlive())
                    .as("the export ended before its time:\n%s", export.output())
                    .isTrue();
            return sandbox.requestsApplied() >= requests;
        });
    }

    public JsonNode summary() throws IOException {
        return JSON.readTree(run().resolve("summary.json").toFile());
    }

    /** What the books and the receipts say against what the ledger says. */
    public void assertThatThePromiseHolds(int rows) throws IOException {
        Map<String, Integer> applied = new HashMap<>();
        sandbox.bodiesApplied().forEach(sum -> applied.merge(sum, 1, Integer::sum));
        Set<String> doubtful = new HashSet<>();
        summary()
                .get("in_doubt")
                .forEach(doubt -> doubtful.add(doubt.get("payload_id").asText()));
        Set<String> acknowledged = acknowledged();
        String list = JSON.readTree(run().resolve("manifest.json").toFile())
                .get("payloadList")
                .asText();
        for (String line : Files.readAllLines(run().resolve(list))) {
            String id = JSON.readTree(line).get("payloadId").asText();
            Integer times = applied.remove(JSON.readTree(line).get("sha256").asText());
            assertThat(times == null ? 0 : times)
                    .as("%s was applied", id)
                    .isBetween(
                            acknowledged.contains(id) ? 1 : 0,
                            acknowledged.contains(id) || doubtful.contains(id) ? 1 : 0);
        }
        assertThat(applied).as("what nobody froze").isEmpty();
        JsonNode events = summary().get("events");
        assertThat(summary().get("books_balance").asBoolean()).isTrue();
        assertThat(events.get("accepted").asLong() + events.get("unknown").asLong())
                .isEqualTo(rows);
    }

    private Set<String> acknowledged() throws IOException {
        Set<String> payloads = new HashSet<>();
        try (Stream<Path> receipts = Files.list(run().resolve("receipts"))) {
            for (Path receipt : receipts.filter(
                            file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                JsonNode said = JSON.readTree(receipt.toFile());
                if (said.get("outcome").asText().equals("ACCEPTED")) {
                    payloads.add(said.get("payloadId").asText());
                }
            }
        }
        return payloads;
    }

    private Path run() throws IOException {
        try (Stream<Path> runs = Files.list(setting.outbox())) {
            return runs.filter(run -> Files.exists(run.resolve("manifest.json")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
