package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.results.EventsSpent;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.send.SendRule;
import io.github.appmetricaexport.send.SendSettings;
import io.github.appmetricaexport.send.SplitRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checks before the first byte: gathers the facts that the {@link Gate} judges. */
public record Preflight(JobContext job, FrozenRun run, SendSettings settings) {
    /** The vendor counts events over a rolling day. */
    private static final Duration BUDGET_WINDOW = Duration.ofHours(24);

    /**
     * What the checks came to.
     *
     * @param toSend as of {@link #toSend()}
     * @param objections why nothing of it may be sent; empty when it may, or when nothing is left to send
     */
    public record Checked(List<FrozenPayload> toSend, List<Objection> objections) {
        public boolean isOpen() {
            return objections.isEmpty();
        }
    }

    public Checked check() {
        List<FrozenPayload> toSend = toSend();
        return new Checked(toSend, toSend.isEmpty() && !run.payloads().isEmpty() ? List.of() : objections(toSend));
    }

    /** What an export would send now, halves of refused payloads counted by their parent. */
    public List<FrozenPayload> toSend() {
        Instant now = job.now();
        List<PayloadHistory> histories = journal().histories(run.payloads());
        return Stream.concat(
                        new SendRule(job.config().value(UploadOptions.WHEN_UNKNOWN))
                                .toSendByAndBy(histories, now).stream(),
                        new SplitRule(job.config()).toSplit(histories, now).stream())
                .map(PayloadHistory::payload)
                .toList();
    }

    private List<Objection> objections(List<FrozenPayload> toSend) {
        Set<String> applications =
                toSend.stream().map(FrozenPayload::applicationId).collect(Collectors.toCollection(TreeSet::new));
        return new Gate(job.config())
                .objections(new Gate.Facts(
                        run.manifest(),
                        toSend.stream().mapToLong(FrozenPayload::rows).sum(),
                        oldest(toSend),
                        spent(),
                        new Gate.Keys(applications.size(), missingKeys(applications)),
                        settings.deadline()));
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
                .filter(oldest -> journal().isUntouched())
                .orElse(null);
    }

    private long spent() {
        return job.config().value(ApiOptions.DAILY_EVENT_BUDGET) == ApiOptions.NO_BUDGET
                ? 0
                : EventsSpent.since(
                        ResultsTables.of(job.spark(), job.config()), job.now().minus(BUDGET_WINDOW));
    }

    private Journal journal() {
        return new Journal(job.store(), run.paths());
    }
}
