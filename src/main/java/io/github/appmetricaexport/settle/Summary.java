package io.github.appmetricaexport.settle;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code summary.json}: what the run came to, for schedulers; YARN and Kubernetes lose exit codes, this file keeps it.
 *
 * <p>Of what it holds, as {@link #of} lists it, the job itself reads only this again.
 *
 * @param outcome as of {@link RunOutcome#label()}
 * @param objections of the gate, for people
 * @param next what the operator can do, the objections included
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Summary(String outcome, Instant finishedAt, List<String> objections, List<String> next) {
    /**
     * The whole file, a flat object.
     *
     * @param next what the operator can do, the objections included
     * @param places where tables, outbox and this file are
     */
    static Map<String, Object> of(
            Settled settled, List<Objection> objections, List<String> next, Map<String, String> places) {
        RunResult run = settled.run();
        Map<String, Long> events = new LinkedHashMap<>();
        Map<String, Long> payloads = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            events.put(outcome.label(), run.books().events(outcome));
            payloads.put(outcome.label(), run.books().payloads(outcome));
        }
        events.put("invalid", run.books().invalid());
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("job", run.job());
        summary.put("date", run.date().toString());
        summary.put("run_id", run.runId());
        summary.put("outcome", run.outcome().label());
        summary.put("exit_code", run.outcome().exitCode());
        summary.put("message", run.message());
        summary.put("started_at", run.startedAt());
        summary.put("finished_at", run.finishedAt());
        summary.put("books_balance", run.books().balance());
        summary.put("read", run.books().read());
        summary.put("events", events);
        summary.put("payloads", payloads);
        summary.put("bytes", run.bytes());
        summary.put("requests", run.requests());
        summary.put("reasons", run.reasons());
        summary.put("in_doubt", settled.of(Outcome.UNKNOWN).map(Summary::doubt).toList());
        summary.put("objections", objections.stream().map(Objection::sentence).toList());
        // Of the same, in the same order.
        summary.put(
                "objection_codes",
                objections.stream().map(Objection::code).map(Code::label).toList());
        summary.put("next", next);
        summary.put("places", places);
        Manifest.Origin planned = run.manifest().origin();
        summary.put("config_fingerprint", planned.configFingerprint());
        summary.put("app_version", planned.appVersion());
        summary.put("spark_version", planned.sparkVersion());
        summary.put("spark_application_id", planned.sparkApplicationId());
        return summary;
    }

    /** A payload whose answer was lost: which, how many events, of whom. */
    private static Map<String, Object> doubt(PayloadResult payload) {
        Map<String, Object> doubt = new LinkedHashMap<>();
        doubt.put("payload_id", payload.payloadId());
        doubt.put("application_id", payload.applicationId());
        doubt.put("events", payload.rows());
        doubt.put("first_event_time", payload.firstEventTime());
        doubt.put("last_event_time", payload.lastEventTime());
        doubt.put("error", payload.error());
        return doubt;
    }

    /** Whether the run ended so. */
    public boolean is(RunOutcome ended) {
        return ended.label().equals(outcome);
    }

    /** What the last export said; empty while the first one is under way, or when it was killed. */
    public static Optional<Summary> read(Store store, RunPaths paths) {
        if (!store.exists(paths.summary())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(store.read(paths.summary()), Summary.class));
        } catch (IOException e) {
            throw new OutboxException("cannot understand " + paths.summary(), e);
        }
    }
}
