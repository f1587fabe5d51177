package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.upload.Sleeper;
import io.github.appmetricaexport.upload.StopReason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * One hand of payloads goes to the API, several requests in flight; runs on executors.
 *
 * <p>An upload is mostly waiting and cores are dear: a task has more requests under way than it has cores.
 */
final class SendFunction implements FlatMapFunction<Iterator<SendOrders>, SendFact> {
    private static final long serialVersionUID = 1L;

    private static final long SECONDS_TO_LET_GO = 20;
    private static final Duration TO_WRITE_RECEIPTS = Duration.ofSeconds(10);

    private final SendSettings settings;

    SendFunction(SendSettings settings) {
        this.settings = settings;
    }

    @Override
    public Iterator<SendFact> call(Iterator<SendOrders> hands) throws Exception {
        GracefulShutdown.here()
                .expect(settings.claimToRequest()
                        .plus(settings.upload().callTimeout())
                        .plus(TO_WRITE_RECEIPTS));
        List<SendFact> facts = Collections.synchronizedList(new ArrayList<>());
        try (Store store = new Store(settings.hadoop().configuration(), new Path(settings.dateFolder()));
                ExecutorUploads uploads = ExecutorUploads.join(settings)) {
            while (hands.hasNext()) {
                SendOrders hand = hands.next();
                send(hand, new PayloadSender(settings, store, uploads, task()), uploads, facts);
                awaitOthers(hand, facts, store);
            }
        }
        return facts.iterator();
    }

    private void awaitOthers(SendOrders hand, List<SendFact> facts, Store store) throws InterruptedException {
        Set<String> taken = facts.stream()
                .filter(fact -> fact.reason() == StopReason.TAKEN)
                .map(SendFact::payloadId)
                .collect(Collectors.toSet());
        new OthersClaims(
                        new Journal(store, settings.paths()),
                        new Fence(store, new Path(settings.dateFolder())),
                        settings.epoch(),
                        Clock.systemUTC(),
                        Sleeper.THREAD)
                .await(hand.payloads().stream()
                        .map(SendOrder::payload)
                        .filter(payload -> taken.contains(payload.payloadId()))
                        .toList());
    }

    private static void send(SendOrders hand, PayloadSender sender, ExecutorUploads uploads, List<SendFact> facts)
            throws Exception {
        Iterator<SendOrder> waiting = hand.payloads().iterator();
        int threads =
                Math.min(hand.requestsInFlight(), Math.max(1, hand.payloads().size()));
        uploads.taskBegins(threads);
        ExecutorService senders = Executors.newFixedThreadPool(threads, SendFunction::thread);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(senders.submit(() -> {
                    for (SendOrder order = next(waiting); order != null; order = next(waiting)) {
                        facts.add(sender.send(order));
                    }
                    return null;
                }));
            }
            for (Future<?> sending : running) {
                sending.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            // A killed task lets go of its requests: their claims stay, their answers are lost. What they share is
            // closed
            // only when they are done with it.
            senders.shutdownNow();
            try {
                senders.awaitTermination(SECONDS_TO_LET_GO, TimeUnit.SECONDS);
            } finally {
                uploads.taskEnds(threads);
            }
        }
    }

    private static SendOrder next(Iterator<SendOrder> waiting) {
        synchronized (waiting) {
            return waiting.hasNext() ? waiting.next() : null;
        }
    }

    private static String task() {
        TaskContext task = TaskContext.get();
        return task.stageId() + "." + task.partitionId() + "." + task.attemptNumber();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "post-api-upload");
        thread.setDaemon(true);
        return thread;
    }
}
