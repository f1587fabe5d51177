package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.results.EvidenceSummary;
import io.github.appmetricaexport.results.VisibilityResult;
import java.util.List;

/**
 * What became visible of a run, and what follows from it.
 *
 * @param rows of the table, one per payload of which something may be visible
 * @param decisions on payloads in doubt, where the evidence is clear
 */
public record RunEvidence(
        FrozenRun run,
        List<VisibilityResult> rows,
        EvidenceSummary summary,
        List<Decision> decisions,
        Standing standing) {
    /**
     * A decision that the evidence allows.
     *
     * @param throughAttempt the last that had been claimed then: it is none on later ones
     * @param reason the evidence with its numbers
     */
    public record Decision(String payloadId, Verdict verdict, int throughAttempt, String reason) {}

    /**
     * Where it stands, in events of accepted payloads and in payloads.
     *
     * @param settled accepted so long ago that they should be visible
     * @param young accepted since
     * @param inDoubt payloads on which the evidence allows a decision or not
     * @param inFlight of these, payloads that somebody may still be sending
     */
    public record Standing(Events settled, Events young, long inDoubt, long inFlight) {}

    /** So many, and how many of them are missing. */
    public record Events(long all, long missing) {
        static final Events NONE = new Events(0, 0);

        Events with(VisibilityResult payload) {
            return new Events(all + payload.rows(), missing + payload.missing());
        }

        /** Whether more than that share is missing. */
        public boolean lacks(double share) {
            return missing > share * all;
        }
    }

    public String runId() {
        return run.manifest().identity().runId();
    }
}
