package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.metrics.ExecutorMetrics;
import io.github.appmetricaexport.time.Sleeper;
import io.github.appmetricaexport.upload.ApiClient;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.CircuitBreaker;
import io.github.appmetricaexport.upload.CircuitBreaker.GiveUp;
import io.github.appmetricaexport.upload.CircuitBreaker.Go;
import io.github.appmetricaexport.upload.CircuitBreaker.Turn;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiClient;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.RequestLimiter;
import io.github.appmetricaexport.upload.RequestLimiter.Place;
import io.github.appmetricaexport.upload.StopReason;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What all sending tasks of one executor share: the connections, and the pause when the API asks for one. */
final class ExecutorUploads implements AutoCloseable {
    private static final Map<String, ExecutorUploads> RUNNING = new HashMap<>();

    private final String run;
    private final ApiClient client;
    private final CircuitBreaker pause;
    private final RequestLimiter room;
    private final Clock clock;
    private int tasks;

    ExecutorUploads(String run, ApiClient client, CircuitBreaker pause, RequestLimiter room, Clock clock) {
        this.run = run;
        this.client = client;
        this.pause = pause;
        this.room = room;
        this.clock = clock;
    }

    /** The executor's share of this run; each task that joins it closes it once. */
    static ExecutorUploads join(SendSettings settings) {
        String run = settings.paths().root() + "#" + settings.fencing().epoch();
        return join(run, () -> begin(run, settings));
    }

    /** @param begin makes what the first task of the run brings */
    static ExecutorUploads join(String run, Supplier<ExecutorUploads> begin) {
        synchronized (RUNNING) {
            ExecutorUploads uploads = RUNNING.computeIfAbsent(run, first -> begin.get());
            uploads.tasks++;
            return uploads;
        }
    }

    private static ExecutorUploads begin(String run, SendSettings settings) {
        Clock clock = Clock.systemUTC();
        ExportConfig config = settings.config();
        RequestLimiter room =
                new RequestLimiter(config.value(UploadOptions.MAX_CONCURRENT_REQUESTS), clock, Sleeper.THREAD);
        ExecutorMetrics.here().mayHave(room::limit);
        return new ExecutorUploads(
                run,
                new PostApiClient(config, clock),
                new CircuitBreaker(config, clock, Sleeper.THREAD, new SecureRandom()),
                room,
                clock);
    }

    /** For the requests of all tasks together. */
    RequestLimiter room() {
        return room;
    }

    /** Whether a request may begin. */
    sealed interface Admission {}

    /** @param detail what the reason alone does not tell, or empty */
    record NoMore(StopReason reason, String detail) implements Admission {}

    /**
     * Blocks until a request may begin, or never may: a place among the executor's requests, then its turn as of
     * {@link CircuitBreaker#await}.
     */
    Admission await(Instant notBefore, Instant deadline, Instant oldestEventExpires) throws InterruptedException {
        Place place = room.enter(notBefore);
        Turn turn = null;
        try {
            turn = pause.await(notBefore, deadline, oldestEventExpires);
        } finally {
            if (!(turn instanceof Go)) {
                place.close();
            }
        }
        return turn instanceof GiveUp giveUp
                ? new NoMore(giveUp.reason(), giveUp.detail())
                : new Permit((Go) turn, place);
    }

    /** For one request; closing it frees the place, and gives back a turn that was not reported. */
    final class Permit implements Admission, AutoCloseable {
        private final Go go;
        private final Place place;
        private boolean reported;

        private Permit(Go go, Place place) {
            this.go = go;
            this.place = place;
        }

        /** One POST, as of {@link ApiClient#post}. */
        Attempt post(PayloadBytes payload, PostApiKey key) {
            Instant begun = clock.instant();
            long bytes = 0;
            place.begin();
            ExecutorMetrics.here().requestBegins();
            try {
                Attempt attempt = client.post(payload, key);
                bytes = attempt.request().bytesSent();
                place.end(attempt, payload.length());
                return attempt;
            } finally {
                ExecutorMetrics.here().requestEnds(bytes, Duration.between(begun, clock.instant()));
            }
        }

        /** Takes in what the request did. */
        void report(Attempt attempt) {
            reported = true;
            pause.report(go, attempt);
        }

        boolean isProbe() {
            return go.isProbe();
        }

        /** Requests that the executor had under way when this one began, this one included; 0 when it did not. */
        int requestsInFlight() {
            return place.requestsInFlight();
        }

        @Override
        public void close() {
            if (!reported) {
                pause.handBack(go);
            }
            place.close();
        }
    }

    @Override
    public void close() {
        synchronized (RUNNING) {
            tasks--;
            if (tasks <= 0) {
                RUNNING.remove(run);
                ExecutorMetrics.here().mayHave(() -> 0);
                client.close();
            }
        }
    }
}
