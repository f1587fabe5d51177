package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.ControlledThreads.begin;
import static io.github.appmetricaexport.ControlledThreads.inManyOrders;

import io.github.appmetricaexport.ControlledThreads.Worker;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.upload.CircuitBreaker.Go;
import io.github.appmetricaexport.upload.RequestLimiter.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What all threads of an executor share, in many orders of their steps. */
class PlacesUnderControlTest {
    private static final Attempt ACCEPTED = Attempts.ending(AttemptOutcome.ACCEPTED);
    private static final Attempt LOST = Attempts.ending(AttemptOutcome.AMBIGUOUS);
    private static final VirtualTime TIME = new VirtualTime();
    private static final ExportConfig CONFIG =
            TestConfig.with("upload { first-back-off = 1ms, longest-back-off = 1ms }");

    /** A place that was not given back, or a waiter that nobody wakes, would be a thread that waits for ever. */
    @Test
    void everyUploadGetsAPlaceAndNoneMoreThanThereAre() {
        inManyOrders(() -> {
            RequestLimiter room = new RequestLimiter(1, TIME, TIME);
            room.taskBegins(1);
            AtomicInteger inFlight = new AtomicInteger();
            Worker other = begin(() -> upload(room, inFlight, LOST));
            upload(room, inFlight, ACCEPTED);
            other.join();
            room.taskEnds(1);
        });
    }

    private static void upload(RequestLimiter room, AtomicInteger inFlight, Attempt attempt)
            throws InterruptedException {
        try (Place place = room.enter(Instant.MIN)) {
            place.begin();
            require(inFlight.incrementAndGet() == 1, "more requests than the task's share");
            inFlight.decrementAndGet();
            place.end(attempt, 1);
        }
    }

    @Test
    void aTaskThatBeginsWakesWhoeverWaitsForRoom() {
        inManyOrders(() -> {
            RequestLimiter room = new RequestLimiter(2, TIME, TIME);
            room.taskBegins(2);
            upload(room, new AtomicInteger(), ACCEPTED);
            // The server takes two at once, of which this executor may have one.
            room.taskEnds(1);
            Place taken = room.enter(Instant.MIN);
            Worker waiting = begin(() -> room.enter(Instant.MIN).close());
            room.taskBegins(1);
            waiting.join();
            taken.close();
        });
    }

    @Test
    void oneOfAllProbesAnApiThatFailed() {
        inManyOrders(() -> {
            CircuitBreaker pause = new CircuitBreaker(CONFIG, TIME, TIME, new Random(1));
            pause.report((Go) ask(pause), LOST);
            TIME.sleep(Duration.ofMillis(2));
            AtomicInteger probes = new AtomicInteger();
            Worker other = begin(() -> countProbe(pause, probes));
            countProbe(pause, probes);
            other.join();
            require(probes.get() == 1, "not one probe but " + probes);
        });
    }

    private static void countProbe(CircuitBreaker pause, AtomicInteger probes) {
        if (ask(pause) instanceof Go go && go.isProbe()) {
            probes.incrementAndGet();
        }
    }

    private static CircuitBreaker.Turn ask(CircuitBreaker pause) {
        return pause.ask(Instant.MIN, Instant.MAX, Instant.MAX);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
