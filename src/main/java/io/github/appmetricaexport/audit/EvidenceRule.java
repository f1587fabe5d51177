package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.audit.Verdict.Conclusion;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.results.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the visible events say of a payload whose answer was lost. It says nothing rather than something wrong: an event that is
 * sent twice counts twice for ever.
 *
 * @param minShare of a payload's rows that must be visible for it to be there; what is less than the rest is let pass as chance
 * @param minNeighbours accepted payloads that must be there before another's absence means anything
 * @param minAge how long after an upload its absence begins to mean anything
 * @param isComplete whether the answers may lack nothing
 */
record EvidenceRule(double minShare, int minNeighbours, Duration minAge, boolean isComplete) {
    /** By how many standard deviations there may be more twins from elsewhere than expected. */
    private static final double DEVIATIONS = 4;

    /**
     * A payload with what is visible of it.
     *
     * @param applications when each attempt that may have been applied was over, at least one
     */
    record Seen(FrozenPayload payload, Sighting sighting, List<Instant> applications) {
        Instant last() {
            return applications.get(applications.size() - 1);
        }

        private boolean isLike(Seen other) {
            return payload.owner().equals(other.payload.owner());
        }
    }

    static EvidenceRule of(ExportConfig config) {
        return new EvidenceRule(
                config.value(EvidenceOptions.MIN_SHARE),
                config.value(EvidenceOptions.MIN_NEIGHBOURS),
                config.value(EvidenceOptions.MIN_AGE),
                !config.value(EvidenceOptions.SKIP_UNAVAILABLE_SHARDS));
    }

    /** Whether so many of its rows are visible that it counts as there. */
    boolean isThere(Seen payload) {
        return payload.sighting().visible() >= minShare * payload.payload().rows();
    }

    /** Whether so many are there that nothing else explains. */
    private boolean isThereByItself(Seen neighbour) {
        return neighbour.sighting().own() >= minShare * neighbour.payload().rows();
    }

    /**
     * Judges one payload in doubt.
     *
     * @param accepted all that the API acknowledged at once: of one that was sent twice nobody knows which attempt is visible
     * @param askedAt what became visible later is not known
     */
    Verdict judge(Seen doubt, List<Seen> accepted, Instant askedAt) {
        List<Seen> like = accepted.stream().filter(doubt::isLike).toList();
        if (isThere(doubt)) {
            return judgeThere(doubt, like);
        }
        Sighting sighting = doubt.sighting();
        long rows = doubt.payload().rows();
        if (sighting.visible() > 0) {
            return Verdict.cannotSay(numbers(
                    "%,d of %,d rows are visible, fewer than evidence.min-share = %s asks for:"
                            + " applied in part, on its way, or the SDK's own",
                    sighting.visible(), rows, minShare));
        }
        if (sighting.contested() > tolerated(rows)) {
            return Verdict.cannotSay(numbers(
                    "%,d of %,d rows are visible, but other payloads hold equal ones", sighting.contested(), rows));
        }
        return judgeAbsent(doubt, like, askedAt);
    }

    /** Of its rows so many may be others' as of accepted payloads are there too often. */
    private Verdict judgeThere(Seen doubt, List<Seen> like) {
        long visible = doubt.sighting().visible();
        long all = doubt.payload().rows();
        String share = numbers("%,d of %,d rows are visible", visible, all);
        long rows = like.stream().mapToLong(seen -> seen.payload().rows()).sum();
        long extra = like.stream().mapToLong(seen -> seen.sighting().extra()).sum();
        double twins = rows == 0 ? 0 : (double) extra / rows * all;
        if (visible - (twins + DEVIATIONS * Math.sqrt(twins)) < minShare * all) {
            return Verdict.cannotSay(share
                    + numbers(
                            ", but %,d events are there like the %,d of accepted payloads and beyond them: others send such events too,"
                                    + " and some of these may be theirs",
                            extra, rows));
        }
        return new Verdict(Conclusion.APPLIED, share);
    }

    private Verdict judgeAbsent(Seen doubt, List<Seen> like, Instant askedAt) {
        long rows = doubt.payload().rows();
        String none = numbers("none of %,d rows is visible", rows);
        if (!isComplete) {
            return Verdict.cannotSay(none + ", but answers may be incomplete (evidence.skip-unavailable-shards)");
        }
        Instant matters = doubt.last().plus(minAge);
        if (askedAt.isBefore(matters)) {
            return Verdict.cannotSay(none + ", which means nothing before " + matters.truncatedTo(ChronoUnit.SECONDS)
                    + " (evidence.min-age)");
        }
        for (Instant attempt : doubt.applications()) {
            long neighbours = like.stream()
                    .filter(seen -> hour(seen.last()).equals(hour(attempt)))
                    .filter(this::isThereByItself)
                    .count();
            if (neighbours < minNeighbours) {
                return Verdict.cannotSay(none
                        + numbers(
                                ", but of accepted payloads of the hour of %s only %,d are visible, fewer than"
                                        + " evidence.min-neighbours = %d",
                                hour(attempt), neighbours, minNeighbours));
            }
        }
        Stream<Seen> later = like.stream().filter(seen -> !seen.last().isBefore(doubt.last()));
        if (later.noneMatch(this::isThereByItself)) {
            return Verdict.cannotSay(none + ", but neither is any payload that was accepted after it");
        }
        boolean allAreThere = like.stream()
                .filter(seen -> !askedAt.isBefore(seen.last().plus(minAge)))
                .allMatch(this::isThere);
        if (!allAreThere && doubt.sighting().known() <= tolerated(rows)) {
            return Verdict.cannotSay(none
                    + numbers(
                            ", but neither are all accepted payloads, and of the users of only %,d rows is anything visible: AppMetrica"
                                    + " may not know the others",
                            doubt.sighting().known()));
        }
        return new Verdict(
                Conclusion.NOT_APPLIED,
                none
                        + numbers(
                                ", though at least %,d accepted payloads of the hour are, and one that was accepted later",
                                minNeighbours));
    }

    /** So many rows of a payload are chance. */
    private double tolerated(long rows) {
        return (1 - minShare) * rows;
    }

    private static Instant hour(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS);
    }

    private static String numbers(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
