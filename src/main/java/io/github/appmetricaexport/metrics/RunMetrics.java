package io.github.appmetricaexport.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingTimeWindowArrayReservoir;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.metrics.ExecutorMetrics.Report;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * How a run stands, as its driver knows it from receipts: what is told is what is on record.
 *
 * <p>Safe for use by several threads: sinks read while the run goes on.
 */
public final class RunMetrics {
    /** {@code run_exit_code} as long as the run goes on. */
    public static final int RUNNING = -1;

    /** Executors report every two seconds; one that was silent for that long has no requests any more. */
    private static final Duration REPORTS_HOLD_FOR = Duration.ofSeconds(10);

    private static final RunMetrics HERE = new RunMetrics(Clock.systemUTC());

    private final Clock clock;
    private final Map<String, Place> payloads = new HashMap<>();
    private final Map<String, Heard> executors = new HashMap<>();
    private final Map<AttemptOutcome, Counter> requests = new EnumMap<>(AttemptOutcome.class);
    private final Counter retries = new Counter();
    private final Counter bytesSent = new Counter();
    private final Histogram latency = new Histogram(new SlidingTimeWindowArrayReservoir(5, TimeUnit.MINUTES));
    private volatile long read;
    private volatile long invalid;
    private volatile long skipped;
    private volatile int exitCode = RUNNING;

    private record Place(PayloadHistory history, Outcome outcome) {}

    private record Heard(Report report, Instant at) {}

    RunMetrics(Clock clock) {
        this.clock = clock;
        for (AttemptOutcome outcome : AttemptOutcome.values()) {
            requests.put(outcome, new Counter());
        }
    }

    /** Of this process. */
    public static RunMetrics here() {
        return HERE;
    }

    /** A run begins, new or resumed: what was shown of an earlier one is gone, save the counters. */
    public synchronized void begin(long rowsRead, long rowsInvalid, long rowsSkipped) {
        payloads.clear();
        read = rowsRead;
        invalid = rowsInvalid;
        skipped = rowsSkipped;
        exitCode = RUNNING;
    }

    /** Where payloads stand, by their files. */
    public synchronized void stand(List<PayloadHistory> histories, Instant at) {
        histories.forEach(history -> place(history, at));
    }

    private void place(PayloadHistory history, Instant at) {
        payloads.put(history.payload().payloadId(), new Place(history, Outcome.of(history, at)));
    }

    /** An attempt has its receipt; each is told once, in any order, as a folder lists them. */
    public synchronized void answered(Receipt receipt) {
        requests.get(receipt.outcome()).inc();
        bytesSent.inc(receipt.request().bytesSent());
        latency.update(receipt.request().latencyMillis());
        if (receipt.id().attempt() > 1) {
            retries.inc();
        }
        Place place = payloads.get(receipt.id().payloadId());
        if (place != null) {
            place(place.history().with(receipt), clock.instant());
        }
    }

    /** The run is settled. */
    public synchronized void ended(int code) {
        exitCode = code;
    }

    synchronized void take(Report report) {
        executors.put(report.executorId(), new Heard(report, clock.instant()));
    }

    /** Of the payloads whose outcome that is now. */
    private synchronized long sum(Outcome outcome, ToLongFunction<FrozenPayload> value) {
        return payloads.values().stream()
                .filter(place -> place.outcome() == outcome)
                .mapToLong(place -> value.applyAsLong(place.history().payload()))
                .sum();
    }

    /** How old the oldest event is that was not sent yet, in seconds; 0 when all were. */
    synchronized long ageOfOldestUnsentEvent() {
        long now = clock.instant().getEpochSecond();
        return payloads.values().stream()
                .filter(place -> place.outcome() == Outcome.NOT_SENT)
                .mapToLong(place -> place.history().payload().firstEventTime())
                .map(first -> Math.max(0, now - first))
                .max()
                .orElse(0);
    }

    /** On all executors together. */
    public int requestsInFlight() {
        return ofExecutors(Report::requestsInFlight);
    }

    /** That all executors together may have. */
    public int requestsInFlightLimit() {
        return ofExecutors(Report::limit);
    }

    private synchronized int ofExecutors(ToIntFunction<Report> value) {
        Instant oldest = clock.instant().minus(REPORTS_HOLD_FOR);
        executors.values().removeIf(heard -> heard.at().isBefore(oldest));
        return executors.values().stream()
                .mapToInt(heard -> value.applyAsInt(heard.report()))
                .sum();
    }

    void registerIn(MetricRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            // The rows of a split payload are counted in its halves.
            if (outcome != Outcome.SPLIT) {
                registry.register("events_" + outcome.label(), (Gauge<Long>) () -> sum(outcome, FrozenPayload::rows));
            }
            registry.register("payloads_" + outcome.label(), (Gauge<Long>) () -> sum(outcome, payload -> 1));
        }
        registry.register("events_read", (Gauge<Long>) () -> read);
        registry.register("events_invalid", (Gauge<Long>) () -> invalid);
        registry.register("events_skipped", (Gauge<Long>) () -> skipped);
        registry.register("bytes_accepted", (Gauge<Long>) () -> sum(Outcome.ACCEPTED, FrozenPayload::bytes));
        registry.register("run_exit_code", (Gauge<Integer>) () -> exitCode);
        registry.register("oldest_unsent_event_age_seconds", (Gauge<Long>) this::ageOfOldestUnsentEvent);
        registry.register("requests_in_flight", (Gauge<Integer>) this::requestsInFlight);
        registry.register("requests_in_flight_limit", (Gauge<Integer>) this::requestsInFlightLimit);
        requests.forEach((outcome, counter) ->
                registry.register("requests_" + outcome.name().toLowerCase(Locale.ROOT), counter));
        registry.register("retries", retries);
        registry.register("bytes_sent", bytesSent);
        registry.register("request_latency_ms", latency);
    }
}
