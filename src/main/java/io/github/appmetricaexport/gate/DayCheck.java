package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.failure.OutOfReach;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.UsualRows;
import io.github.appmetricaexport.runtime.JobContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the day as a whole, before its first request: asks the {@link DayRules}, and the tables for what is usual. */
record DayCheck(JobContext job, ResultsTables tables, Manifest manifest) {
    List<Objection> objections() {
        DayRules rules = new DayRules(job.config());
        List<Objection> objections = new ArrayList<>();
        rules.ofFewRows(manifest).ifPresent(objections::add);
        rules.ofDuplicates(manifest).ifPresent(objections::add);
        if (job.config().value(ExportOptions.MAX_DEVIATION) != ExportOptions.ANY_DEVIATION) {
            ofSize(rules).ifPresent(objections::add);
        }
        return objections;
    }

    /** Whoever wants days compared does not want one sent that could not be: tables that cannot be read are an objection. */
    private Optional<Objection> ofSize(DayRules rules) {
        job.sparkContext().setJobDescription("ask the table runs how many rows days have");
        try {
            UsualRows usual = UsualRows.of(tables, job.config().value(ExportOptions.JOB_NAME), job.date());
            if (!usual.isKnown()) {
                job.say("gate.max-deviation was not asked: the table runs at " + tables.place() + " knows "
                        + usual.rows().size() + " other days of this job, and of fewer than " + UsualRows.FEWEST
                        + " nobody can say what is usual");
                return Optional.empty();
            }
            return rules.ofSize(manifest, usual);
            // Spark asserts what others put into a table's folder, and throws what it does not declare.
        } catch (Exception | AssertionError e) {
            if (e instanceof IOException || OutOfReach.isBehind(e)) {
                throw new OutboxException(
                        "cannot read the results tables at " + tables.place()
                                + ", which know how many rows days have (gate.max-deviation); nothing was sent",
                        e);
            }
            Failures.besideTables(e, job.sparkContext().conf()).ifPresent(ended -> {
                throw ended;
            });
            return Optional.of(new Objection(
                    Code.USUAL_SIZE_UNREADABLE,
                    "gate.max-deviation cannot be asked: the table runs at " + tables.place() + " cannot be read ("
                            + LostOutbox.oneLine(e) + "). Mend it, or set gate.max-deviation = null for this run"));
        } finally {
            job.sparkContext().setJobDescription(null);
        }
    }
}
