package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.outbox.FrozenPayloads.manifest;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrozenRunTest extends OutboxTest {
    private final List<FrozenPayload> payloads = List.of(payload("p000001"), payload("p000002"));

    private FrozenRun commit() {
        return FrozenRun.commit(store, paths, manifest(payloads), payloads);
    }

    @Test
    void isReadAsItWasCommitted() {
        FrozenRun committed = commit();

        assertThat(FrozenRun.open(store, paths)).isEqualTo(committed);
        assertThat(FrozenRun.open(store, paths).payloads()).containsExactlyElementsOf(payloads);
    }

    @Test
    void isCommittedOnce() {
        commit();

        assertThatThrownBy(this::commit)
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("another run froze this date");
    }

    @Test
    void refusesAListThatWasChanged() throws Exception {
        FrozenRun run = commit();
        java.nio.file.Path list = onDisk(paths.named(run.manifest().files().payloadList()));
        Files.writeString(list, Files.readString(list).replace("\"rows\":10", "\"rows\":11"));

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("payloads-x.jsonl")
                .hasMessageContaining("nothing is sent from a damaged outbox");
    }

    @Test
    void refusesAListThatIsMissingOrCutOff() throws Exception {
        FrozenRun run = commit();
        java.nio.file.Path list = onDisk(paths.named(run.manifest().files().payloadList()));
        Files.writeString(list, Files.readAllLines(list).get(0) + "\n");
        assertThatThrownBy(() -> FrozenRun.open(store, paths)).isInstanceOf(OutboxException.class);
        Files.delete(list);

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("payloads-x.jsonl");
    }

    @Test
    void refusesAManifestThatItCannotUnderstand() throws Exception {
        commit();
        Files.writeString(onDisk(paths.manifest()), "{\"format\": ");

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("manifest.json");
    }

    @Test
    void readsAndWritesTheManifestOfTheFirstVersion() throws Exception {
        String first = """
                {
                  "format" : 1,
                  "jobName" : "job",
                  "date" : "2026-11-22",
                  "runId" : "job-2026-11-22-1",
                  "createdAt" : "2026-11-22T12:00:00.123456Z",
                  "appVersion" : "0.1.0",
                  "sparkVersion" : "3.5.5",
                  "sparkApplicationId" : "local-1",
                  "planFingerprint" : "plan",
                  "configFingerprint" : "config",
                  "sourcePath" : "/lake/dt={date}",
                  "sourceFingerprint" : "fingerprint",
                  "sourceRows" : 5000000000,
                  "readRows" : 22,
                  "invalidRows" : 2,
                  "validRows" : 20,
                  "payloads" : 2,
                  "bytes" : 200,
                  "reasons" : {
                    "event_name: missing" : 2
                  },
                  "columns" : [ "application_id", "event_name" ],
                  "payloadList" : "payloads-x.jsonl",
                  "payloadListSha256" : "00",
                  "rejectFiles" : [ "r-0.jsonl" ]
                }
                """;
        Manifest manifest = Manifest.read(paths.manifest(), first.getBytes(StandardCharsets.UTF_8));

        assertThat(manifest)
                .isEqualTo(new Manifest(
                        new Manifest.Identity(
                                1,
                                "job",
                                "2026-11-22",
                                "job-2026-11-22-1",
                                Instant.parse("2026-11-22T12:00:00.123456Z")),
                        new Manifest.Origin("0.1.0", "3.5.5", "local-1", "plan", null, "config"),
                        new Manifest.Source("/lake/dt={date}", "fingerprint", 5_000_000_000L),
                        Manifest.Earlier.NONE,
                        new Manifest.Content(22, 2, 20, 2, 200, Map.of("event_name: missing", 2L)),
                        new Manifest.Files(
                                List.of("application_id", "event_name"),
                                "payloads-x.jsonl",
                                "00",
                                List.of("r-0.jsonl"),
                                null)));
        String now = first.replace("\"plan\",", "\"plan\",\n  \"rowsFingerprint\" : null,")
                .replace(
                        "5000000000,",
                        "5000000000,\n  \"skipped\" : {\n    \"filter\" : \"\",\n    \"rows\" : 0,\n    \"undecidedRows\" : 0\n  },\n  \"sourceTable\" : null,\n  \"comparedWith\" : [ ],\n  \"bookedRows\" : 0,\n  \"goneRows\" : 0,\n  \"remadeRows\" : 0,")
                .replace("\"r-0.jsonl\" ]", "\"r-0.jsonl\" ],\n  \"sourceList\" : null");
        assertThat(new String(manifest.write(), StandardCharsets.UTF_8)).isEqualTo(now);
    }
}
