package io.github.appmetricaexport.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.PayloadResultOf;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import io.github.appmetricaexport.results.WhatFits.Step;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static List<String> advice(List<PayloadResult> payloads, Map<String, Integer> reasons) {
        return advice(payloads, reasons, Waiting.NONE);
    }

    private static List<String> advice(List<PayloadResult> payloads, Map<String, Integer> reasons, Waiting waiting) {
        Manifest manifest = new Manifest(
                new Manifest.Identity(1, "job", "2026-11-22", "job-2026-11-22-1", Instant.EPOCH),
                null,
                null,
                Manifest.Earlier.NONE,
                new Manifest.Content(payloads.size(), 0, payloads.size(), payloads.size(), 1, Map.of()),
                null);
        Books books = Books.of(payloads.size(), 0, 0, payloads);
        RunResult run = new RunResult(
                manifest, RunOutcome.of(books), books, 1, Instant.EPOCH, new RunResult.Words("", List.of()));
        return Advice.of(TestConfig.smallest(), new Settled(run, payloads), List.of(), reasons, waiting);
    }

    @Test
    void ofADayThatIsSentInPartsTheTimeIsToldFromWhichMoreFits() {
        List<PayloadResult> notSent = List.of(PayloadResultOf.outcome(Outcome.NOT_SENT, 1));
        Step step = new Step(Instant.parse("2026-11-23T12:00:01Z"), 1, 1);

        assertThat(advice(notSent, Map.of(), new Waiting(1, 1, List.of(step), 0)))
                .containsExactly(
                        "1 events in 1 payloads wait for api.daily-event-budget: from 2026-11-23T12:00:01Z on 1 events in 1"
                                + " payloads fit",
                        "run the same command again then: what was accepted is not sent again");
        assertThat(advice(notSent, Map.of(), new Waiting(1, 1, List.of(), 0)))
                .endsWith("run the same command again to resume: what was accepted is not sent again");
    }

    @Test
    void ofManyKindsOfRefusalsTheCommonestAreToldAndTheOthersCounted() {
        List<PayloadResult> payloads = new ArrayList<>();
        IntStream.range(430, 445).forEach(status -> payloads.add(refused(status)));
        payloads.add(refused(444));

        assertThat(advice(payloads, Map.of()))
                .hasSize(11)
                .startsWith("2 payloads refused: status 444, see response in the table")
                .contains("1 payloads refused: status 430, see response in the table")
                .endsWith("5 payloads more refused: see the table payloads");
    }

    @Test
    void ofManyReasonsNotToSendTheCommonestAreToldAndTheOthersCounted() {
        List<PayloadResult> payloads = IntStream.range(0, 30)
                .mapToObj(i -> PayloadResultOf.outcome(Outcome.NOT_SENT, 1, null, "error " + i))
                .toList();
        Map<String, Integer> reasons =
                IntStream.range(0, 40).boxed().collect(Collectors.toMap(i -> "no key for " + i, i -> i + 1));

        assertThat(advice(payloads, reasons))
                .hasSize(11 + 11 + 1)
                .startsWith("40 payloads: no key for 39")
                .contains(
                        "465 payloads more: see the table payloads",
                        "20 payloads more not sent: see the table payloads")
                .endsWith("run the same command again to resume: what was accepted is not sent again");
    }

    private static PayloadResult refused(int status) {
        return PayloadResultOf.outcome(Outcome.REJECTED, 1, status, null);
    }
}
