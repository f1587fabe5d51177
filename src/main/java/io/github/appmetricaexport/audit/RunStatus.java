package io.github.appmetricaexport.audit;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.EvidenceSummary;
import io.github.appmetricaexport.settle.DateAccount.RunAccount;
import io.github.appmetricaexport.settle.Doubt;
import io.github.appmetricaexport.settle.SameKeys;
import io.github.appmetricaexport.settle.Summary;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where a run stands, for programs: what {@code summary.json} would say now, and what its payloads wait for. */
public record RunStatus(
        @JsonUnwrapped Summary.Ending ending,

        @JsonUnwrapped Summary.Course course,

        @JsonUnwrapped Summary.Account account,

        @JsonUnwrapped Waiting waiting,

        @JsonPropertyDescription("What source.unique-key found; null where rows have no key")
        SameKeys duplicates,

        @JsonPropertyDescription("What became visible of it, as reconcile found it last; null where it was never asked")
        EvidenceSummary evidence) {
    private static final int MOST_LISTED = 100;

    /** What its payloads wait for. */
    public record Waiting(
            @JsonPropertyDescription(
                    "Payloads by where they stand: pending, in_flight, unknown, accepted, assumed_accepted,"
                            + " rejected, split, retry")
            Map<String, Long> states,

            @JsonPropertyDescription("The first hundred that somebody may be sending, of states.in_flight")
            List<Flight> inFlight,

            @JsonPropertyDescription("The first hundred that need a decision, of states.unknown")
            List<Doubt> inDoubt,

            @JsonPropertyDescription("The first hundred files of the outbox that cannot be understood")
            List<String> spoilt) {}

    /** A payload that somebody may be sending. */
    public record Flight(
            @JsonPropertyDescription("The payload") String payloadId,

            @JsonPropertyDescription("The application in AppMetrica")
            String applicationId,

            @JsonPropertyDescription("How many events it holds")
            long events,

            @JsonPropertyDescription("How often it was claimed")
            int attempt,

            @JsonPropertyDescription("From when on nobody is sending it any more")
            Instant leaseUntil) {
        private static Flight of(PayloadHistory history, Instant now) {
            return new Flight(
                    history.payload().payloadId(),
                    history.payload().applicationId(),
                    history.payload().rows(),
                    history.lastAttempt(),
                    history.leaseUntil(now).orElse(now));
        }
    }

    static RunStatus of(Store store, RunAccount run, Instant now) {
        Summary summary = Summary.of(run.settled());
        return new RunStatus(
                summary.ending(),
                summary.course(),
                summary.account(),
                waiting(run, now),
                summary.refusal().duplicates(),
                EvidenceSummary.read(store, run.frozen().paths()).orElse(null));
    }

    private static Waiting waiting(RunAccount run, Instant now) {
        List<PayloadHistory> histories = run.settled().histories();
        Map<String, Long> states = new LinkedHashMap<>();
        for (PayloadState state : PayloadState.values()) {
            states.put(state.name().toLowerCase(Locale.ROOT), 0L);
        }
        histories.forEach(history -> states.merge(history.state(now).name().toLowerCase(Locale.ROOT), 1L, Long::sum));
        return new Waiting(
                states,
                histories.stream()
                        .filter(history -> history.state(now) == PayloadState.IN_FLIGHT)
                        .limit(MOST_LISTED)
                        .map(history -> Flight.of(history, now))
                        .toList(),
                run.settled().payloads().stream()
                        .filter(payload -> payload.history().state(now) == PayloadState.UNKNOWN)
                        .limit(MOST_LISTED)
                        .map(Doubt::of)
                        .toList(),
                histories.stream()
                        .flatMap(history -> history.damage().files().stream())
                        .limit(MOST_LISTED)
                        .toList());
    }
}
