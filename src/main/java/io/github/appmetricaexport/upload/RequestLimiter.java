package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.time.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The room for requests in flight that all uploads of an executor share.
 *
 * <p>An upload takes a {@link Place} before it asks {@link CircuitBreaker} for its turn, so that whoever probes after an outage
 * has one. How many places there are adapts to the server, up to what the executor's tasks may have under way together.
 *
 * <pre>{@code
 * try (Place place = room.enter(notBefore)) {
 *     // ... its turn, its claim ...
 *     place.begin();
 *     place.end(client.post(payload, key), payload.bytes());
 * }
 * }</pre>
 */
public final class RequestLimiter {
    private final ConcurrencyLimit limit;
    private final Clock clock;
    private final Sleeper sleeper;
    private int share;
    private int taken;
    private int underWay;

    /** @param most places before any task has brought its share */
    public RequestLimiter(int most, Clock clock, Sleeper sleeper) {
        limit = new ConcurrencyLimit(most);
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** A task begins that may have so many requests under way. */
    public synchronized void taskBegins(int requests) {
        share += requests;
        limit.ceiling(share);
        notifyAll();
    }

    public synchronized void taskEnds(int requests) {
        share -= requests;
        limit.ceiling(Math.max(1, share));
    }

    /**
     * Takes a place, as soon as there is one.
     *
     * @param notBefore the payload's own earliest time, waited for without a place
     */
    public Place enter(Instant notBefore) throws InterruptedException {
        Instant now = clock.instant();
        if (notBefore.isAfter(now)) {
            sleeper.sleep(Duration.between(now, notBefore));
        }
        synchronized (this) {
            while (taken >= limit.limit()) {
                wait();
            }
            taken++;
            return new Place();
        }
    }

    /** Requests that may be in flight at the moment. */
    public synchronized int limit() {
        return limit.limit();
    }

    /** Of one upload, for one request at most; used by one thread. */
    public final class Place implements AutoCloseable {
        private ConcurrencyLimit.Begun begun;
        private boolean ended;

        private Place() {}

        public void begin() {
            synchronized (RequestLimiter.this) {
                underWay++;
                begun = limit.begin(underWay);
            }
        }

        public void end(Attempt attempt, long bytes) {
            synchronized (RequestLimiter.this) {
                ended = true;
                underWay--;
                if (!attempt.failure().isOurs()) {
                    limit.ended(
                            begun, attempt.outcome(), bytes, attempt.request().latency());
                }
            }
        }

        /** Requests that the executor had under way when this one began, this one included; 0 before. */
        public int requestsInFlight() {
            return begun == null ? 0 : begun.inFlight();
        }

        @Override
        public void close() {
            synchronized (RequestLimiter.this) {
                if (begun != null && !ended) {
                    underWay--;
                }
                taken--;
                RequestLimiter.this.notifyAll();
            }
        }
    }
}
