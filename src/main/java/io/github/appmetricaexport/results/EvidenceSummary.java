package io.github.appmetricaexport.results;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.outbox.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code evidence.json}, beside a run's manifest: what became visible of the run when the Logs API was last asked, for status and
 * report. All of it, and of every time before, is in the table {@code visibility}.
 *
 * @param accepted of payloads that count as accepted
 * @param inDoubt the first hundred of those that were in doubt then, or were to be sent though events of theirs are there
 * @param missing the hundred accepted payloads of which most is missing
 * @param missingByName accepted events that are missing, the commonest names
 */
@JsonNaming(SnakeCaseStrategy.class)
public record EvidenceSummary(
        @JsonPropertyDescription("When the Logs API was asked")
        Instant askedAt,

        @JsonPropertyDescription("complete, or incomplete where evidence.skip-unavailable-shards took less")
        String availability,

        @JsonPropertyDescription("What is visible of the payloads that count as accepted")
        Total accepted,

        @JsonPropertyDescription(
                "The first hundred that were in doubt then, or were to be sent though events of theirs are there")
        List<Line> inDoubt,

        @JsonPropertyDescription("The hundred accepted payloads of which most is missing")
        List<Line> missing,

        @JsonPropertyDescription("Accepted events that are missing, the twenty commonest names")
        Map<String, Long> missingByName) {
    private static final Logger LOG = LoggerFactory.getLogger(EvidenceSummary.class);

    private static final int MOST_LINES = 100;

    /** Events of several payloads. */
    public record Total(
            @JsonPropertyDescription("How many payloads they are")
            long payloads,

            @JsonPropertyDescription("Events in them") long rows,

            @JsonPropertyDescription("Of these, how many the Logs API shows")
            long visible,

            @JsonPropertyDescription("Events like their own beyond their own: applied twice, or sent by the SDK too")
            long extra) {
        public long missing() {
            return rows - visible;
        }
    }

    /** A payload. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Line(
            @JsonPropertyDescription("The payload, unique within its run")
            String payloadId,

            @JsonPropertyDescription("The application in AppMetrica")
            String applicationId,

            @JsonPropertyDescription("Events in it") long rows,

            @JsonPropertyDescription("Of these, how many the Logs API shows")
            long visible,

            @JsonPropertyDescription(
                    "As in the table visibility: visible, missing, rejected, applied, not_applied or cannot_say")
            String evidence,

            @JsonPropertyDescription("Why the evidence says so, with the numbers")
            String reason) {}

    public EvidenceSummary {
        Objects.requireNonNull(askedAt, "askedAt");
        Objects.requireNonNull(accepted, "accepted");
        inDoubt = inDoubt == null ? List.of() : List.copyOf(inDoubt);
        missing = missing == null ? List.of() : List.copyOf(missing);
        missingByName = missingByName == null ? Map.of() : missingByName;
    }

    /**
     * Of a run's rows of the table.
     *
     * @param accepted those of payloads that count as accepted
     * @param inDoubt those of payloads that were in doubt
     */
    public static EvidenceSummary of(
            VisibilityResult.Asked asked, List<VisibilityResult> accepted, List<VisibilityResult> inDoubt) {
        Map<String, Long> names = new TreeMap<>();
        accepted.forEach(payload ->
                payload.sighting().missingByName().forEach((name, rows) -> names.merge(name, rows, Long::sum)));
        return new EvidenceSummary(
                asked.at(),
                asked.availability(),
                total(accepted),
                inDoubt.stream().limit(MOST_LINES).map(EvidenceSummary::line).toList(),
                accepted.stream()
                        .filter(payload -> payload.missing() > 0)
                        .sorted(Comparator.comparingLong(payload -> -payload.missing()))
                        .limit(MOST_LINES)
                        .map(EvidenceSummary::line)
                        .toList(),
                Sighting.commonest(names));
    }

    private static Total total(Collection<VisibilityResult> payloads) {
        return new Total(
                payloads.size(),
                payloads.stream().mapToLong(VisibilityResult::rows).sum(),
                payloads.stream().mapToLong(seen -> seen.sighting().visible()).sum(),
                payloads.stream().mapToLong(seen -> seen.sighting().extra()).sum());
    }

    private static Line line(VisibilityResult seen) {
        return new Line(
                seen.payload().payloadId(),
                seen.payload().applicationId(),
                seen.rows(),
                seen.sighting().visible(),
                seen.evidence(),
                seen.reason());
    }

    public void write(Store store, RunPaths paths) {
        store.publish(path(paths), Json.writeForPeople(this));
    }

    /** Empty where nobody asked, and where the file cannot be understood, which the log tells. */
    public static Optional<EvidenceSummary> read(Store store, RunPaths paths) {
        if (!store.exists(path(paths))) {
            return Optional.empty();
        }
        try {
            return Optional.of(store.read(path(paths), EvidenceSummary.class));
        } catch (SpoiltFileException spoilt) {
            LOG.warn("{} cannot be understood and counts as absent: the next reconcile writes it anew", path(paths));
            return Optional.empty();
        }
    }

    private static Path path(RunPaths paths) {
        return paths.named("evidence.json");
    }
}
