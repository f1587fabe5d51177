package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A person's decision on payloads in doubt.
 *
 * @param payloadIds of whom; empty for all that are in doubt
 * @param by the login of who decides
 * @param reason how they know, not blank
 */
public record Resolve(Set<String> payloadIds, Verdict verdict, String by, String reason) implements Decisions {
    public Resolve {
        payloadIds = new LinkedHashSet<>(payloadIds);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a decision needs its reason");
        }
    }

    /** The last one. */
    @Override
    public FrozenRun run(DateOutbox outbox) {
        return outbox.requireFrozen();
    }

    @Override
    public String words(List<Resolution> recorded) {
        return String.format(
                Locale.ROOT, "%,d payloads now count as %s, by %s", recorded.size(), Resolution.words(verdict), by);
    }

    /**
     * What to put on record, in the order of the histories.
     *
     * @throws ConfigException naming every payload that is not in doubt, with its state
     */
    @Override
    public List<Resolution> of(List<PayloadHistory> histories, Instant now) {
        Map<String, PayloadHistory> byId = new LinkedHashMap<>();
        histories.forEach(history -> byId.put(history.payload().payloadId(), history));
        List<Problem> problems = payloadIds.stream()
                .filter(id -> !byId.containsKey(id) || byId.get(id).state(now) != PayloadState.UNKNOWN)
                .map(id -> new Problem("--payload", id, objection(byId.get(id), now)))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return byId.entrySet().stream()
                .filter(payload -> payloadIds.isEmpty() || payloadIds.contains(payload.getKey()))
                .filter(payload -> payload.getValue().state(now) == PayloadState.UNKNOWN)
                .map(payload -> new Resolution(
                        payload.getKey(), verdict, payload.getValue().lastAttempt(), reason, by, now))
                .toList();
    }

    private static String objection(PayloadHistory history, Instant now) {
        if (history == null) {
            return "the run of this date has no such payload";
        }
        PayloadState state = history.state(now);
        String words = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return state == PayloadState.IN_FLIGHT
                ? "is in flight: somebody may still be sending it until "
                        + history.leaseUntil(now).orElse(now) + ", resolve it after that"
                        + (history.isClaimedInTheFuture(now) ? "; the clock of whoever claimed it was ahead" : "")
                : "is " + words + ", and only a payload in doubt can be resolved";
    }
}
