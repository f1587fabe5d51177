package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.RunResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code summary.json}: what the run came to, for schedulers.
 *
 * <p>YARN and Kubernetes lose exit codes; this file keeps it.
 */
final class SummaryFile {
    private SummaryFile() {}

    /**
     * Composes it.
     *
     * @param objections of the gate, each naming the option to change
     * @param advice what the operator can do next, the objections included
     */
    static byte[] of(
            RunResult run,
            List<PayloadResult> payloads,
            List<String> objections,
            List<String> advice,
            Map<String, String> places) {
        Books books = run.books();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("job", run.job());
        summary.put("date", run.date().toString());
        summary.put("run_id", run.runId());
        summary.put("outcome", run.outcome().label());
        summary.put("exit_code", run.outcome().exitCode());
        summary.put("message", run.message());
        summary.put("started_at", run.startedAt().toString());
        summary.put("finished_at", run.finishedAt().toString());
        summary.put("books_balance", books.balance());
        summary.put("read", books.read());
        Map<String, Object> events = new LinkedHashMap<>();
        Map<String, Object> payloadCounts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            events.put(outcome.label(), books.events(outcome));
            payloadCounts.put(outcome.label(), books.payloads(outcome));
        }
        events.put("invalid", books.invalid());
        summary.put("events", events);
        summary.put("payloads", payloadCounts);
        summary.put("bytes", run.bytes());
        summary.put("requests", run.requests());
        summary.put("reasons", run.reasons());
        summary.put("in_doubt", inDoubt(payloads));
        summary.put("objections", objections);
        summary.put("next", advice);
        summary.put("places", places);
        summary.put("config_fingerprint", run.manifest().origin().configFingerprint());
        summary.put("app_version", run.manifest().origin().appVersion());
        summary.put("spark_version", run.manifest().origin().sparkVersion());
        summary.put("spark_application_id", run.manifest().origin().sparkApplicationId());
        return Json.writeForPeople(summary);
    }

    /** Exactly which payloads, how many events, of whom. */
    private static List<Map<String, Object>> inDoubt(List<PayloadResult> payloads) {
        return payloads.stream()
                .filter(payload -> payload.outcome() == Outcome.UNKNOWN)
                .map(SummaryFile::inDoubt)
                .toList();
    }

    private static Map<String, Object> inDoubt(PayloadResult payload) {
        Map<String, Object> doubt = new LinkedHashMap<>();
        doubt.put("payload_id", payload.payloadId());
        doubt.put("application_id", payload.applicationId());
        doubt.put("events", payload.rows());
        doubt.put("first_event_time", payload.firstEventTime().toString());
        doubt.put("last_event_time", payload.lastEventTime().toString());
        doubt.put("error", payload.error());
        return doubt;
    }
}
