package io.github.appmetricaexport.job;

import io.github.appmetricaexport.audit.RunEvidence;
import io.github.appmetricaexport.audit.RunEvidence.Decision;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The decisions that evidence allows. A payload that is in doubt no longer, or was claimed again since, is passed over: the
 * evidence is none on that, and never overturns an answer.
 *
 * @param by the login of whoever asked for them
 */
record EvidenceDecisions(RunEvidence evidence, String by) implements Decisions {
    @Override
    public Optional<Integer> run() {
        return Optional.of(evidence.run().manifest().identity().run());
    }

    @Override
    public SortedMap<Integer, List<Resolution>> of(SortedMap<Integer, List<PayloadHistory>> histories, Instant now) {
        int number = evidence.run().manifest().identity().run();
        List<Resolution> resolutions = of(histories.getOrDefault(number, List.of()), now);
        return resolutions.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of(number, resolutions));
    }

    private List<Resolution> of(List<PayloadHistory> histories, Instant now) {
        Map<String, Decision> decisions = new HashMap<>();
        evidence.decisions().forEach(decision -> decisions.put(decision.payloadId(), decision));
        return histories.stream()
                .filter(history ->
                        isStillSo(history, decisions.get(history.payload().payloadId()), now))
                .map(history -> decisions.get(history.payload().payloadId()))
                .map(decision -> new Resolution(
                        decision.payloadId(),
                        decision.verdict(),
                        decision.throughAttempt(),
                        decision.reason(),
                        by,
                        now))
                .toList();
    }

    private static boolean isStillSo(PayloadHistory history, Decision decision, Instant now) {
        return decision != null
                && history.state(now) == PayloadState.UNKNOWN
                && history.lastAttempt() == decision.throughAttempt();
    }

    @Override
    public String words(List<Resolution> recorded) {
        long applied = recorded.stream()
                .filter(resolution -> resolution.verdict() == Verdict.ACCEPTED)
                .count();
        return String.format(
                Locale.ROOT,
                "by the evidence %,d payloads in doubt now count as accepted, %,d as not applied, by %s",
                applied,
                recorded.size() - applied,
                by);
    }
}
