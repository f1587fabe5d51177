package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.job.PromiseFixture;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.ApiSwitches;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplittingTest extends SparkTest {
    /** Rows that pass validation and that the API refuses with a 400: its limit of event_json is lower than ours. */
    private static final ApiSwitches REFUSES_LONG_ROWS = new ApiSwitches(
            ApiSwitches.DEFAULT.allowed(),
            ApiSwitches.DEFAULT.maxEventAge(),
            ApiSwitches.DEFAULT.maxClockSkew(),
            40,
            ApiSwitches.DEFAULT.maxRows(),
            ApiSwitches.DEFAULT.maxBytes());

    @TempDir
    private Path folder;

    private PromiseFixture fixture;

    @BeforeEach
    void eightRowsInAPayload() throws Exception {
        fixture = new PromiseFixture(spark(), folder).with("payload.max-rows", "8");
    }

    @AfterEach
    void stopTheSandbox() throws Exception {
        fixture.close();
    }

    private void assertEachAppliedOnce(int rows) {
        assertThat(fixture.applied())
                .hasSize(rows)
                .allSatisfy((who, times) -> assertThat(times).as(who).isEqualTo(1L));
    }

    @Test
    void sendsATooLargePayloadInHalvesUntilTheyPass() throws Exception {
        fixture.day(8).with(ApiSwitches.DEFAULT.withCeilings(3, 1_000_000)).sandbox();

        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);

        assertEachAppliedOnce(8);
        assertThat(fixture.payloads("outcome"))
                .hasSize(7)
                .containsEntry("p000001", "split")
                .containsEntry("p000001-2", "split")
                .containsEntry("p000001-2-1", "accepted");
        assertThat(fixture.payloads("parent_id"))
                .containsEntry("p000001", null)
                .containsEntry("p000001-2-1", "p000001-2");
        assertThat(fixture.summary().get("books_balance").asBoolean()).isTrue();
        assertThat(fixture.summary().at("/events/accepted").asInt()).isEqualTo(8);
        assertThat(fixture.summary().at("/events/split").asInt()).isZero();
    }

    /** Four payloads of 16 rows: one of them is halved down to a row, in 8 requests. */
    @Test
    void findsOutWithAFewRequestsThatNothingIsSmallEnough() throws Exception {
        fixture.with("payload.max-rows", "16").day(64).sandbox("413");

        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(fixture.ledger().requests()).hasSize(4 + 8);
        assertThat(fixture.summary().at("/events/rejected").asInt()).isEqualTo(64);
        assertThat(fixture.summary().get("books_balance").asBoolean()).isTrue();
        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);
        assertThat(fixture.ledger().requests()).hasSize(4 + 8);
    }

    @Test
    void rejectsATooLargeRow() throws Exception {
        fixture.day(2).sandbox("413");

        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(fixture.payloads("outcome"))
                .containsOnly(
                        Map.entry("p000001", "split"),
                        Map.entry("p000001-1", "rejected"),
                        Map.entry("p000001-2", "rejected"));
        assertThat(fixture.table("rejects")).hasSize(2);
    }

    @Test
    void findsTheGuiltyRowsOfABadRequestAndSendsTheOthers() throws Exception {
        fixture.dayWithLongRows(8, Set.of(2, 5))
                .with("api.rejection-is-atomic", "true")
                .with(REFUSES_LONG_ROWS)
                .sandbox();

        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);

        assertEachAppliedOnce(6);
        assertThat(fixture.applied()).doesNotContainKeys("user-2", "user-5");
        List<Row> rejects = fixture.table("rejects");
        assertThat(rejects).hasSize(2).allSatisfy(reject -> {
            assertThat(reject.<String>getAs("stage")).isEqualTo("api");
            assertThat(reject.getList(reject.fieldIndex("reasons")).toString()).contains("event_json");
        });
        assertThat(rejects.get(0).<String>getAs("row_json")).contains("\"profile_id\":\"user-2\"");
        assertThat(rejects.get(0).<String>getAs("row_json")).contains("bought, \\\"it\\\"\\r\\nnow");
        assertThat(fixture.payloads("outcome")).containsEntry(rejects.get(0).<String>getAs("payload_id"), "rejected");
        assertThat(fixture.summary().at("/events/rejected").asInt()).isEqualTo(2);
        assertThat(fixture.said()).contains("a single row each: it is in the table rejects, stage api");

        int requests = fixture.ledger().requests().size();
        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);
        assertThat(fixture.ledger().requests()).hasSize(requests);
        assertThat(fixture.table("rejects")).isEqualTo(rejects);
    }

    @Test
    void rejectsABadRequestWholeUnlessARefusalIsKnownToBeAtomic() throws Exception {
        fixture.dayWithLongRows(8, Set.of(2)).with(REFUSES_LONG_ROWS).sandbox();

        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(fixture.payloads("outcome")).containsOnly(Map.entry("p000001", "rejected"));
        assertThat(fixture.said()).contains("api.rejection-is-atomic = true and another export find the bad rows");
        assertThat(fixture.table("rejects"))
                .as("each row of the refused payload")
                .hasSize(8)
                .allSatisfy(reject -> {
                    assertThat(reject.<String>getAs("stage")).isEqualTo("api");
                    assertThat(reject.<String>getAs("payload_id")).isEqualTo("p000001");
                    assertThat(reject.getList(reject.fieldIndex("reasons")).toString())
                            .contains("event_json");
                })
                .anySatisfy(
                        reject -> assertThat(reject.<String>getAs("row_json")).contains("\"profile_id\":\"user-7\""));
        fixture.with("api.rejection-is-atomic", "true");
        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);
        assertEachAppliedOnce(7);
    }

    @Test
    void endsTheSearchAtItsBoundOfRequests() throws Exception {
        fixture.dayWithLongRows(8, Set.of(0, 1, 2, 3, 4, 5, 6, 7))
                .with("api.rejection-is-atomic", "true")
                .with("api.max-bisect-requests", "5")
                .with(REFUSES_LONG_ROWS)
                .sandbox();

        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(fixture.ledger().requests()).hasSize(1 + 4);
        assertThat(fixture.payloads("outcome").values()).containsOnly("split", "rejected");
        assertThat(fixture.summary().at("/events/rejected").asInt()).isEqualTo(8);
        assertThat(fixture.said()).contains("ended at api.max-bisect-requests = 5");
        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);
        assertThat(fixture.ledger().requests()).hasSize(1 + 4);
    }

    @Test
    void halvesAgainWhenACrashLeftHalvesWithoutTheirRecord() throws Exception {
        fixture.dayWithLongRows(8, Set.of(2)).with(REFUSES_LONG_ROWS).sandbox();
        fixture.export();
        Files.writeString(fixture.run().resolve("payloads/p000001-1-0badf00d.csv"), "application_id,pro");

        fixture.with("api.rejection-is-atomic", "true").export();

        assertEachAppliedOnce(7);
    }

    @Test
    void sendsTheHalvesOfACrashedRun() throws Exception {
        fixture.day(8).with(ApiSwitches.DEFAULT.withCeilings(4, 1_000_000)).sandbox();
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        long applied = fixture.ledger().requests().stream()
                .mapToLong(LedgerRequest::rows)
                .sum();
        assertThat(applied).isEqualTo(8);

        // As if the run had died between the record of the split and the claim of its second half.
        Files.delete(fixture.run().resolve("intents/p000001-2.1"));
        Files.delete(fixture.run().resolve("receipts/p000001-2.1"));
        fixture.takeBackTheTables();

        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.payloads("outcome"))
                .containsEntry("p000001-2", "accepted")
                .hasSize(3);
        assertThat(fixture.ledger().requests()).hasSize(4);
    }

    @Test
    void leavesADamagedPayloadRefused() throws Exception {
        fixture.dayWithLongRows(8, Set.of(2)).with(REFUSES_LONG_ROWS).sandbox();
        fixture.export();
        Path payload;
        try (var files = Files.list(fixture.run().resolve("payloads"))) {
            payload = files.findFirst().orElseThrow();
        }
        Files.writeString(payload, Files.readString(payload).replace("user-7", "user-8"));

        assertThat(fixture.with("api.rejection-is-atomic", "true").export()).isEqualTo(RunOutcome.REFUSED);
        assertThat(fixture.payloads("outcome")).containsOnly(Map.entry("p000001", "rejected"));
        assertThat(fixture.ledger().requests()).hasSize(1);
        assertThat(fixture.table("rejects"))
                .filteredOn(reject -> reject.<String>getAs("row_json") == null)
                .singleElement()
                .satisfies(reject -> assertThat(
                                reject.getList(reject.fieldIndex("reasons")).toString())
                        .contains("the payload's file is damaged: it is not what was frozen"));
    }
}
