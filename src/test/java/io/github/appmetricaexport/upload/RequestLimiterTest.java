package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.upload.RequestLimiter.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestLimiterTest {
    private static final Attempt ACCEPTED = Attempts.ending(AttemptOutcome.ACCEPTED);

    private final VirtualTime time = new VirtualTime();
    private final RequestLimiter room = new RequestLimiter(8, time, time);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void threadsOfAllTasksTogetherStayWithinTheirShares() throws Exception {
        room.taskBegins(2);
        room.taskBegins(1);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> uploads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            uploads.add(threads.submit(() -> {
                for (int request = 0; request < 200; request++) {
                    try (Place place = room.enter(Instant.MIN)) {
                        place.begin();
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        Thread.yield();
                        underWay.decrementAndGet();
                        place.end(ACCEPTED, 1);
                    }
                }
                return null;
            }));
        }
        for (Future<?> upload : uploads) {
            upload.get(1, TimeUnit.MINUTES);
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(room.limit()).isLessThanOrEqualTo(3);
    }

    @Test
    void aPlaceThatIsGivenBackGoesToWhoeverWaits() throws Exception {
        Place only = room.enter(Instant.MIN);
        CountDownLatch entered = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try (Place next = room.enter(Instant.MIN)) {
                assertThat(next).isNotNull();
                entered.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        only.close();
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPayloadsOwnWaitTakesNoPlace() throws Exception {
        Instant later = time.instant().plus(Duration.ofMinutes(2));
        try (Place place = room.enter(later)) {
            assertThat(time.instant()).isEqualTo(later);
            assertThat(place.requestsInFlight()).isZero();
        }
    }

    @Test
    void aTurnWithoutARequestTeachesNothing() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (Place place = room.enter(Instant.MIN)) {
                assertThat(place.requestsInFlight()).isZero();
            }
        }
        assertThat(room.limit()).isEqualTo(1);
    }

    @Test
    void eachPlaceKnowsHowManyRequestsThereWere() throws Exception {
        try (Place first = room.enter(Instant.MIN)) {
            first.begin();
            first.end(ACCEPTED, 1);
            assertThat(first.requestsInFlight()).isEqualTo(1);
        }
        try (Place one = room.enter(Instant.MIN);
                Place two = room.enter(Instant.MIN)) {
            one.begin();
            two.begin();
            assertThat(one.requestsInFlight()).isEqualTo(1);
            assertThat(two.requestsInFlight()).isEqualTo(2);
        }
    }

    /** The disk's fault is not the server's. */
    @Test
    void aFailureOfOurOwnTeachesNothing() throws Exception {
        grow(4);
        try (Place place = room.enter(Instant.MIN)) {
            place.begin();
            place.end(Attempts.failing(AttemptOutcome.NOT_SENT, FailureKind.PAYLOAD_DAMAGED), 1);
        }
        assertThat(room.limit()).isEqualTo(4);
        try (Place place = room.enter(Instant.MIN)) {
            place.begin();
            place.end(Attempts.failing(AttemptOutcome.NOT_SENT, FailureKind.UNREACHABLE), 1);
        }
        assertThat(room.limit()).isEqualTo(1);
    }

    private void grow(int to) throws InterruptedException {
        while (room.limit() < to) {
            List<Place> places = new ArrayList<>();
            for (int i = room.limit(); i > 0; i--) {
                places.add(room.enter(Instant.MIN));
            }
            places.forEach(Place::begin);
            for (Place place : places) {
                if (room.limit() < to) {
                    place.end(ACCEPTED, 1);
                }
                place.close();
            }
        }
    }
}
