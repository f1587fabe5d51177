package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.outbox.Fate;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.results.DailyBudget;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.WhatFits;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.send.SendRule;
import io.github.appmetricaexport.send.SendSettings;
import io.github.appmetricaexport.send.SplitRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checks before the first byte: gathers the facts that the {@link Gate} judges. */
public record Preflight(JobContext job, FrozenRun run, SendSettings settings) {
    /**
     * What the checks came to.
     *
     * @param toSend what an export would send now and later, halves of refused payloads counted by their parent
     * @param objections why nothing of it may be sent; empty when it may, or when nothing is left to send
     * @param part what of it the budget lets pass now; empty where all goes or nothing
     */
    public record Checked(List<FrozenPayload> toSend, List<Objection> objections, Optional<WhatFits> part) {
        public boolean isOpen() {
            return objections.isEmpty();
        }

        /** What may be sent, as of {@link SendRule}. */
        public Optional<Set<String>> allowed() {
            return part.map(WhatFits::allowed);
        }
    }

    /** What an export would send now and later, halves of refused payloads counted by their parent. */
    public List<FrozenPayload> toSend() {
        return toSend(journal().histories(run.payloads()), job.now());
    }

    public Checked check() {
        Instant now = job.now();
        List<PayloadHistory> histories = journal().histories(run.payloads());
        List<FrozenPayload> toSend = toSend(histories, now);
        Optional<WhatFits> part =
                DailyBudget.allowsParts(job.config()) ? Optional.of(WhatFits.NOTHING) : Optional.empty();
        if (toSend.isEmpty() && !run.payloads().isEmpty()) {
            return new Checked(toSend, List.of(), part);
        }
        DailyBudget budget = budget(histories, now);
        return new Checked(
                toSend, objections(toSend, budget, now), part.map(nothing -> WhatFits.of(toSend, budget, now)));
    }

    private DailyBudget budget(List<PayloadHistory> histories, Instant now) {
        return DailyBudget.of(
                job.config(),
                tables(),
                job.store(),
                run.manifest().identity().runId(),
                histories.stream()
                        .map(history -> PayloadResult.of(history, now))
                        .toList(),
                now);
    }

    private List<FrozenPayload> toSend(List<PayloadHistory> histories, Instant now) {
        return Stream.concat(
                        new SendRule(job.config().value(UploadOptions.WHEN_UNKNOWN))
                                .toSendByAndBy(histories, now).stream(),
                        new SplitRule(job.config()).toSplit(histories, now).stream())
                .map(PayloadHistory::payload)
                .toList();
    }

    private List<Objection> objections(List<FrozenPayload> toSend, DailyBudget budget, Instant now) {
        Set<String> applications =
                toSend.stream().map(FrozenPayload::applicationId).collect(Collectors.toCollection(TreeSet::new));
        Gate gate = new Gate(job.config());
        List<Objection> objections = new ArrayList<>(gate.objections(new Gate.Facts(
                run.manifest(),
                events(toSend, budget, now),
                oldest(toSend),
                new Gate.Keys(applications.size(), missingKeys(applications)),
                settings.deadline())));
        // Once it is begun, whether the day is right, and its rows new, is decided.
        if (!fate().isBegun()) {
            objections.addAll(gate.ofLateRows(run.manifest()));
            objections.addAll(new DayCheck(job, tables(), run.manifest()).objections());
        }
        return objections;
    }

    private ResultsTables tables() {
        return ResultsTables.of(job.spark(), job.config());
    }

    /** Of what the API no longer takes none is sent, however large. */
    private Gate.Events events(List<FrozenPayload> toSend, DailyBudget budget, Instant now) {
        return new Gate.Events(
                toSend.stream().mapToLong(FrozenPayload::rows).sum(),
                budget.spent().events(),
                toSend.stream()
                        .filter(payload -> !budget.isTooLate(payload, now))
                        .mapToInt(FrozenPayload::rows)
                        .max()
                        .orElse(0));
    }

    /** Of more applications than a day may have none is looked for: the gate refuses them all. */
    private List<String> missingKeys(Set<String> applications) {
        return applications.size() > job.config().value(ExportOptions.MAX_APPLICATIONS)
                ? List.of()
                : KeyCheck.missing(job.spark(), settings, applications);
    }

    /**
     * The oldest event, where age decides for all. Once a run is under way it cannot be planned anew: then each payload is
     * judged by itself, and those that grew too old do not hold up the others.
     */
    private Instant oldest(List<FrozenPayload> toSend) {
        return toSend.stream()
                .map(payload -> Instant.ofEpochSecond(payload.firstEventTime()))
                .min(Comparator.naturalOrder())
                .filter(oldest -> !fate().isBegun())
                .orElse(null);
    }

    private Journal journal() {
        return new Journal(job.store(), run.paths());
    }

    private Fate fate() {
        return new Fate(job.store(), run.paths());
    }
}
