package io.github.appmetricaexport.job;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ApiConfig;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which refused payloads are halved.
 *
 * <p>A 413 was not applied and may pass in parts. Of a 400 that holds only where the operator has established it; the
 * search for the guilty rows then takes {@code api.max-bisect-requests} halves of one frozen payload at most, however
 * often the run is resumed.
 */
record SplitRule(ApiConfig api) {
    private static final int HALVES = 2;

    /** @param histories of a whole run, each payload before its halves */
    List<PayloadHistory> toSplit(List<PayloadHistory> histories, Instant now) {
        Map<String, String> origins = new HashMap<>();
        Map<String, Integer> bisected = new HashMap<>();
        for (PayloadHistory history : histories) {
            String id = history.payload().payloadId();
            String origin = origins.getOrDefault(history.payload().parentId(), id);
            origins.put(id, origin);
            history.split()
                    .filter(split -> split.cause() == AttemptOutcome.REFUSED)
                    .ifPresent(split -> bisected.merge(origin, HALVES, Integer::sum));
        }
        List<PayloadHistory> found = new ArrayList<>();
        for (PayloadHistory history : histories) {
            if (history.state(now) != PayloadState.REJECTED || history.payload().rows() < HALVES) {
                continue;
            }
            Receipt receipt = history.lastReceipt().orElseThrow();
            String origin = origins.get(history.payload().payloadId());
            if (receipt.outcome() == AttemptOutcome.TOO_LARGE) {
                found.add(history);
            } else if (receipt.status() == 400
                    && api.rejectionIsAtomic()
                    && bisected.getOrDefault(origin, 0) + HALVES <= api.maxBisectRequests()) {
                bisected.merge(origin, HALVES, Integer::sum);
                found.add(history);
            }
        }
        return found;
    }
}
