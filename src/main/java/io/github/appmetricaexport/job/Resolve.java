package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A person's decision on payloads in doubt.
 *
 * @param payloadIds of whom; empty for all that are in doubt
 * @param run the number of the run whose payloads they are; empty for whichever run of the date has them
 * @param by the login of who decides
 * @param reason how they know, not blank
 */
public record Resolve(Set<String> payloadIds, Optional<Integer> run, Verdict verdict, String by, String reason)
        implements Decisions {
    public Resolve {
        payloadIds = new LinkedHashSet<>(payloadIds);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a decision needs its reason");
        }
    }

    @Override
    public String words(List<Resolution> recorded) {
        return String.format(
                Locale.ROOT, "%,d payloads now count as %s, by %s", recorded.size(), Resolution.words(verdict), by);
    }

    @Override
    public SortedMap<Integer, List<Resolution>> of(SortedMap<Integer, List<PayloadHistory>> histories, Instant now) {
        SortedMap<Integer, List<PayloadHistory>> chosen = chosen(histories);
        List<Problem> problems = payloadIds.stream()
                .flatMap(id -> objection(id, chosen, now).stream().map(words -> new Problem("--payload", id, words)))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        SortedMap<Integer, List<Resolution>> resolutions = new TreeMap<>();
        chosen.forEach((number, payloads) -> {
            List<Resolution> decided = payloads.stream()
                    .filter(history -> payloadIds.isEmpty()
                            || payloadIds.contains(history.payload().payloadId()))
                    .filter(history -> isInDoubt(history, now))
                    .map(history -> new Resolution(
                            history.payload().payloadId(), verdict, history.lastAttempt(), reason, by, now))
                    .toList();
            if (!decided.isEmpty()) {
                resolutions.put(number, decided);
            }
        });
        return resolutions;
    }

    private SortedMap<Integer, List<PayloadHistory>> chosen(SortedMap<Integer, List<PayloadHistory>> histories) {
        if (run.isEmpty()) {
            return histories;
        }
        if (!histories.containsKey(run.get())) {
            throw new ConfigException(List.of(new Problem(
                    "--run", run.get().toString(), "must be a run of the date: " + numbers(histories.keySet()))));
        }
        return new TreeMap<>(Map.of(run.get(), histories.get(run.get())));
    }

    private static String numbers(Collection<Integer> runs) {
        return runs.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Why nothing can be decided about a payload; empty where exactly one run has it in doubt. */
    private static Optional<String> objection(
            String id, SortedMap<Integer, List<PayloadHistory>> histories, Instant now) {
        SortedMap<Integer, PayloadHistory> found = new TreeMap<>();
        histories.forEach((number, payloads) -> payloads.stream()
                .filter(history -> history.payload().payloadId().equals(id))
                .forEach(history -> found.put(number, history)));
        List<Integer> inDoubt = found.keySet().stream()
                .filter(number -> isInDoubt(found.get(number), now))
                .toList();
        if (inDoubt.size() == 1) {
            return Optional.empty();
        }
        if (inDoubt.size() > 1) {
            return Optional.of(
                    "is in doubt in the runs " + numbers(inDoubt) + ": say with --run which of them is meant");
        }
        boolean isOfSeveral = histories.size() > 1;
        if (found.isEmpty()) {
            return Optional.of(
                    isOfSeveral
                            ? "no run of this date has such a payload"
                            : "the run of this date has no such payload");
        }
        return Optional.of(found.entrySet().stream()
                .map(of -> (isOfSeveral ? "in run " + of.getKey() + " " : "") + state(of.getValue(), now))
                .collect(Collectors.joining("; ", "is ", ", and only a payload in doubt can be resolved")));
    }

    private static boolean isInDoubt(PayloadHistory history, Instant now) {
        return history.state(now) == PayloadState.UNKNOWN;
    }

    private static String state(PayloadHistory history, Instant now) {
        PayloadState state = history.state(now);
        String words = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return state == PayloadState.IN_FLIGHT
                ? "in flight: somebody may still be sending it until "
                        + history.leaseUntil(now).orElse(now) + ", resolve it after that"
                        + (history.isClaimedInTheFuture(now) ? "; the clock of whoever claimed it was ahead" : "")
                : words;
    }
}
