package io.github.appmetricaexport.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What the outbox of a date says beside what the sandbox's ledger says, at any moment.
 *
 * @param sha256OfPayload of every frozen payload, by its id; empty before a manifest
 * @param timesApplied by digest: the ledger keeps what it applied byte for byte
 * @param claimed payloads with a claim
 * @param accepted payloads with an acceptance on record
 */
record CrashBooks(
        Path run,
        Map<String, String> sha256OfPayload,
        Map<String, Integer> timesApplied,
        Set<String> claimed,
        Set<String> accepted) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static CrashBooks of(Path folder, Path outbox, List<LedgerRequest> requests) throws IOException {
        Map<String, Integer> applied = new HashMap<>();
        for (LedgerRequest request : requests) {
            if (request.file().isPresent()) {
                Path file = folder.resolve("ledger").resolve(request.file().orElseThrow());
                applied.merge(DigestUtils.sha256Hex(Files.readAllBytes(file)), 1, Integer::sum);
            }
        }
        List<Path> frozen = list(outbox).stream()
                .filter(run -> Files.exists(run.resolve("manifest.json")))
                .toList();
        assertThat(frozen).hasSizeLessThanOrEqualTo(1);
        if (frozen.isEmpty()) {
            return new CrashBooks(outbox, Map.of(), applied, Set.of(), Set.of());
        }
        Path run = frozen.get(0);
        Set<String> claimed = read(run.resolve("intents")).stream()
                .map(claim -> claim.get("payloadId").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> accepted = read(run.resolve("receipts")).stream()
                .filter(receipt -> receipt.get("outcome").asText().equals("ACCEPTED"))
                .map(receipt -> receipt.get("payloadId").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        return new CrashBooks(run, payloads(run), applied, claimed, accepted);
    }

    private static Map<String, String> payloads(Path run) throws IOException {
        String list = JSON.readTree(run.resolve("manifest.json").toFile())
                .get("payloadList")
                .asText();
        Map<String, String> payloads = new HashMap<>();
        for (String line : Files.readAllLines(run.resolve(list))) {
            JsonNode payload = JSON.readTree(line);
            payloads.put(
                    payload.get("payloadId").asText(), payload.get("sha256").asText());
        }
        return payloads;
    }

    private static List<JsonNode> read(Path folder) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (Path file : list(folder)) {
            if (!file.getFileName().toString().startsWith(".")) {
                found.add(JSON.readTree(file.toFile()));
            }
        }
        return found;
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    int timesApplied(String payload) {
        return timesApplied.getOrDefault(sha256OfPayload.get(payload), 0);
    }

    /** Payloads that were claimed and have no acceptance. */
    Set<String> inDoubt() {
        Set<String> doubtful = new TreeSet<>(claimed);
        doubtful.removeAll(accepted);
        return doubtful;
    }

    /** Payloads in doubt, by whether the ledger has them. */
    Set<String> inDoubt(boolean applied) {
        return inDoubt().stream()
                .filter(payload -> timesApplied(payload) > 0 == applied)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Nothing twice, nothing that was not frozen, nothing unclaimed, and no acceptance of what never came. */
    void assertThatThePromiseHolds() {
        Map<String, Integer> unexplained = new HashMap<>(timesApplied);
        sha256OfPayload.forEach((payload, sha256) -> {
            Integer times = unexplained.remove(sha256);
            assertThat(times == null ? 0 : times)
                    .as("times that %s was applied", payload)
                    .isLessThanOrEqualTo(1);
            assertThat(times == null && accepted.contains(payload))
                    .as("%s was acknowledged and not applied", payload)
                    .isFalse();
            assertThat(times != null && !claimed.contains(payload))
                    .as("%s was applied without a claim", payload)
                    .isFalse();
        });
        assertThat(unexplained).as("applied, and frozen by nobody").isEmpty();
    }

    /** The same, and the summary counts every row once and names exactly what is in doubt. */
    void assertThatTheSummaryAgrees(int rows, int exitCode) throws IOException {
        assertThatThePromiseHolds();
        JsonNode summary = JSON.readTree(run.resolve("summary.json").toFile());
        assertThat(summary.get("exit_code").asInt()).isEqualTo(exitCode);
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        Set<String> named = new TreeSet<>();
        summary.get("in_doubt")
                .forEach(doubt -> named.add(doubt.get("payload_id").asText()));
        assertThat(named).isEqualTo(inDoubt());
        long total = 0;
        for (JsonNode number : summary.get("events")) {
            total += number.asLong();
        }
        assertThat(total).isEqualTo(rows);
    }
}
