package io.github.appmetricaexport.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.results.WhatFits.Step;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WhatFitsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant TOMORROW = Instant.parse("2026-11-23T12:00:01Z");
    private static final Duration WINDOW = Duration.ofDays(14);

    /** Its oldest event is so many hours old. */
    private static FrozenPayload payload(String id, int events, int hours) {
        long oldest = NOW.minus(Duration.ofHours(hours)).getEpochSecond();
        return FrozenPayloads.payload(id, "", new FrozenPayload.Content(events, 100, "00", oldest, oldest + 60));
    }

    private static DailyBudget budget(long events) {
        return new DailyBudget(events, EventsSpent.NONE, WINDOW);
    }

    private static DailyBudget budget(long events, long spent, Map<Instant, Long> back) {
        return new DailyBudget(events, new EventsSpent(spent, new TreeMap<>(back)), WINDOW);
    }

    private static WhatFits fits(DailyBudget budget, FrozenPayload... toSend) {
        return WhatFits.of(List.of(toSend), budget, NOW);
    }

    @Test
    void takesTheOldestFirst() {
        WhatFits fits = fits(budget(20), payload("a", 10, 1), payload("b", 10, 3), payload("c", 10, 2));

        assertThat(fits.now()).extracting(FrozenPayload::payloadId).containsExactly("b", "c");
        assertThat(fits.allowed()).containsExactlyInAnyOrder("b", "c");
        assertThat(fits.waiting()).isEqualTo(new Waiting(10, 1, List.of(new Step(TOMORROW, 10, 1)), 0));
    }

    @Test
    void takesAllWhereAllFits() {
        WhatFits fits = fits(budget(20), payload("a", 10, 1), payload("b", 10, 1));

        assertThat(fits.now()).extracting(FrozenPayload::payloadId).containsExactly("a", "b");
        assertThat(fits.waiting()).isEqualTo(Waiting.NONE);
    }

    @Test
    void takesNoSmallerOneBeforeAnOlderThatDoesNotFit() {
        WhatFits fits = fits(budget(20), payload("a", 10, 3), payload("large", 15, 2), payload("small", 5, 1));

        assertThat(fits.now()).extracting(FrozenPayload::payloadId).containsExactly("a");
        assertThat(fits.waiting()).isEqualTo(new Waiting(20, 2, List.of(new Step(TOMORROW, 20, 2)), 0));
    }

    @Test
    void countsWhatWasSentUntilItsDayIsOver() {
        Instant soon = NOW.plusSeconds(60);
        Instant later = NOW.plusSeconds(3600);

        WhatFits fits = fits(
                budget(30, 25, Map.of(soon, 8L, later, 17L)),
                payload("a", 10, 3),
                payload("b", 10, 2),
                payload("c", 10, 1));

        assertThat(fits.now()).isEmpty();
        assertThat(fits.allowed()).isEmpty();
        assertThat(fits.waiting())
                .isEqualTo(new Waiting(30, 3, List.of(new Step(soon, 10, 1), new Step(later, 20, 2)), 0));
    }

    @Test
    void keepsBackForEverWhatNobodyKnowsTheTimeOf() {
        WhatFits fits = fits(budget(10, 5, Map.of()), payload("a", 10, 1));

        assertThat(fits.waiting()).isEqualTo(new Waiting(10, 1, List.of(), 0));
        assertThat(fits.waiting().sentence())
                .contains("10 events in 1 payloads wait for api.daily-event-budget", "resolve what is in doubt");
    }

    @Test
    void spendsNothingOnWhatTheApiNoLongerTakes() {
        WhatFits fits = fits(budget(10), payload("old", 10, 14 * 24), payload("a", 10, 14 * 24 - 1));

        assertThat(fits.now()).extracting(FrozenPayload::payloadId).containsExactly("a");
        assertThat(fits.tooOld()).extracting(FrozenPayload::payloadId).containsExactly("old");
        assertThat(fits.allowed()).as("whoever sends says why it does not").containsExactlyInAnyOrder("old", "a");
    }

    @Test
    void foreseesWhatTheApiWillBeTooLateFor() {
        WhatFits fits = fits(
                budget(10),
                payload("a", 10, 14 * 24 - 1),
                payload("b", 10, 14 * 24 - 23),
                payload("c", 10, 14 * 24 - 25));

        assertThat(fits.waiting()).isEqualTo(new Waiting(20, 2, List.of(new Step(TOMORROW, 10, 1)), 10));
        assertThat(fits.waiting().sentence())
                .endsWith(
                        "from 2026-11-23T12:00:01Z on 10 events in 1 payloads fit; the API will be too late for 10 events before"
                                + " they fit, unless the budget is raised");
    }

    @Test
    void tellsTheFirstStepsOfMany() {
        List<FrozenPayload> many = IntStream.range(0, 100)
                .mapToObj(i -> payload("p" + (100 + i), 10, 1))
                .toList();

        Waiting waiting = WhatFits.of(many, budget(10), NOW).waiting();

        assertThat(waiting.payloads()).isEqualTo(99);
        assertThat(waiting.steps()).hasSize(10).allMatch(step -> step.events() == 10);
        assertThat(waiting.sentence())
                .endsWith(
                        "from 2026-11-25T12:00:03Z on 10 events in 1 payloads fit, and so on; the API will be too late for 860"
                                + " events before they fit, unless the budget is raised");
    }

    @Test
    void ofARunThatIsOverAllWaits() {
        WhatFits fits = fits(budget(10), payload("a", 10, 2), payload("b", 10, 1));

        assertThat(fits.waitingFrom(NOW.plusMillis(5)))
                .isEqualTo(new Waiting(20, 2, List.of(new Step(NOW, 10, 1), new Step(TOMORROW, 10, 1)), 0));
        assertThat(fits(budget(5), payload("a", 10, 2)).waitingFrom(NOW)).isEqualTo(new Waiting(10, 1, List.of(), 0));
    }

    /** Whatever it decides, within no 24 hours more is sent than the budget. */
    @Test
    void neverPassesTheBudget() {
        List<FrozenPayload> many = new ArrayList<>();
        IntStream.range(0, 50).forEach(i -> many.add(payload("p" + i, 1 + i * 7 % 13, i % 9)));
        Map<Instant, Long> spent = Map.of(NOW.plusSeconds(60), 5L, NOW.plusSeconds(7200), 6L);
        for (int budget = 13; budget < 60; budget++) {
            Waiting waiting = WhatFits.of(many, budget(budget, 11, spent), NOW).waitingFrom(NOW);

            assertThat(waiting.steps()).isNotEmpty();
            for (Step step : waiting.steps()) {
                Instant dayBefore = step.from().minus(Duration.ofHours(24));
                long before = spent.entrySet().stream()
                        .filter(back -> back.getKey().isAfter(step.from()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
                long within = waiting.steps().stream()
                        .filter(sent ->
                                !sent.from().isBefore(dayBefore) && !sent.from().isAfter(step.from()))
                        .mapToLong(Step::events)
                        .sum();
                assertThat(before + within).isLessThanOrEqualTo(budget);
            }
        }
    }
}
