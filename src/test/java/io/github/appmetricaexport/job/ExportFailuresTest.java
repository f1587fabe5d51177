package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.asSent;
import static io.github.appmetricaexport.job.Day.event;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong, how a run ends with it, and that the next one goes on. */
class ExportFailuresTest extends SparkTest {
    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    private static List<Map<String, String>> ofBothApplications(int count) {
        List<Map<String, String>> events = new ArrayList<>(events("1111", count));
        events.addAll(events("2222", count));
        return events;
    }

    private void assertNothingClaimed() throws IOException {
        assertThat(day.requests()).isZero();
        for (String run : Day.namesIn(day.outbox())) {
            assertThat(Day.namesIn(day.outbox().resolve(run))).doesNotContain("manifest.json", "intents");
        }
    }

    private void assertCompletes(List<Map<String, String>> events) {
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(events));
        assertThat(day.table("runs"))
                .singleElement()
                .satisfies(run -> assertThat(run.<String>getAs("outcome")).isEqualTo("complete"));
    }

    private List<String> outcomes() {
        return day.table("payloads").stream()
                .map(row -> row.<String>getAs("outcome"))
                .toList();
    }

    @Test
    void aWrongKeyStopsItsApplicationOnlyAndTheRightOneFinishes() throws Exception {
        List<Map<String, String>> events = ofBothApplications(6);
        day.write(events);
        day.set("payload.max-rows", "2");
        day.key("2222", "another-invented-key");

        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(events.subList(0, 6)));
        assertThat(outcomes()).filteredOn("accepted"::equals).hasSize(3);
        assertThat(outcomes()).contains("rejected").doesNotContain("unknown");
        assertThat(day.said()).contains("the API refuses the key of application 2222: set the right one and run again");
        assertThat(day.summary().get("exit_code").asInt()).isEqualTo(5);
        assertThat(day.summary().get("books_balance").asBoolean()).isTrue();

        day.key("2222", "invented-key-2");
        assertCompletes(events);
        assertThat(day.requests()).isLessThanOrEqualTo(3 + 3 + 3);
    }

    @Test
    void aMissingKeyKeepsTheGateShut() throws Exception {
        List<Map<String, String>> events = ofBothApplications(2);
        day.write(events);
        day.forgetKey("2222");

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.requests()).isZero();
        assertThat(day.said()).contains("No Post API key for application 2222").doesNotContain("application 1111:");
        assertThat(outcomes()).containsOnly("not_sent");

        day.key("2222", "invented-key-2");
        assertCompletes(events);
    }

    @Test
    void anUnreachableServerLeavesTheRunIncomplete() throws Exception {
        List<Map<String, String>> events = events("1111", 2);
        day.write(events);
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        day.set("api.base-url", "http://127.0.0.1:" + closed);

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.said()).contains("127.0.0.1:" + closed, "run the same command again to resume");
        assertThat(outcomes()).containsOnly("not_sent");

        day.set("api.base-url", day.sandbox().baseUrl());
        assertCompletes(events);
    }

    @Test
    void aServerThatIsBusyForAWhileIsRiddenOut() throws Exception {
        List<Map<String, String>> events = events("1111", 3);
        day.write(events);
        day.set("payload.max-rows", "1");
        day.set("upload.max-attempts", "10");
        day.restartSandbox(FaultPlan.of(1, "503:1:to=4"));

        assertCompletes(events);
        assertThat(day.requests()).isEqualTo(4 + 3);
    }

    @Test
    void anAbsurdRetryAfterEndsTheRunAndIsNamed() throws Exception {
        List<Map<String, String>> events = events("1111", 2);
        day.write(events);
        day.set("payload.max-rows", "1");
        day.set("upload.max-concurrent-requests", "1");
        day.restartSandbox(FaultPlan.of(1, "429:1:to=1,retry-after=999999999"));

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        String reason =
                "2 payloads: the API asked to wait beyond upload.deadline: run again to resume when that time has"
                        + " come (Retry-After: 999999999)";
        assertThat(day.said()).contains(reason);
        assertThat(day.summary().get("exit_code").asInt()).isEqualTo(6);
        assertThat(day.summary().get("next")).extracting(JsonNode::asText).contains(reason);
        assertThat(day.requests()).isEqualTo(1);
        assertCompletes(events);
    }

    @Test
    void aRefusedPayloadIsNotSentAgain() throws Exception {
        day.write(ofBothApplications(2));
        day.restartSandbox(FaultPlan.of(1, "400:1:to=1"));
        day.set("upload.max-concurrent-requests", "1");

        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);
        long requests = day.requests();
        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(day.requests()).isEqualTo(requests).isEqualTo(2);
        assertThat(outcomes()).containsExactlyInAnyOrder("accepted", "rejected");
        assertThat(day.said()).contains("1 payloads refused: status 400");
    }

    @Test
    void aLostAnswerIsHeldUntilAPolicyDecides() throws Exception {
        List<Map<String, String>> events = ofBothApplications(2);
        day.write(events);
        day.restartSandbox(FaultPlan.of(1, "500:1:to=1,applied=true"));
        day.set("upload.max-concurrent-requests", "1");

        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(day.said()).contains("in doubt: 2 events in p00000");
        assertThat(day.summary().get("in_doubt")).hasSize(1);
        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);

        assertThat(day.requests()).isEqualTo(2);
        day.set("upload.when-unknown", "assume-accepted");
        assertCompletes(events);
        assertThat(outcomes()).containsExactlyInAnyOrder("accepted", "assumed_accepted");
        assertThat(day.requests()).isEqualTo(2);
    }

    @Test
    void resendsALostAnswerOnlyWhenThePolicySaysSo() throws Exception {
        List<Map<String, String>> events = events("1111", 2);
        day.write(events);
        day.restartSandbox(FaultPlan.of(1, "500:1:to=1,applied=true"));
        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);
        day.set("upload.when-unknown", "resend");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).hasSize(4);
        assertThat(outcomes()).containsOnly("accepted");
    }

    @Test
    void aMissingDayIsTheSourcesFaultAndTheDayGoesOnceItIsThere() throws Exception {
        assertThatThrownBy(day::export)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("nothing is at")
                .hasMessageContaining("dt=2026-11-20");
        assertNothingClaimed();
        Files.createDirectories(day.source());
        assertThatThrownBy(day::export)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("no data file is under");
        assertNothingClaimed();

        List<Map<String, String>> events = events("1111", 1);
        day.write(events);
        assertCompletes(events);
    }

    @Test
    void aMissingColumnIsToldWithEveryOtherMistakeOfTheMapping() throws Exception {
        List<Map<String, String>> events = events("1111", 1);
        day.write(events);
        day.set("mapping.event_name", "actoin");
        day.set("mapping.device_model", "modle");

        assertThatThrownBy(day::export)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mapping.event_name")
                .hasMessageContaining("mapping.device_model");
        assertNothingClaimed();

        day.set("mapping.event_name", "event_name");
        day.set("mapping.device_model", "device_model");
        assertCompletes(events);
    }

    @Test
    void aTruncatedFileIsNamed() throws Exception {
        List<Map<String, String>> events = events("1111", 50);
        day.write(events);
        byte[] whole = Files.readAllBytes(day.sourceFile());
        Files.write(day.sourceFile(), Arrays.copyOf(whole, whole.length / 2));
        Files.deleteIfExists(checksum());

        assertThatThrownBy(day::export)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(day.sourceFile().getFileName().toString());
        assertNothingClaimed();

        Files.write(day.sourceFile(), whole);
        assertCompletes(events);
    }

    @Test
    void aDamagedPageIsFoundBeforeAnythingIsFrozen() throws Exception {
        List<Map<String, String>> events = events("1111", 50);
        day.write(events);
        byte[] whole = Files.readAllBytes(day.sourceFile());
        byte[] damaged = whole.clone();
        for (int i = 100; i < 160; i++) {
            damaged[i] ^= 0x5a;
        }
        Files.write(day.sourceFile(), damaged);
        Files.deleteIfExists(checksum());

        assertThatThrownBy(day::export)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(day.sourceFile().getFileName().toString())
                .hasMessageContaining("write it again or restore it");
        assertNothingClaimed();

        Files.write(day.sourceFile(), whole);
        assertCompletes(events);
    }

    private Path checksum() throws IOException {
        return day.sourceFile().resolveSibling("." + day.sourceFile().getFileName() + ".crc");
    }

    @Test
    void tooManyInvalidRowsKeepTheGateShutAndAreListed() throws Exception {
        List<Map<String, String>> events = new ArrayList<>(events("1111", 3));
        events.add(event("0", "user", "name"));
        day.write(events);
        day.set("gate.max-invalid-share", "0.2");

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.requests()).isZero();
        assertThat(day.said()).contains("25.00 % of the rows are invalid (1 of 4)");
        assertThat(day.table("rejects")).hasSize(1);
        assertThat(day.summary().get("exit_code").asInt()).isEqualTo(4);

        day.set("gate.max-invalid-share", "0.25");
        assertCompletes(events.subList(0, 3));
        assertThat(day.table("rejects")).hasSize(1);
    }

    @Test
    void aDayOfInvalidRowsOnlyIsRefusedByTheGateUnlessItAllowsThem() throws Exception {
        day.write(List.of(event("0", "a", "a"), event("-1", "b", "b")));
        day.set("gate.max-invalid-share", "0.5");
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.summary().get("objections"))
                .hasSize(1)
                .allMatch(objection -> objection.asText().contains("gate.max-invalid-share"));
        assertThat(day.summary().get("objection_codes").toString())
                .as("by these a scheduler tells what refused")
                .isEqualTo("[\"too_many_invalid\"]");
        day.set("gate.max-invalid-share", "1");

        assertCompletes(List.of());

        assertThat(day.summary().get("objections")).isEmpty();
        assertThat(day.table("rejects")).hasSize(2);
        assertThat(day.requests()).isZero();
    }

    @Test
    void theTablesOfACatalogServeTheBudgetAndAResumedRun() throws Exception {
        day.set("results.path", "null");
        day.set("results.tables", "spark_catalog.audit");
        day.set("results.table-format", "parquet");
        day.write(events("1111", 3));
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(spark().catalog().databaseExists("spark_catalog.audit"))
                .as("a dry run leaves a catalog as it is")
                .isFalse();

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("spark_catalog.audit.{payloads,rejects,runs}");
        assertThat(spark().table("spark_catalog.audit.runs").count()).isEqualTo(1);

        day.set("api.daily-event-budget", "5");
        day.set("job.name", "another");
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.said()).contains("3 events are to be sent, 2 are left of api.daily-event-budget = 5");
        assertThat(spark().table("spark_catalog.audit.runs").count()).isEqualTo(2);
    }

    @Test
    void theDailyBudgetCountsWhatOtherRunsSent() throws Exception {
        day.write(events("1111", 3));
        day.set("api.daily-event-budget", "5");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        day.set("job.name", "another-job");

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.said()).contains("3 events are to be sent, 2 are left of api.daily-event-budget = 5");
        assertThat(day.ledger()).hasSize(3);
    }

    @Test
    void placesThatCannotBeWrittenAreToldTogetherBeforeAnythingIsRead() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "");
        day.set("work.path", file.resolve("work").toString());
        day.set("results.path", file.resolve("results").toString());

        assertThatThrownBy(day::export)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("work.path")
                .hasMessageContaining("results.path");
        assertThat(day.requests()).isZero();
    }

    @Test
    void aFrozenPayloadThatWasDamagedIsNotSent() throws Exception {
        List<Map<String, String>> events = ofBothApplications(2);
        day.write(events);
        day.dryRun();
        Path payload = day.payloads(1).get("p000001");
        byte[] whole = Files.readAllBytes(payload);
        byte[] damaged = whole.clone();
        damaged[damaged.length - 5] ^= 1;
        Files.write(payload, damaged);

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        List<Row> payloads = day.table("payloads");
        assertThat(payloads.get(0).<String>getAs("outcome")).isEqualTo("not_sent");
        assertThat(payloads.get(0).<String>getAs("error")).contains("SHA-256");
        assertThat(day.ledger()).hasSize(2);

        Files.write(payload, whole);
        assertCompletes(events);
    }
}
