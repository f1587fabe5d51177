package io.github.appmetricaexport.settle;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code summary.json}: what the run came to, for schedulers; YARN and Kubernetes lose exit codes, this file keeps it.
 *
 * @param outcome as of {@link RunOutcome#label()}
 * @param events by outcome, with the invalid ones
 * @param payloads by outcome
 * @param reasons how many rows validation refused for each
 * @param objections of the gate, for people
 * @param objectionCodes of the same, in the same order; none in a file of a version that had no codes
 * @param next what the operator can do, the objections included
 * @param places where tables, outbox and this file are
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Summary(
        String job,
        String date,
        String runId,
        String outcome,
        int exitCode,
        String message,
        Instant startedAt,
        Instant finishedAt,
        boolean booksBalance,
        long read,
        Map<String, Long> events,
        Map<String, Long> payloads,
        long bytes,
        long requests,
        Map<String, Long> reasons,
        List<Doubt> inDoubt,
        List<String> objections,
        List<String> objectionCodes,
        List<String> next,
        Map<String, String> places,
        String configFingerprint,
        String appVersion,
        String sparkVersion,
        String sparkApplicationId) {
    public Summary {
        objectionCodes = objectionCodes == null ? List.of() : objectionCodes;
    }

    /** A payload whose answer was lost: which, how many events, of whom. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Doubt(
            String payloadId,
            String applicationId,
            long events,
            Instant firstEventTime,
            Instant lastEventTime,
            String error) {
        static Doubt of(PayloadResult payload) {
            return new Doubt(
                    payload.payloadId(),
                    payload.applicationId(),
                    payload.rows(),
                    payload.firstEventTime(),
                    payload.lastEventTime(),
                    payload.error());
        }
    }

    static Summary of(
            RunResult run,
            List<PayloadResult> payloads,
            List<Objection> objections,
            List<String> next,
            Map<String, String> places) {
        Map<String, Long> events = new LinkedHashMap<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            events.put(outcome.label(), run.books().events(outcome));
            counts.put(outcome.label(), run.books().payloads(outcome));
        }
        events.put("invalid", run.books().invalid());
        return new Summary(
                run.job(),
                run.date().toString(),
                run.runId(),
                run.outcome().label(),
                run.outcome().exitCode(),
                run.message(),
                run.startedAt(),
                run.finishedAt(),
                run.books().balance(),
                run.books().read(),
                events,
                counts,
                run.bytes(),
                run.requests(),
                run.reasons(),
                payloads.stream()
                        .filter(payload -> payload.outcome() == Outcome.UNKNOWN)
                        .map(Doubt::of)
                        .toList(),
                objections.stream().map(Objection::sentence).toList(),
                objections.stream().map(objection -> objection.code().label()).toList(),
                next,
                places,
                run.manifest().origin().configFingerprint(),
                run.manifest().origin().appVersion(),
                run.manifest().origin().sparkVersion(),
                run.manifest().origin().sparkApplicationId());
    }

    /** Whether the run ended so. */
    public boolean is(RunOutcome ended) {
        return ended.label().equals(outcome);
    }

    void write(Store store, RunPaths paths) {
        store.publish(paths.summary(), Json.writeForPeople(this));
    }

    /** What the last export said; empty while the first one is under way, or when it was killed. */
    public static Optional<Summary> read(Store store, RunPaths paths) {
        try {
            return store.exists(paths.summary())
                    ? Optional.of(Json.read(store.read(paths.summary()), Summary.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new OutboxException("cannot understand " + paths.summary(), e);
        }
    }
}
