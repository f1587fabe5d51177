package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.Damage;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which refused payloads are halved.
 *
 * <p>A 413 was not applied and may pass in parts. Until a part of an application has passed, its smallest refused payload
 * alone is halved on: something that answers 413 to everything is found out with a few requests. Of a 400 "not applied"
 * holds only where the operator has established it; the search for the guilty rows then takes
 * {@code api.max-bisect-requests} halves of one frozen payload at most. Both bounds hold however often the run is resumed.
 */
public record SplitRule(ExportConfig config) {
    /** Halves of one frozen payload that was too large: parts of a five-hundredth. */
    static final int MOST_PARTS = 1_000;

    private static final int HALVES = 2;

    /** @param histories of a whole run, each payload before its halves */
    public List<PayloadHistory> toSplit(List<PayloadHistory> histories, Instant now) {
        Tally tally = new Tally(histories);
        TooLarge tooLarge = TooLarge.in(histories, now);
        List<PayloadHistory> found = new ArrayList<>();
        for (PayloadHistory history : histories) {
            if (history.damage().has(Damage.Part.SPLIT) && history.state(now) == PayloadState.UNKNOWN) {
                // It was allowed once. The halves come out the same, so what is on record of them goes on to count.
                found.add(history);
                continue;
            }
            if (history.state(now) != PayloadState.REJECTED || history.payload().rows() < HALVES) {
                continue;
            }
            Receipt receipt = history.lastReceipt().orElseThrow();
            boolean splits = receipt.outcome() == AttemptOutcome.TOO_LARGE
                    ? tooLarge.allows(history.payload()) && tally.take(history, MOST_PARTS)
                    : receipt.result().status() == 400
                            && config.value(ApiOptions.REJECTION_IS_ATOMIC)
                            && tally.take(history, config.value(ApiOptions.MAX_BISECT_REQUESTS));
            if (splits) {
                found.add(history);
            }
        }
        return found;
    }

    /**
     * Applications of which nothing has passed yet.
     *
     * @param smallest refused payload of each
     * @param waiting those with a part that has no answer yet
     */
    private record TooLarge(Map<String, FrozenPayload> smallest, Set<String> waiting) {
        static TooLarge in(List<PayloadHistory> histories, Instant now) {
            Map<String, FrozenPayload> smallest = new HashMap<>();
            Set<String> waiting = new HashSet<>();
            Set<String> passing = new HashSet<>();
            for (PayloadHistory history : histories) {
                FrozenPayload payload = history.payload();
                PayloadState state = history.state(now);
                if (state == PayloadState.ACCEPTED) {
                    passing.add(payload.applicationId());
                } else if (state == PayloadState.PENDING && !payload.parentId().isEmpty()) {
                    waiting.add(payload.applicationId());
                } else if (state == PayloadState.REJECTED) {
                    smallest.merge(
                            payload.applicationId(),
                            payload,
                            (one, other) -> other.bytes() < one.bytes() ? other : one);
                }
            }
            smallest.keySet().removeAll(passing);
            waiting.removeAll(passing);
            return new TooLarge(smallest, waiting);
        }

        boolean allows(FrozenPayload payload) {
            FrozenPayload alone = smallest.getOrDefault(payload.applicationId(), payload);
            return alone.payloadId().equals(payload.payloadId()) && !waiting.contains(payload.applicationId());
        }
    }

    /** How many halves each frozen payload has come to, by cause. */
    private static final class Tally {
        private final Map<String, String> origins = new HashMap<>();
        private final Map<String, Integer> halves = new HashMap<>();

        Tally(List<PayloadHistory> histories) {
            for (PayloadHistory history : histories) {
                String id = history.payload().payloadId();
                origins.put(id, origins.getOrDefault(history.payload().parentId(), id));
                history.split().ifPresent(split -> halves.merge(key(id, split.cause()), HALVES, Integer::sum));
            }
        }

        private String key(String payloadId, AttemptOutcome cause) {
            return origins.get(payloadId) + " " + cause;
        }

        /** True when two more stay within the bound; then they count. */
        boolean take(PayloadHistory history, int bound) {
            String key = key(
                    history.payload().payloadId(),
                    history.lastReceipt().orElseThrow().outcome());
            if (halves.getOrDefault(key, 0) + HALVES > bound) {
                return false;
            }
            halves.merge(key, HALVES, Integer::sum);
            return true;
        }
    }
}
