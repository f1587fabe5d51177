package io.github.appmetricaexport.metrics;

import static io.github.appmetricaexport.api.AttemptOutcome.ACCEPTED;
import static io.github.appmetricaexport.api.AttemptOutcome.AMBIGUOUS;
import static io.github.appmetricaexport.api.AttemptOutcome.REFUSED;
import static io.github.appmetricaexport.api.AttemptOutcome.REFUSED_FOR_NOW;
import static io.github.appmetricaexport.api.AttemptOutcome.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Split;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final MetricRegistry registry = new MetricRegistry();
    private Instant now = NOON;
    private RunMetrics metrics;

    @BeforeEach
    void begin() {
        metrics = new RunMetrics(new TestClock());
        metrics.registerIn(registry);
        metrics.begin(107, 10, 7);
        metrics.stand(List.of(untouched("p1", 60, 7_200), untouched("p2", 30, 3_600)), NOON);
    }

    @Test
    void everyEventIsInOnePlaceWhateverWasAnswered() {
        answered("p1", 1, REFUSED_FOR_NOW);
        answered("p1", 2, ACCEPTED);
        answered("p2", 1, AMBIGUOUS);
        assertThat(gauge("events_accepted")).isEqualTo(60);
        assertThat(gauge("events_unknown")).isEqualTo(30);
        assertThat(gauge("events_not_sent")).isZero();
        assertThat(gauge("events_read")).isEqualTo(60 + 30 + gauge("events_invalid") + gauge("events_skipped"));
        assertThat(gauge("bytes_accepted")).isEqualTo(6_000);
    }

    @Test
    void receiptsMayBeToldInAnyOrder() {
        answered("p1", 2, ACCEPTED);
        answered("p1", 1, REFUSED_FOR_NOW);
        answered("p2", 2, REFUSED);
        answered("p2", 1, REFUSED_FOR_NOW);
        assertThat(gauge("payloads_accepted")).isEqualTo(1);
        assertThat(gauge("payloads_rejected")).isEqualTo(1);
        assertThat(gauge("payloads_not_sent")).isZero();
    }

    @Test
    void aRefusalDoesNotClearTheDoubtOfAnotherAttempt() {
        answered("p1", 1, AMBIGUOUS);
        answered("p1", 2, REFUSED);
        assertThat(gauge("payloads_unknown")).isEqualTo(1);
        answered("p1", 3, ACCEPTED);
        assertThat(gauge("payloads_unknown")).isZero();
    }

    @Test
    void theHalvesOfASplitPayloadCountItsEvents() {
        PayloadHistory whole = untouched("p1", 60, 0);
        PayloadHistory split = new PayloadHistory(
                whole.payload(),
                whole.claims(),
                whole.receipts(),
                List.of(),
                Optional.of(new Split("p1", TOO_LARGE, List.of(), NOON)));
        metrics.stand(List.of(split, untouched("p1-1", 30, 0), untouched("p1-2", 30, 0)), NOON);
        assertThat(gauge("events_not_sent")).isEqualTo(90);
        assertThat(gauge("payloads_split")).isEqualTo(1);
    }

    @Test
    void theOldestUnsentEventAgesUntilItIsSent() {
        now = NOON.plusSeconds(60);
        assertThat(gauge("oldest_unsent_event_age_seconds")).isEqualTo(7_260);
        answered("p1", 1, ACCEPTED);
        assertThat(gauge("oldest_unsent_event_age_seconds")).isEqualTo(3_660);
        answered("p2", 1, ACCEPTED);
        assertThat(gauge("oldest_unsent_event_age_seconds")).isZero();
    }

    @Test
    void requestsInFlightAreThoseOfExecutorsHeardOfLately() {
        metrics.take(new ExecutorMetrics.Report("1", 3, 4));
        now = NOON.plusSeconds(8);
        metrics.take(new ExecutorMetrics.Report("2", 2, 2));
        assertThat(gauge("requests_in_flight")).isEqualTo(5);
        assertThat(gauge("requests_in_flight_limit")).isEqualTo(6);
        metrics.take(new ExecutorMetrics.Report("2", 4, 4));
        now = NOON.plusSeconds(11);
        assertThat(gauge("requests_in_flight")).as("1 was killed").isEqualTo(4);
    }

    @Test
    void requestsAreCountedByAnswerAndRetriesBesides() {
        answered("p1", 1, REFUSED_FOR_NOW);
        answered("p1", 2, REFUSED_FOR_NOW);
        answered("p1", 3, ACCEPTED);
        assertThat(registry.counter("requests_refused_for_now").getCount()).isEqualTo(2);
        assertThat(registry.counter("requests_accepted").getCount()).isEqualTo(1);
        assertThat(registry.counter("retries").getCount()).isEqualTo(2);
        assertThat(registry.counter("bytes_sent").getCount()).isEqualTo(300);
        assertThat(registry.histogram("request_latency_ms").getSnapshot().getMax())
                .isEqualTo(20);
    }

    @Test
    void aRunGoesOnUntilItHasAnExitCode() {
        assertThat(gauge("run_exit_code")).isEqualTo(RunMetrics.RUNNING);
        metrics.ended(7);
        assertThat(gauge("run_exit_code")).isEqualTo(7);
        metrics.begin(0, 0, 0);
        assertThat(gauge("run_exit_code")).isEqualTo(RunMetrics.RUNNING);
        assertThat(List.of(gauge("events_read"), gauge("events_not_sent"))).containsOnly(0L);
    }

    private static PayloadHistory untouched(String id, int rows, long age) {
        long first = NOON.getEpochSecond() - age;
        return FrozenPayloads.untouched(
                FrozenPayloads.payload(id, "", new FrozenPayload.Content(rows, 100L * rows, "", first, first)));
    }

    private void answered(String payload, int attempt, AttemptOutcome outcome) {
        metrics.answered(new Receipt(
                new AttemptId(payload, attempt),
                new Receipt.Result(outcome, 0, "", ""),
                new Receipt.Request(100, NOON, NOON.plusMillis(20), 20, "", 1)));
    }

    private long gauge(String name) {
        return ((Number) ((Gauge<?>) registry.getMetrics().get(name)).getValue()).longValue();
    }

    private final class TestClock extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("no test needs another zone");
        }
    }
}
