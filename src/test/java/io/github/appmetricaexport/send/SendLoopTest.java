package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.upload.ApiClient;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.Attempts;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.StopReason;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hand of payloads on several threads, with a scripted API and a real outbox. */
@Timeout(30)
class SendLoopTest {
    @TempDir
    private java.nio.file.Path disk;

    private final ScriptedApi api = new ScriptedApi();
    private SenderFixture fixture;
    private SendLoop loop;

    /** Answers as it was told, from several threads at once. */
    private static final class ScriptedApi implements ApiClient {
        private final AtomicInteger requests = new AtomicInteger();
        private volatile Supplier<Attempt> answer = () -> Attempts.ending(AttemptOutcome.ACCEPTED);

        void willAnswer(Supplier<Attempt> scripted) {
            answer = scripted;
        }

        void assertRequests(int expected) {
            assertThat(requests).hasValue(expected);
        }

        @Override
        public Attempt post(PayloadBytes bytes, PostApiKey key) {
            requests.incrementAndGet();
            return answer.get();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void open() throws Exception {
        fixture = new SenderFixture(disk, api);
        loop = new SendLoop(fixture.sender, fixture.limiter);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<FrozenPayload> payloads(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> SenderFixture.payload("p" + number, fixture.begin))
                .toList();
    }

    private List<SendFact> send(List<FrozenPayload> payloads, int requestsInFlight) throws Exception {
        return loop.send(new SendOrders(
                payloads.stream().map(payload -> new SendOrder(payload, 0)).toList(), requestsInFlight));
    }

    /** After a hand that was accepted, two at once: a share that is kept would leave room for two. */
    private void assertThatTheTasksShareIsGivenBack() {
        fixture.limiter.taskBegins(5);
        fixture.limiter.taskEnds(5);
        assertThat(fixture.limiter.limit()).isEqualTo(1);
    }

    @Test
    void sendsEachPayloadOfAHandOnce() throws Exception {
        List<FrozenPayload> payloads = payloads(20);

        assertThat(send(payloads, 3))
                .allMatch(fact -> fact.reason() == StopReason.SETTLED)
                .extracting(SendFact::payloadId)
                .containsExactlyInAnyOrderElementsOf(
                        payloads.stream().map(FrozenPayload::payloadId).toList());
        api.assertRequests(20);
        assertThat(fixture.journal.histories(payloads))
                .allMatch(history -> history.state(fixture.time.instant()) == PayloadState.ACCEPTED);
        assertThatTheTasksShareIsGivenBack();
    }

    @Test
    void hasSeveralRequestsInFlightOnceTheServerTakesThem() throws Exception {
        send(payloads(5), 2);
        CyclicBarrier both = new CyclicBarrier(2);
        api.willAnswer(() -> {
            try {
                both.await(20, TimeUnit.SECONDS);
            } catch (Exception alone) {
                throw new IllegalStateException(alone);
            }
            return Attempts.ending(AttemptOutcome.ACCEPTED);
        });

        assertThat(send(payloads(9).subList(5, 9), 2)).hasSize(4);
    }

    @Test
    void goesOnAfterAPayloadThatIsRefused() throws Exception {
        api.willAnswer(() -> Attempts.ending(AttemptOutcome.REFUSED));

        assertThat(send(payloads(4), 2)).hasSize(4);
        api.assertRequests(4);
    }

    @Test
    void comesBackFromAnEmptyHand() throws Exception {
        assertThat(send(List.of(), 2)).isEmpty();
    }

    @Test
    void throwsWhatASenderThrowsAsItIs() throws Exception {
        send(payloads(5), 2);
        api.willAnswer(() -> {
            throw new IllegalStateException("a bug");
        });

        assertThatThrownBy(() -> send(payloads(9).subList(5, 9), 2))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
        assertThatTheTasksShareIsGivenBack();
    }

    @Test
    void letsGoOfItsRequestsWhenTheTaskIsKilled() throws Exception {
        send(payloads(5), 2);
        CountDownLatch underWay = new CountDownLatch(2);
        CountDownLatch letGo = new CountDownLatch(2);
        api.willAnswer(() -> {
            underWay.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException killed) {
                letGo.countDown();
                Thread.currentThread().interrupt();
            }
            return Attempts.ending(AttemptOutcome.AMBIGUOUS);
        });
        FutureTask<List<SendFact>> task =
                new FutureTask<>(() -> send(payloads(7).subList(5, 7), 2));
        Thread thread = new Thread(task);
        thread.start();
        underWay.await();

        thread.interrupt();

        assertThatThrownBy(task::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(letGo.await(20, TimeUnit.SECONDS)).isTrue();
        api.assertRequests(7);
        assertThatTheTasksShareIsGivenBack();
    }
}
