package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.job.PromiseFixture;
import io.github.appmetricaexport.results.RunOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of payloads whose answer is lost, under each {@code upload.when-unknown}; the ledger is the oracle. */
class LostAnswerTest extends SparkTest {
    @TempDir
    private Path folder;

    private PromiseFixture fixture;

    @BeforeEach
    void fivePayloadsOfFourRows() throws Exception {
        fixture = new PromiseFixture(spark(), folder).day(20);
    }

    @AfterEach
    void stopTheSandbox() throws Exception {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"hold, IN_DOUBT", "assume-accepted, COMPLETE"})
    void namesTheOptionWhenTheApiSaysSomethingElse(String whenUnknown, RunOutcome outcome) throws Exception {
        fixture.sandbox("other-body:1:to=2,applied=true,text=All taken in").with("upload.when-unknown", whenUnknown);

        assertThat(fixture.export()).isEqualTo(outcome);

        String advice = "2 payloads were answered 200 with other words than api.accepted-answer ="
                + " \"Your data has been uploaded.\": see response in the table payloads. If the API says that by now when it"
                + " took everything, set api.accepted-answer to it before the next export";
        assertThat(fixture.said()).contains(advice);
        assertThat(fixture.summary().get("next")).extracting(JsonNode::asText).contains(advice);
    }

    @Test
    void doesNotNameTheOptionAfterAnotherLostAnswer() throws Exception {
        fixture.sandbox("500:1:to=1,applied=true", "no-answer:1:from=2,to=2");

        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);

        assertThat(fixture.said()).doesNotContain("api.accepted-answer");
    }

    @Test
    void isNoneOnceTheOperatorNamesWhatTheApiSaysByNow() throws Exception {
        fixture.sandbox("other-body:1:applied=true,text=All taken in").with("api.accepted-answer", "All taken in.");

        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(fixture.payloads("outcome").values()).containsOnly("accepted");
        assertThat(fixture.applied().values()).containsOnly(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply-no-answer", "no-answer", "apply-reset", "reset-within-body", "other-body"})
    void isHeldAndListedWithPayloadEventsAndApplication(String fault) throws Exception {
        fixture.sandbox(fault + ":1:from=2,to=3");

        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);

        JsonNode summary = fixture.summary();
        assertThat(summary.get("exit_code").asInt()).isEqualTo(7);
        assertThat(summary.get("in_doubt")).hasSize(2).allSatisfy(doubt -> {
            assertThat(doubt.get("application_id").asText()).isEqualTo("1111");
            assertThat(doubt.get("events").asInt()).isEqualTo(4);
            assertThat(fixture.payloads("outcome"))
                    .containsEntry(doubt.get("payload_id").asText(), "unknown");
        });
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        assertThat(fixture.payloads("lost_answers").values()).containsExactlyInAnyOrder(0, 0, 0, 1, 1);
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.ledger().requests()).hasSize(5);
        assertThat(fixture.applied().values()).containsOnly(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply-no-answer", "no-answer", "apply-reset"})
    void isSentAgainOnlyWhereTheAnswerWasLost(String fault) throws Exception {
        fixture.with("upload.when-unknown", "resend").sandbox(fault + ":1:from=2,to=3");

        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(fixture.applied()).hasSize(20);
        Map<String, Object> lost = fixture.payloads("lost_answers");
        Map<String, Object> attempts = fixture.payloads("attempts");
        Set<String> doubted = lost.entrySet().stream()
                .filter(payload -> (Integer) payload.getValue() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(doubted)
                .isNotEmpty()
                .allSatisfy(
                        payload -> assertThat((Integer) attempts.get(payload)).isGreaterThan(1));
        assertThat(attempts)
                .allSatisfy((payload, made) -> assertThat((Integer) made > 1).isEqualTo(doubted.contains(payload)));
        assertThat(lost.values().stream().mapToInt(times -> (Integer) times).sum())
                .isEqualTo(2);
        long twice =
                fixture.applied().values().stream().filter(times -> times > 1).count();
        long surplus = fixture.applied().values().stream()
                .mapToLong(times -> times - 1)
                .sum();
        assertThat(twice).isLessThanOrEqualTo(4L * doubted.size());
        assertThat(surplus).isEqualTo(fault.startsWith("apply") ? 8 : 0);
        assertThat(fixture.said()).contains("payloads were sent again after a lost answer");
        doubted.forEach(payload -> assertThat(fixture.said()).contains(payload));
    }

    /** A claim without a receipt is in flight at the gate, and sent again by the same run when its lease is over. */
    @Test
    void passesTheBudgetAlsoWhenItIsStillInFlightAtTheGate() throws Exception {
        fixture.with("upload.host-clock-skew", "20s").sandbox("apply-no-answer:1:from=2,to=2");
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
        String doubted = fixture.summary().at("/in_doubt/0/payload_id").asText();
        Files.delete(fixture.run().resolve("receipts/" + doubted + ".1"));

        fixture.with("upload.when-unknown", "resend").with("api.daily-event-budget", "23");
        assertThat(fixture.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(fixture.said()).contains("4 events are to be sent, 3 are left of api.daily-event-budget = 23");
        assertThat(fixture.ledger().requests()).hasSize(5);
    }

    @Test
    void isNotWaitedForUntilTomorrowWhereTheClockOfItsSenderWasADayAhead() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        fixture.takeBackTheTables();
        Files.delete(fixture.run().resolve("receipts/p000001.1"));
        Files.writeString(fixture.run().resolve("intents/p000001.1"), """
                {"payloadId":"p000001","attempt":1,"applicationId":"1111","epoch":1,"host":"h","task":"t","token":"x",
                "claimedAt":"%s","leaseUntil":"%s"}""".formatted(tomorrow, tomorrow.plusSeconds(2)));

        assertThat(fixture.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(fixture.said())
                .contains(
                        "claimed until " + tomorrow.plusSeconds(2),
                        "the clock of whoever claimed it was probably ahead")
                .doesNotContain("resolve --config");
        assertThat(fixture.summary().get("exit_code").asInt()).isEqualTo(6);
        assertThat(fixture.payloads("outcome")).containsEntry("p000001", "unknown");
        assertThat(fixture.ledger().requests()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply-no-answer", "no-answer", "reset-after-body"})
    void countsAsAssumedAcceptedAndIsNeverSentTwice(String fault) throws Exception {
        fixture.with("upload.when-unknown", "assume-accepted").sandbox(fault + ":1:from=2,to=3");

        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(fixture.payloads("outcome").values())
                .containsExactlyInAnyOrder("accepted", "accepted", "accepted", "assumed_accepted", "assumed_accepted");
        assertThat(fixture.payloads("resolution").values())
                .contains("accepted by upload.when-unknown = assume-accepted: the answer was lost");
        assertThat(fixture.summary().at("/events/accepted").asInt()).isEqualTo(12);
        assertThat(fixture.summary().get("exit_code").asInt()).isZero();
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.ledger().requests()).hasSize(5);
        assertThat(fixture.applied().values()).containsOnly(1L);
    }

    @Test
    void stopsAnApplicationAtItsRefusedKeyWhileTheOthersGoOn() throws Exception {
        fixture.dayOfTwoApplications(80).wrongKeyOf(1111).sandbox();

        assertThat(fixture.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(fixture.applied()).hasSize(40).doesNotContainKey("user-0").containsKey("user-40");
        long refused = fixture.ledger().requests().stream()
                .filter(request -> request.answered().orElse(0) == 403)
                .count();
        assertThat(refused).isBetween(1L, 3L);
        assertThat(fixture.said())
                .contains("the API refuses the key of application 1111")
                .contains("its application was stopped");
        assertThat(fixture.summary().get("books_balance").asBoolean()).isTrue();
    }
}
