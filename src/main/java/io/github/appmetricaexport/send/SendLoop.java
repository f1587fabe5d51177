package io.github.appmetricaexport.send;

import io.github.appmetricaexport.upload.RequestLimiter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Sends one hand of payloads, several requests in flight.
 *
 * <p>An upload is mostly waiting and cores are dear: a task has more requests under way than it has cores.
 */
record SendLoop(PayloadSender sender, RequestLimiter room) {
    private static final long SECONDS_TO_LET_GO = 20;

    List<SendFact> send(SendOrders hand) throws Exception {
        List<SendFact> facts = Collections.synchronizedList(new ArrayList<>());
        Queue<SendOrder> waiting = new ConcurrentLinkedQueue<>(hand.payloads());
        int threads =
                Math.min(hand.requestsInFlight(), Math.max(1, hand.payloads().size()));
        room.taskBegins(threads);
        ExecutorService senders = Executors.newFixedThreadPool(
                threads,
                new BasicThreadFactory.Builder()
                        .namingPattern("post-api-upload")
                        .daemon(true)
                        .build());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(senders.submit(() -> {
                    for (SendOrder order = waiting.poll(); order != null; order = waiting.poll()) {
                        facts.add(sender.send(order));
                    }
                    return null;
                }));
            }
            for (Future<?> sending : running) {
                sending.get();
            }
            return facts;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            // A killed task lets go of its requests: their claims stay, their answers are lost. What they share is
            // closed only when they are done with it.
            senders.shutdownNow();
            try {
                senders.awaitTermination(SECONDS_TO_LET_GO, TimeUnit.SECONDS);
            } finally {
                room.taskEnds(threads);
            }
        }
    }
}
