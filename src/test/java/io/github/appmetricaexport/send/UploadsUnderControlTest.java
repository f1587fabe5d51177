package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.ControlledThreads.begin;
import static io.github.appmetricaexport.ControlledThreads.inManyOrders;

import io.github.appmetricaexport.ControlledThreads.Worker;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.send.ExecutorUploads.NoMore;
import io.github.appmetricaexport.send.ExecutorUploads.Permit;
import io.github.appmetricaexport.upload.ApiClient;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.Attempts;
import io.github.appmetricaexport.upload.CircuitBreaker;
import io.github.appmetricaexport.upload.CircuitBreaker.Go;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.RequestLimiter;
import io.github.appmetricaexport.upload.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the sending tasks of an executor share, in many orders of their threads' steps. */
class UploadsUnderControlTest {
    private static final String RUN = "an invented run";
    private static final Attempt LOST = Attempts.ending(AttemptOutcome.AMBIGUOUS);
    private static final ExportConfig CONFIG =
            TestConfig.with("upload { first-back-off = 1ms, longest-back-off = 1ms, call-timeout = 1h }");

    /** Connections, counted while they are open. No request is made: the process would keep figures of it, by a clock of its own. */
    private static final class Connections implements ApiClient {
        private final AtomicInteger open;

        Connections(AtomicInteger open) {
            this.open = open;
            open.incrementAndGet();
        }

        @Override
        public Attempt post(PayloadBytes payload, PostApiKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    private static ExecutorUploads uploads(AtomicInteger open, CircuitBreaker pause, VirtualTime time) {
        return new ExecutorUploads(RUN, new Connections(open), pause, new RequestLimiter(1, time, time), time);
    }

    private static CircuitBreaker pause(VirtualTime time) {
        return new CircuitBreaker(CONFIG, time, time, new Random(1));
    }

    @Test
    void tasksOfARunShareConnectionsThatTheLastOfThemCloses() {
        inManyOrders(() -> {
            AtomicInteger open = new AtomicInteger();
            Worker other = begin(() -> task(open));
            task(open);
            other.join();
            require(open.get() == 0, "connections are left open");
        });
    }

    private static void task(AtomicInteger open) {
        VirtualTime time = new VirtualTime();
        try (ExecutorUploads uploads = ExecutorUploads.join(RUN, () -> uploads(open, pause(time), time))) {
            require(open.get() == 1, "a task works with " + open + " sets of connections");
            uploads.room().taskBegins(1);
            uploads.room().taskEnds(1);
            require(open.get() == 1, "of the connections that a task works with " + open + " are open");
        }
    }

    /** A place that was not given back would be a thread that waits for ever. */
    @Test
    void anUploadThatComesTooLateGivesItsPlaceBack() {
        inManyOrders(() -> {
            VirtualTime time = new VirtualTime();
            ExecutorUploads uploads = uploads(new AtomicInteger(), pause(time), time);
            Worker late = begin(() -> {
                boolean refused = uploads.await(Instant.MIN, Instant.MIN, Instant.MAX) instanceof NoMore;
                require(refused, "a request may begin after the deadline");
            });
            permit(uploads).close();
            late.join();
            permit(uploads).close();
        });
    }

    private static Permit permit(ExecutorUploads uploads) throws InterruptedException {
        return (Permit) uploads.await(Instant.MIN, Instant.MAX, Instant.MAX);
    }

    /** Its turn, too: else the others would wait for a probe that nobody makes. */
    @Test
    void anUploadThatMakesNoRequestGivesItsTurnBack() {
        inManyOrders(() -> {
            VirtualTime time = new VirtualTime();
            CircuitBreaker pause = pause(time);
            pause.report((Go) pause.await(Instant.MIN, Instant.MAX, Instant.MAX), LOST);
            time.pass(Duration.ofMillis(2));
            ExecutorUploads uploads = uploads(new AtomicInteger(), pause, time);
            Instant begun = time.instant();
            Worker idle = begin(() -> probe(uploads));
            probe(uploads);
            idle.join();
            require(time.instant().equals(begun), "somebody waited for a probe that nobody made");
        });
    }

    private static void probe(ExecutorUploads uploads) throws InterruptedException {
        try (Permit permit = permit(uploads)) {
            require(permit.isProbe(), "the first request after a failure is no probe");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
