package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.audit.EvidenceRule.Seen;
import io.github.appmetricaexport.audit.RunEvidence.Decision;
import io.github.appmetricaexport.audit.RunEvidence.Events;
import io.github.appmetricaexport.audit.RunEvidence.Standing;
import io.github.appmetricaexport.audit.Verdict.Conclusion;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.results.EvidenceSummary;
import io.github.appmetricaexport.results.Sighting;
import io.github.appmetricaexport.results.VisibilityResult;
import io.github.appmetricaexport.results.VisibilityResult.Asked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's evidence while it is put together, payload by payload. */
final class RunJudgement {
    private final EvidenceRule rule;
    private final Asked asked;
    private final List<VisibilityResult> rows = new ArrayList<>();
    private final List<VisibilityResult> accepted = new ArrayList<>();
    private final List<VisibilityResult> told = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private Events settled = Events.NONE;
    private Events young = Events.NONE;
    private long inDoubt;
    private long inFlight;

    RunJudgement(EvidenceRule rule, Instant askedAt) {
        this.rule = rule;
        this.asked = new Asked(askedAt, rule.isComplete() ? "complete" : "incomplete");
    }

    void addDoubt(SoughtPayload payload, Sighting sighting, Verdict verdict) {
        VisibilityResult row =
                new VisibilityResult(payload.payload(), sighting, verdict.label(), verdict.reason(), asked);
        rows.add(row);
        told.add(row);
        inDoubt++;
        inFlight += payload.state() == PayloadState.IN_FLIGHT ? 1 : 0;
        if (verdict.conclusion() != Conclusion.CANNOT_SAY) {
            decisions.add(new Decision(
                    payload.payload().payloadId(),
                    verdict.conclusion() == Conclusion.APPLIED
                            ? Resolution.Verdict.ACCEPTED
                            : Resolution.Verdict.NOT_APPLIED,
                    payload.history().lastAttempt(),
                    "evidence of the Logs API, asked at " + asked.at() + ": " + verdict.reason()));
        }
    }

    /** @param damage of the payload's file, of which then only a part was counted */
    void add(SoughtPayload payload, Sighting sighting, String damage, Instant now) {
        long visible = sighting.visible();
        long all = payload.payload().rows();
        String reason = String.format(Locale.ROOT, "%,d of %,d rows are visible", visible, all);
        if (!damage.isEmpty()) {
            VisibilityResult row = row(payload, sighting, "cannot_say", "its rows cannot be read any more: " + damage);
            rows.add(row);
            // What nobody can hold against the answers is not known to be there.
            settled = payload.isCounted() ? settled.with(row) : settled;
        } else if (payload.isCounted()) {
            Seen seen = new Seen(payload.payload(), sighting, List.of(payload.settledAt()));
            boolean isOld = !asked.at().isBefore(payload.settledAt().plus(rule.minAge()));
            VisibilityResult row = row(payload, sighting, rule.isThere(seen) ? "visible" : "missing", reason);
            rows.add(row);
            accepted.add(row);
            settled = isOld ? settled.with(row) : settled;
            young = isOld ? young : young.with(row);
        } else if (payload.state().isToSend() && visible > 0) {
            VisibilityResult row = row(
                    payload,
                    sighting,
                    Outcome.NOT_SENT.label(),
                    reason + ", though it counts as not applied: the next export sends it again");
            rows.add(row);
            told.add(row);
        } else {
            rows.add(row(payload, sighting, Outcome.of(payload.history(), now).label(), reason));
        }
    }

    private VisibilityResult row(SoughtPayload payload, Sighting sighting, String evidence, String reason) {
        return new VisibilityResult(payload.payload(), sighting, evidence, reason, asked);
    }

    RunEvidence of(FrozenRun run) {
        return new RunEvidence(
                run,
                rows,
                EvidenceSummary.of(asked, accepted, told),
                decisions,
                new Standing(settled, young, inDoubt, inFlight));
    }
}
