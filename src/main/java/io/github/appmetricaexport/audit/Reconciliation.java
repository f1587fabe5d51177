package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.audit.EvidenceRule.Seen;
import io.github.appmetricaexport.audit.Verdict.Conclusion;
import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.logs.LogsDownload.Part;
import io.github.appmetricaexport.logs.LogsNotReadyException;
import io.github.appmetricaexport.logs.LogsQuery;
import io.github.appmetricaexport.outbox.Fate;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.results.Sighting;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Holds the runs of a date against what AppMetrica shows of them. Whatever is asked for, all runs of the date are counted: their
 * payloads may hold equal rows.
 *
 * @param only the run to tell of; empty for all
 * @param patience how long to wait for the Logs API
 */
public record Reconciliation(JobContext job, OptionalInt only, Duration patience, Sleeper sleeper) {
    /** How often a payload had been claimed when the question was asked. */
    private record Name(int run, String payloadId) {}

    /**
     * Asks and counts; changes nothing.
     *
     * @return of each run that sent anything, the oldest first
     * @throws ConfigException when nothing was sent, or the Logs API refuses token or question
     * @throws LogsNotReadyException when it is not ready in time
     */
    public List<RunEvidence> evidence() {
        Map<Integer, FrozenRun> runs = runs();
        List<SoughtPayload> before = sought(runs);
        if (before.stream().noneMatch(payload -> isTold(payload.run()))) {
            throw problem("--date", job.date().toString(), "nothing of it was sent, nothing can be visible");
        }
        EventKeys keys = new EventKeys(job.config().value(EvidenceOptions.MARKER));
        try (Inquiry inquiry = Inquiry.of(job)) {
            List<Part> answers = inquiry.fetch(queries(before, keys), patience, sleeper);
            job.say(answers.size() + " answers of the Logs API are here, by " + inquiry.requests() + " requests");
            // Anew: what is visible by now may be of payloads that were sent meanwhile.
            List<SoughtPayload> payloads = sought(runs);
            Map<Integer, Tally> tallies = new Sightings(job, keys).of(payloads, inquiry.folder(), answers);
            List<RunEvidence> evidence = judge(runs, payloads, tallies, attempts(before), inquiry.askedAt());
            inquiry.done();
            return evidence;
        }
    }

    private Map<Integer, FrozenRun> runs() {
        Map<Integer, FrozenRun> runs = new TreeMap<>();
        job.outbox().requireCounting().stream()
                .filter(run -> new Fate(job.store(), run.paths()).isBegun())
                .forEach(run -> runs.put(run.manifest().identity().run(), run));
        if (only.isPresent() && !runs.containsKey(only.getAsInt())) {
            throw problem(
                    "--run",
                    Integer.toString(only.getAsInt()),
                    "must be one of the runs of the date that sent anything: " + runs.keySet());
        }
        runs.forEach((number, run) -> {
            if (isTold(number) && !job.store().exists(run.paths().payloads())) {
                throw problem(
                        "--date",
                        job.date().toString(),
                        "the payload files of run " + number
                                + " were deleted (work.keep-payloads): there is nothing left to"
                                + " hold against what is visible");
            }
        });
        return runs;
    }

    private boolean isTold(int run) {
        return only.isEmpty() || only.getAsInt() == run;
    }

    private List<SoughtPayload> sought(Map<Integer, FrozenRun> runs) {
        boolean refusalIsWhole = job.config().value(ApiOptions.REJECTION_IS_ATOMIC);
        Instant now = job.now();
        List<SoughtPayload> sought = new ArrayList<>();
        runs.forEach((number, run) -> new Journal(job.store(), run.paths())
                .histories(run.payloads()).stream()
                        .flatMap(history -> SoughtPayload.of(number, history, refusalIsWhole, now).stream())
                        .forEach(sought::add));
        return sought;
    }

    /** The same for the same payloads: what was asked for and not yet ready is found again. */
    private static List<LogsQuery> queries(List<SoughtPayload> payloads, EventKeys keys) {
        Map<String, List<FrozenPayload>> byApplication = payloads.stream()
                .map(SoughtPayload::payload)
                .collect(Collectors.groupingBy(FrozenPayload::applicationId, TreeMap::new, Collectors.toList()));
        List<LogsQuery> queries = new ArrayList<>();
        byApplication.forEach((application, ofIt) -> queries.addAll(LogsQuery.around(
                application,
                Instant.ofEpochSecond(ofIt.stream()
                        .mapToLong(FrozenPayload::firstEventTime)
                        .min()
                        .orElseThrow()),
                Instant.ofEpochSecond(ofIt.stream()
                        .mapToLong(FrozenPayload::lastEventTime)
                        .max()
                        .orElseThrow()),
                keys.fields())));
        return queries;
    }

    private static Map<Name, Integer> attempts(List<SoughtPayload> payloads) {
        Map<Name, Integer> attempts = new HashMap<>();
        payloads.forEach(
                payload -> attempts.put(name(payload), payload.history().lastAttempt()));
        return attempts;
    }

    private static Name name(SoughtPayload payload) {
        return new Name(payload.run(), payload.payload().payloadId());
    }

    private List<RunEvidence> judge(
            Map<Integer, FrozenRun> runs,
            List<SoughtPayload> payloads,
            Map<Integer, Tally> tallies,
            Map<Name, Integer> asked,
            Instant askedAt) {
        EvidenceRule rule = EvidenceRule.of(job.config());
        List<Seen> accepted = new ArrayList<>();
        Set<String> halfRead = new HashSet<>();
        for (int number = 0; number < payloads.size(); number++) {
            SoughtPayload payload = payloads.get(number);
            if (!damage(tallies, number).isEmpty()) {
                halfRead.add(payload.payload().applicationId());
            } else if (payload.isAcknowledged() && payload.applications().size() == 1) {
                accepted.add(new Seen(payload.payload(), sighting(tallies, number), List.of(payload.settledAt())));
            }
        }
        Map<Integer, RunJudgement> judged = new TreeMap<>();
        for (int number = 0; number < payloads.size(); number++) {
            SoughtPayload payload = payloads.get(number);
            if (!isTold(payload.run())) {
                continue;
            }
            RunJudgement run = judged.computeIfAbsent(payload.run(), first -> new RunJudgement(rule, askedAt));
            Sighting sighting = sighting(tallies, number);
            String damage = damage(tallies, number);
            if (payload.isInDoubt()) {
                Verdict verdict = impediment(payload, damage, asked)
                        .orElseGet(() -> rule.judge(
                                new Seen(payload.payload(), sighting, payload.applications()), accepted, askedAt));
                run.addDoubt(
                        payload,
                        sighting,
                        verdict.conclusion() == Conclusion.APPLIED
                                        && halfRead.contains(payload.payload().applicationId())
                                ? Verdict.cannotSay(
                                        verdict.reason() + ", but files of other payloads of the application"
                                                + " cannot be read, which may hold equal rows")
                                : verdict);
            } else {
                run.add(payload, sighting, damage, job.now());
            }
        }
        return judged.entrySet().stream()
                .map(run -> run.getValue().of(runs.get(run.getKey())))
                .toList();
    }

    /** Why no evidence can decide on it. */
    private static Optional<Verdict> impediment(SoughtPayload payload, String damage, Map<Name, Integer> asked) {
        if (payload.state() == PayloadState.IN_FLIGHT) {
            return Optional.of(Verdict.cannotSay("somebody may still be sending it"));
        }
        if (!payload.history().damage().files().isEmpty()
                || payload.applications().isEmpty()) {
            return Optional.of(Verdict.cannotSay("files of the outbox that tell what was sent are damaged"));
        }
        if (!damage.isEmpty()) {
            return Optional.of(Verdict.cannotSay("its rows cannot be read any more: " + damage));
        }
        return asked.getOrDefault(name(payload), 0) == payload.history().lastAttempt()
                ? Optional.empty()
                : Optional.of(Verdict.cannotSay("it was sent again while the Logs API was asked"));
    }

    private static Sighting sighting(Map<Integer, Tally> tallies, int number) {
        return tallies.containsKey(number) ? tallies.get(number).sighting() : Sighting.NOTHING;
    }

    private static String damage(Map<Integer, Tally> tallies, int number) {
        return tallies.containsKey(number) ? tallies.get(number).damage() : "";
    }

    private static ConfigException problem(String key, String value, String remedy) {
        return new ConfigException(List.of(new Problem(key, value, remedy)));
    }
}
