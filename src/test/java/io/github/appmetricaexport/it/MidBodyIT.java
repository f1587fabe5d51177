package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.outbox.Sha256;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver is killed in the middle of a request's body; a plain rerun ends the day without that payload. */
class MidBodyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "an-invented-key";
    private static final int ROWS = 40_000;
    /** Some kilobytes, of the megabytes that half of the rows are. */
    private static final int BYTES_READ = 8 * 1_024;

    private static final String[] LOCAL = {"--master", "local[2]", "--conf", "spark.ui.enabled=false"};

    @TempDir
    private Path folder;

    private Path lake;
    private String date;

    @Test
    void holdsThePayloadWhoseBodyWasUnderWayAndSendsTheOthersOnce() throws Exception {
        date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS);

        dieWithinTheBody();
        Set<String> claimed = names(Files.list(run().resolve("intents")));
        assertThat(claimed).hasSize(1);
        assertThat(run().resolve("receipts"))
                .satisfiesAnyOf(
                        none -> assertThat(none).doesNotExist(),
                        none -> assertThat(none).isEmptyDirectory());

        try (SandboxProcess sandbox = SandboxProcess.start(folder, Map.of(ExportSetting.APPLICATION, KEY))) {
            try (SparkSubmitProcess rerun = setting(sandbox.baseUrl()).submit("again.log", LOCAL)) {
                assertThat(rerun.exitCode()).as(rerun.output()).isEqualTo(7);
            }
            assertThatOnlyTheOthersWereSent(sandbox.ledger().requests(), claimed);
        }
        assertThatTheBooksSaySo(claimed);
    }

    private void dieWithinTheBody() throws Exception {
        try (StalledApi api = new StalledApi();
                SparkSubmitProcess first = setting(api.baseUrl()).submit("first.log", LOCAL)) {
            api.readTheBeginning(BYTES_READ);
            first.kill();
            assertThat(api.readToTheEnd())
                    .as("the bytes of the body that left the driver before its death")
                    .isGreaterThanOrEqualTo(BYTES_READ)
                    .isLessThan(api.announced());
        }
    }

    private ExportSetting setting(String baseUrl) throws IOException {
        return ExportSetting.write(
                folder,
                lake,
                date,
                baseUrl,
                KEY,
                "payload.max-rows = " + ROWS / 4,
                "upload { call-timeout = 5s, max-concurrent-requests = 1 }");
    }

    /** The sandbox keeps what it applied byte for byte, so that a payload is known by its digest. */
    private void assertThatOnlyTheOthersWereSent(List<LedgerRequest> requests, Set<String> claimed) throws IOException {
        List<String> expected = new ArrayList<>();
        for (JsonNode payload : payloads()) {
            if (!claimed.contains(payload.get("payloadId").asText())) {
                expected.add(payload.get("sha256").asText());
            }
        }
        assertThat(expected).isNotEmpty();
        List<String> applied = new ArrayList<>();
        for (LedgerRequest request : requests) {
            Path file = folder.resolve("ledger").resolve(request.file().orElseThrow());
            applied.add(Sha256.of(Files.readAllBytes(file)));
        }
        assertThat(applied).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void assertThatTheBooksSaySo(Set<String> claimed) throws IOException {
        JsonNode summary = JSON.readTree(run().resolve("summary.json").toFile());
        Set<String> doubtful = new HashSet<>();
        summary.get("in_doubt")
                .forEach(doubt -> doubtful.add(doubt.get("payload_id").asText()));
        assertThat(doubtful).isEqualTo(claimed);
        long claimedRows = 0;
        for (JsonNode payload : payloads()) {
            claimedRows += claimed.contains(payload.get("payloadId").asText())
                    ? payload.get("rows").asLong()
                    : 0;
        }
        JsonNode events = summary.get("events");
        assertThat(summary.get("exit_code").asInt()).isEqualTo(7);
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        assertThat(events.get("unknown").asLong()).isEqualTo(claimedRows).isPositive();
        assertThat(events.get("accepted").asLong()).isEqualTo(ROWS - claimedRows);
    }

    private Path run() throws IOException {
        return setting("http://127.0.0.1").outbox().resolve("run=1");
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

    /** The payloads that files are about. */
    private static Set<String> names(Stream<Path> files) throws IOException {
        Set<String> names = new HashSet<>();
        try (files) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    names.add(JSON.readTree(file.toFile()).get("payloadId").asText());
                }
            }
        }
        return names;
    }
}
