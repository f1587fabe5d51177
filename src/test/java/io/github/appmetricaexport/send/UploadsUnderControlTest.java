package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.ControlledThreads.begin;
import static io.github.appmetricaexport.ControlledThreads.inEveryOrder;

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
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.RequestLimiter;
import io.github.appmetricaexport.upload.VirtualTime;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the sending tasks of an executor share, in every order of their threads' steps. */
class UploadsUnderControlTest {
    private static final String RUN = "an invented run";
    private static final Attempt ACCEPTED = Attempts.ending(AttemptOutcome.ACCEPTED);
    private static final Attempt LOST = Attempts.ending(AttemptOutcome.AMBIGUOUS);
    private static final ExportConfig CONFIG =
            TestConfig.with("upload { first-back-off = 1ms, longest-back-off = 1ms, call-timeout = 1h }");
    private static final PayloadBytes PAYLOAD = new PayloadBytes(1, "", InputStream::nullInputStream);

    /** Connections that know whether they are open; one request at a time may be under way. */
    private static final class Connections implements ApiClient {
        private final AtomicInteger open;
        private final Attempt answer;
        private volatile boolean closed;
        private volatile boolean busy;

        Connections(AtomicInteger open, Attempt answer) {
            this.open = open;
            this.answer = answer;
            open.incrementAndGet();
        }

        @Override
        public Attempt post(PayloadBytes payload, PostApiKey key) {
            require(!closed, "a request begins on closed connections");
            require(!busy, "two requests are under way");
            busy = true;
            busy = false;
            return answer;
        }

        @Override
        public void close() {
            require(!closed, "closed twice");
            require(!busy, "closed under a request");
            closed = true;
            open.decrementAndGet();
        }
    }

    private static ExecutorUploads uploads(ApiClient api, VirtualTime time) {
        return new ExecutorUploads(
                RUN,
                api,
                new CircuitBreaker(CONFIG, time, time, new Random(1)),
                new RequestLimiter(1, time, time),
                time);
    }

    @Test
    void tasksOfARunShareConnectionsThatTheLastOfThemCloses() {
        inEveryOrder(() -> {
            AtomicInteger open = new AtomicInteger();
            Worker other = begin(() -> task(open));
            task(open);
            other.join();
            require(open.get() == 0, "connections are left open");
        });
    }

    private static void task(AtomicInteger open) throws InterruptedException {
        try (ExecutorUploads uploads =
                ExecutorUploads.join(RUN, () -> uploads(new Connections(open, ACCEPTED), new VirtualTime()))) {
            require(open.get() == 1, "not one executor's share of a run but " + open);
            send(uploads);
        }
    }

    private static void send(ExecutorUploads uploads) throws InterruptedException {
        try (Permit permit = (Permit) uploads.await(Instant.MIN, Instant.MAX, Instant.MAX)) {
            permit.report(permit.post(PAYLOAD, null));
        }
    }

    /** A place that was not given back would be a thread that waits for ever. */
    @Test
    void anUploadThatComesTooLateGivesItsPlaceBack() {
        inEveryOrder(() -> {
            ExecutorUploads uploads = uploads(new Connections(new AtomicInteger(), ACCEPTED), new VirtualTime());
            Worker late = begin(() -> {
                boolean refused = uploads.await(Instant.MIN, Instant.MIN, Instant.MAX) instanceof NoMore;
                require(refused, "a request may begin after the deadline");
            });
            send(uploads);
            late.join();
            send(uploads);
        });
    }

    /** Its turn, too: else the others would wait for a probe that nobody makes. */
    @Test
    void anUploadThatMakesNoRequestGivesItsTurnBack() {
        inEveryOrder(() -> {
            VirtualTime time = new VirtualTime();
            ExecutorUploads uploads = uploads(new Connections(new AtomicInteger(), LOST), time);
            send(uploads);
            time.pass(Duration.ofMillis(2));
            Instant begun = time.instant();
            Worker idle = begin(() -> probe(uploads).close());
            probe(uploads).close();
            idle.join();
            require(time.instant().equals(begun), "somebody waited for a probe that nobody made");
        });
    }

    private static Permit probe(ExecutorUploads uploads) throws InterruptedException {
        Permit permit = (Permit) uploads.await(Instant.MIN, Instant.MAX, Instant.MAX);
        require(permit.isProbe(), "the first request after a failure is no probe");
        return permit;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
