package io.github.appmetricaexport.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingTimeWindowArrayReservoir;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * What one executor sees of its own requests.
 *
 * <p>In local mode driver and executor share a registry, so every name begins with {@code executor_}.
 */
public final class ExecutorMetrics {
    private static final ExecutorMetrics HERE = new ExecutorMetrics();

    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile IntSupplier limit = () -> 0;
    private final Counter requests = new Counter();
    private final Counter bytesSent = new Counter();
    private final Histogram latency = new Histogram(new SlidingTimeWindowArrayReservoir(5, TimeUnit.MINUTES));

    /**
     * What an executor tells the driver of the moment.
     *
     * @param limit requests that it may have in flight, 0 while it sends nothing
     */
    record Report(String executorId, int requestsInFlight, int limit) implements Serializable {
        private static final long serialVersionUID = 1L;

        boolean isIdle() {
            return requestsInFlight == 0 && limit == 0;
        }
    }

    ExecutorMetrics() {}

    /** Of this process. */
    public static ExecutorMetrics here() {
        return HERE;
    }

    /** How many requests may be in flight, as anybody who looks finds it. */
    public void mayHave(IntSupplier requests) {
        limit = requests;
    }

    /** A request begins; {@link #requestEnds} has to follow. */
    public void requestBegins() {
        inFlight.incrementAndGet();
    }

    /**
     * A request has ended, however it did.
     *
     * @param bytes of the body that were handed to the socket
     * @param took from the request's start to the answer or the failure
     */
    public void requestEnds(long bytes, Duration took) {
        inFlight.decrementAndGet();
        requests.inc();
        bytesSent.inc(bytes);
        latency.update(took.toMillis());
    }

    Report report(String executorId) {
        return new Report(executorId, inFlight.get(), limit.getAsInt());
    }

    void registerIn(MetricRegistry registry) {
        registry.register("executor_requests_in_flight", (Gauge<Integer>) inFlight::get);
        registry.register("executor_requests_in_flight_limit", (Gauge<Integer>) () -> limit.getAsInt());
        registry.register("executor_requests", requests);
        registry.register("executor_bytes_sent", bytesSent);
        registry.register("executor_request_latency_ms", latency);
    }
}
