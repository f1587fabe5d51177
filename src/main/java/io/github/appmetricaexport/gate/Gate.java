package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ApiConfig;
import io.github.appmetricaexport.config.GateConfig;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What must hold before the first byte goes to an API that cannot forget. */
record Gate(GateConfig gate, ApiConfig api) {

    /**
     * What the checks look at.
     *
     * @param sourceRows by the source's own footers
     * @param readRows that planning saw
     * @param toSendEvents in payloads that wait to be sent
     * @param oldestToSend of those, or null when nothing waits or age no longer decides for all
     * @param spentEvents that other runs sent within the last 24 hours
     * @param missingKeys one sentence per application without a key
     * @param deadline when this run begins its last request; planning took the same
     */
    record Facts(
            long sourceRows,
            long readRows,
            long invalidRows,
            long validRows,
            long toSendEvents,
            Instant oldestToSend,
            long spentEvents,
            List<String> missingKeys,
            Instant deadline) {}

    /** Why nothing may be sent, each with what to do; empty when the gate is open. */
    List<Objection> objections(Facts facts) {
        List<Objection> objections = new ArrayList<>();
        if (facts.readRows() != facts.sourceRows() || facts.validRows() + facts.invalidRows() != facts.readRows()) {
            objections.add(new Objection(
                    Code.ROWS_DO_NOT_ADD_UP,
                    String.format(
                            Locale.ROOT,
                            "rows do not add up: the source's footers count %,d, planning read %,d, of which %,d valid and %,d invalid."
                                    + " The source changed while it was read, or a reader option drops rows: run again",
                            facts.sourceRows(),
                            facts.readRows(),
                            facts.validRows(),
                            facts.invalidRows())));
        }
        if (facts.readRows() > 0 && share(facts) > gate.maxInvalidShare()) {
            objections.add(new Objection(
                    Code.TOO_MANY_INVALID,
                    String.format(
                            Locale.ROOT,
                            "%.2f %% of the rows are invalid (%,d of %,d), gate.max-invalid-share allows %.2f %%: see the reasons,"
                                    + " mend the source or the mapping, or raise gate.max-invalid-share",
                            100 * share(facts),
                            facts.invalidRows(),
                            facts.readRows(),
                            100 * gate.maxInvalidShare())));
        }
        if (facts.toSendEvents() == 0) {
            return objections;
        }
        if (facts.toSendEvents() > api.dailyEventBudget() - facts.spentEvents()) {
            objections.add(new Objection(
                    Code.OVER_BUDGET,
                    String.format(
                            Locale.ROOT,
                            "%,d events are to be sent, %,d are left of api.daily-event-budget = %,d (%,d were sent within 24 hours):"
                                    + " wait, or raise the budget",
                            facts.toSendEvents(),
                            Math.max(0, api.dailyEventBudget() - facts.spentEvents()),
                            api.dailyEventBudget(),
                            facts.spentEvents())));
        }
        Instant oldestAllowed = facts.deadline().plus(api.eventAgeMargin()).minus(api.maxEventAge());
        if (facts.oldestToSend() != null && facts.oldestToSend().isBefore(oldestAllowed)) {
            objections.add(new Objection(
                    Code.TOO_OLD,
                    String.format(
                            "the oldest event to send is of %s: it leaves the API's age window (api.max-event-age less"
                                    + " api.event-age-margin) before upload.deadline. Shorten upload.deadline, or plan the date anew",
                            facts.oldestToSend())));
        }
        facts.missingKeys().forEach(missing -> objections.add(new Objection(Code.KEY_MISSING, missing)));
        return objections;
    }

    private static double share(Facts facts) {
        return (double) facts.invalidRows() / facts.readRows();
    }
}
