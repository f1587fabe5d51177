package io.github.appmetricaexport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.audit.EvidenceRule.Seen;
import io.github.appmetricaexport.audit.Verdict.Conclusion;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.results.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceRuleTest {
    private static final Instant SENT = Instant.parse("2026-11-20T10:30:00Z");
    private static final Instant NEXT_DAY = SENT.plus(Duration.ofHours(24));
    private static final EvidenceRule RULE = new EvidenceRule(0.99, 3, Duration.ofHours(24), true);

    private static Seen seen(long rows, Sighting sighting, Instant... applications) {
        return seen("1111", IdentifierKind.PROFILE_ID, rows, sighting, applications);
    }

    private static Seen seen(
            String application, IdentifierKind kind, long rows, Sighting sighting, Instant... applications) {
        FrozenPayload payload = new FrozenPayload(
                new FrozenPayload.Name("p", "", "p.csv"),
                new FrozenPayload.Owner(application, kind),
                new FrozenPayload.Content((int) rows, 100, "00", 0, 1));
        return new Seen(payload, sighting, List.of(applications));
    }

    private static Sighting visible(long rows) {
        return new Sighting(rows, rows, 0, 0, 0, Map.of());
    }

    /** Three accepted payloads of a hundred rows, a minute later each, of which so many are visible. */
    private static List<Seen> neighbours(long... visible) {
        List<Seen> neighbours = new ArrayList<>();
        for (long rows : visible) {
            neighbours.add(seen(100, visible(rows), SENT.plus(Duration.ofMinutes(neighbours.size()))));
        }
        return neighbours;
    }

    private static Verdict judge(Seen doubt, List<Seen> accepted) {
        return RULE.judge(doubt, accepted, NEXT_DAY);
    }

    private static Seen absent() {
        return seen(100, visible(0), SENT);
    }

    @Test
    void isAppliedWhenTheShareIsThereWhateverItsAge() {
        assertThat(RULE.judge(seen(100, visible(99), SENT), List.of(), SENT))
                .isEqualTo(new Verdict(Conclusion.APPLIED, "99 of 100 rows are visible"));
    }

    @Test
    void saysNothingOfAPart() {
        assertThat(judge(seen(100, visible(98), SENT), neighbours(100, 100, 100)))
                .isEqualTo(
                        Verdict.cannotSay("98 of 100 rows are visible, fewer than evidence.min-share = 0.99 asks for:"
                                + " applied in part, on its way, or the SDK's own"));
        assertThat(judge(seen(100, visible(1), SENT), neighbours(100, 100, 100)).conclusion())
                .isEqualTo(Conclusion.CANNOT_SAY);
    }

    @Test
    void isNotAppliedWhenNothingIsThereButItsNeighbours() {
        assertThat(judge(absent(), neighbours(100, 99, 100)))
                .isEqualTo(new Verdict(
                        Conclusion.NOT_APPLIED,
                        "none of 100 rows is visible, though at least 3 accepted payloads of the hour are, and one that was"
                                + " accepted later"));
    }

    @Test
    void itsAbsenceMeansNothingBeforeItsTime() {
        assertThat(RULE.judge(absent(), neighbours(100, 100, 100), NEXT_DAY.minusSeconds(1)))
                .isEqualTo(Verdict.cannotSay("none of 100 rows is visible, which means nothing before"
                        + " 2026-11-21T10:30:00Z (evidence.min-age)"));
    }

    @Test
    void itsAbsenceMeansNothingWhereTooFewNeighboursAreThere() {
        assertThat(judge(absent(), neighbours(100, 98, 100)))
                .isEqualTo(Verdict.cannotSay("none of 100 rows is visible, but of accepted payloads of the hour of"
                        + " 2026-11-20T10:00:00Z only 2 are visible, fewer than evidence.min-neighbours = 3"));
    }

    @Test
    void whatMayBeAnotherPayloadsMakesNoNeighbour() {
        List<Seen> others = new ArrayList<>(neighbours(100, 100));
        others.add(seen(100, new Sighting(100, 98, 0, 0, 0, Map.of()), SENT));

        assertThat(judge(absent(), others).reason()).contains("only 2 are visible");
    }

    @Test
    void onlyPayloadsOfTheSameApplicationIdentifierAndHourAreNeighbours() {
        List<Seen> others = new ArrayList<>(neighbours(100, 100));
        others.add(seen("2222", IdentifierKind.PROFILE_ID, 100, visible(100), SENT));
        others.add(seen("1111", IdentifierKind.APPMETRICA_DEVICE_ID, 100, visible(100), SENT));
        others.add(seen(100, visible(100), SENT.plus(Duration.ofMinutes(31))));

        assertThat(judge(absent(), others).reason()).contains("only 2 are visible");
    }

    @Test
    void itsAbsenceMeansNothingBeforeOneThatCameLaterIsThere() {
        Seen last = seen(100, visible(0), SENT.plus(Duration.ofMinutes(3)));

        assertThat(RULE.judge(last, neighbours(100, 100, 100), NEXT_DAY.plus(Duration.ofHours(1))))
                .isEqualTo(Verdict.cannotSay(
                        "none of 100 rows is visible, but neither is any payload that was accepted after it"));
    }

    @Test
    void everyAttemptThatMayHaveBeenAppliedNeedsItsNeighbours() {
        Seen twice = seen(100, visible(0), SENT.minus(Duration.ofHours(1)), SENT);

        assertThat(judge(twice, neighbours(100, 100, 100)).reason()).contains("of the hour of 2026-11-20T09:00:00Z");
    }

    @Test
    void itsAbsenceMeansNothingInAnIncompleteAnswer() {
        EvidenceRule incomplete = new EvidenceRule(0.99, 3, Duration.ofHours(24), false);

        assertThat(incomplete.judge(absent(), neighbours(100, 100, 100), NEXT_DAY))
                .isEqualTo(Verdict.cannotSay("none of 100 rows is visible, but answers may be incomplete"
                        + " (evidence.skip-unavailable-shards)"));
        assertThat(incomplete
                        .judge(seen(100, visible(100), SENT), List.of(), NEXT_DAY)
                        .conclusion())
                .isEqualTo(Conclusion.APPLIED);
    }

    @Test
    void eventsThatMayBeAnotherPayloadsAreNoEvidenceEitherWay() {
        assertThat(judge(seen(100, new Sighting(0, 0, 2, 0, 0, Map.of()), SENT), neighbours(100, 100, 100)))
                .isEqualTo(Verdict.cannotSay("2 of 100 rows are visible, but other payloads hold equal ones"));
        assertThat(judge(seen(100, new Sighting(0, 0, 1, 0, 0, Map.of()), SENT), neighbours(100, 100, 100))
                        .conclusion())
                .as("as much as the share lets pass")
                .isEqualTo(Conclusion.NOT_APPLIED);
    }

    @Test
    void whereAcceptedOnesAreMissingTooOnlyUsersThatAreThereTellAnything() {
        List<Seen> accepted = neighbours(100, 100, 100, 0);

        Instant asked = NEXT_DAY.plus(Duration.ofHours(1));

        assertThat(RULE.judge(absent(), accepted, asked).reason()).contains("but neither are all accepted payloads");
        assertThat(RULE.judge(seen(100, new Sighting(0, 0, 0, 0, 2, Map.of()), SENT), accepted, asked)
                        .conclusion())
                .isEqualTo(Conclusion.NOT_APPLIED);
    }

    @Test
    void eventsLikeItsOwnFromElsewhereDoNotMakeItApplied() {
        List<Seen> twins = List.of(seen(1000, new Sighting(1000, 1000, 0, 2, 0, Map.of()), SENT));

        assertThat(judge(seen(100, visible(100), SENT), twins))
                .isEqualTo(
                        Verdict.cannotSay(
                                "100 of 100 rows are visible, but 2 events are there like the 1,000 of accepted"
                                        + " payloads and beyond them: others send such events too, and some of these may be theirs"));
        assertThat(judge(seen(10_000, visible(10_000), SENT), twins).conclusion())
                .as("some forty at most, and the share lets a hundred pass")
                .isEqualTo(Conclusion.APPLIED);
        assertThat(judge(seen(10_000, visible(9_930), SENT), twins).conclusion())
                .isEqualTo(Conclusion.CANNOT_SAY);
    }
}
