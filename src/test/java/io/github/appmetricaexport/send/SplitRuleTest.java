package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.config.ApiOptions.MAX_BISECT_REQUESTS;
import static io.github.appmetricaexport.config.ApiOptions.REJECTION_IS_ATOMIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AnswerReading;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitRuleTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SplitRule ATOMIC = new SplitRule(config("true"));
    private static final SplitRule NOT_ATOMIC = new SplitRule(config("false"));

    private static ExportConfig config(String rejectionIsAtomic) {
        return TestConfig.with(Map.of(REJECTION_IS_ATOMIC, rejectionIsAtomic, MAX_BISECT_REQUESTS, "4"));
    }

    private static List<String> split(SplitRule rule, PayloadHistory... histories) {
        return rule.toSplit(List.of(histories), NOW).stream()
                .map(history -> history.payload().payloadId())
                .toList();
    }

    @Test
    void halvesATooLargePayloadAlways() {
        assertThat(split(NOT_ATOMIC, refused("p1", "", 2, 413))).containsExactly("p1");
        assertThat(split(ATOMIC, refused("p1", "", 2, 413))).containsExactly("p1");
    }

    @Test
    void halvesABadRequestOnlyWhenRefusalsAreAtomic() {
        assertThat(split(NOT_ATOMIC, refused("p1", "", 2, 400))).isEmpty();
        assertThat(split(ATOMIC, refused("p1", "", 2, 400))).containsExactly("p1");
    }

    @Test
    void halvesNoSingleRow() {
        assertThat(split(ATOMIC, refused("p1", "", 1, 400), refused("p2", "", 1, 413)))
                .isEmpty();
    }

    @Test
    void halvesNothingThatWasRefusedForAnotherReason() {
        assertThat(split(ATOMIC, refused("p1", "", 2, 403), refused("p2", "", 2, 422), refused("p3", "", 2, 503)))
                .isEmpty();
    }

    @Test
    void countsTheHalvesOfEachFrozenPayloadAgainstTheBound() {
        assertThat(split(
                        ATOMIC,
                        halved(refused("p1", "", 8, 400)),
                        refused("p1-1", "p1", 4, 400),
                        refused("p1-2", "p1", 4, 400),
                        refused("p2", "", 8, 400)))
                .containsExactly("p1-1", "p2");
    }

    @Test
    void doesNotCountTheHalvesOfTooLargePayloads() {
        assertThat(split(
                        ATOMIC,
                        halved(refused("p1", "", 8, 413)),
                        halved(refused("p1-1", "p1", 4, 413)),
                        refused("p1-1-1", "p1-1", 2, 400),
                        refused("p1-1-2", "p1-1", 2, 400)))
                .containsExactly("p1-1-1", "p1-1-2");
    }

    @Test
    void halvesOneTooLargePayloadOfAnApplicationUntilSomethingPasses() {
        PayloadHistory large = refused("p1", "", 8, 413);
        PayloadHistory larger = refused("p2", "", 9, 413);
        assertThat(split(NOT_ATOMIC, larger, large)).containsExactly("p1");
        assertThat(split(NOT_ATOMIC, larger, large, accepted("p3"))).containsExactly("p2", "p1");
        assertThat(split(NOT_ATOMIC, larger, halved(large), refused("p1-1", "p1", 4, 413), accepted("p1-2")))
                .containsExactly("p2", "p1-1");
    }

    @Test
    void waitsForTheAnswersToThePartsBeforeItHalvesAnother() {
        PayloadHistory unanswered = FrozenPayloads.untouched(
                FrozenPayloads.payload("p1-1", "p1", new FrozenPayload.Content(4, 36, "", 1, 2)));
        assertThat(split(NOT_ATOMIC, halved(refused("p1", "", 8, 413)), unanswered, refused("p2", "", 9, 413)))
                .isEmpty();
        assertThat(split(
                        NOT_ATOMIC,
                        halved(refused("p1", "", 8, 413)),
                        unanswered,
                        refused("p2", "", 9, 413),
                        accepted("p3")))
                .containsExactly("p2");
    }

    @Test
    void halvesNothingMoreWhenASingleRowIsTooLargeAndNothingPasses() {
        assertThat(split(NOT_ATOMIC, refused("p1", "", 8, 413), refused("p2", "", 1, 413)))
                .isEmpty();
    }

    @Test
    void countsTheHalvesOfATooLargePayloadAgainstTheirOwnBound() {
        List<PayloadHistory> histories = new ArrayList<>(List.of(accepted("p0"), halved(refused("p1", "", 9, 413))));
        for (int half = 2; half < SplitRule.MOST_PARTS / 2; half++) {
            histories.add(halved(refused("p1-" + half, "p1", 9, 413)));
        }
        histories.add(refused("p1-a", "p1", 9, 413));
        histories.add(refused("p1-b", "p1", 9, 413));
        assertThat(split(NOT_ATOMIC, histories.toArray(new PayloadHistory[0]))).containsExactly("p1-a");
    }

    private static PayloadHistory accepted(String id) {
        return answered(id, "", 3, 200, AttemptOutcome.ACCEPTED);
    }

    private static PayloadHistory halved(PayloadHistory history) {
        FrozenPayload payload = history.payload();
        return new PayloadHistory(
                payload,
                history.claims(),
                history.receipts(),
                List.of(),
                Optional.of(new Split(
                        payload.payloadId(), history.lastReceipt().orElseThrow().outcome(), List.of(), NOW)));
    }

    private static PayloadHistory refused(String id, String parent, int rows, int status) {
        return answered(id, parent, rows, status, new AnswerReading("", Set.of()).of(status, ""));
    }

    private static PayloadHistory answered(String id, String parent, int rows, int status, AttemptOutcome outcome) {
        FrozenPayload payload =
                FrozenPayloads.payload(id, parent, new FrozenPayload.Content(rows, 9L * rows, "", 1, 2));
        Receipt receipt = FrozenPayloads.receipt(id, 1, outcome, status, "");
        return FrozenPayloads.untouched(payload).with(receipt);
    }
}
