package io.github.appmetricaexport.send;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How the payloads to send are dealt out to tasks.
 *
 * @param payloads the task's, the largest first
 * @param requestsInFlight how many the task may have under way at once
 */
record SendOrders(List<SendOrder> payloads, int requestsInFlight) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Deals payloads out evenly by size; the shares of requests in flight add up to {@code maxConcurrentRequests} at most,
     * whatever runs at once.
     *
     * @param slots tasks that can run at once
     */
    static List<SendOrders> deal(List<SendOrder> payloads, int slots, int maxConcurrentRequests) {
        int tasks = Math.max(1, Math.min(payloads.size(), Math.min(slots, maxConcurrentRequests)));
        List<SendOrders> hands = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            int share = maxConcurrentRequests / tasks + (task < maxConcurrentRequests % tasks ? 1 : 0);
            hands.add(new SendOrders(new ArrayList<>(), share));
        }
        List<SendOrder> largestFirst = new ArrayList<>(payloads);
        largestFirst.sort(
                Comparator.comparingLong((SendOrder order) -> order.payload().bytes())
                        .reversed()
                        .thenComparing(order -> order.payload().payloadId()));
        for (int i = 0; i < largestFirst.size(); i++) {
            // There and back again, so that the first task does not always get the larger of a round.
            int round = i / tasks;
            int place = i % tasks;
            hands.get(round % 2 == 0 ? place : tasks - 1 - place).payloads().add(largestFirst.get(i));
        }
        return hands;
    }
}
