package io.github.appmetricaexport.job;

import io.github.appmetricaexport.gate.DryRun;
import io.github.appmetricaexport.gate.LostOutbox;
import io.github.appmetricaexport.gate.Preflight;
import io.github.appmetricaexport.gate.Preflight.Checked;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.send.SendSettings;
import io.github.appmetricaexport.send.Sending;
import io.github.appmetricaexport.settle.Closing;
import io.github.appmetricaexport.settle.Settlement;
import io.github.appmetricaexport.settle.Settlement.Settled;
import io.github.appmetricaexport.settle.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One frozen run on its way to the API: gate, send, settle. */
record RunExport(JobContext job, RunLock lock, ResultsTables tables, ExportMode mode) {
    /** Whether an export would send anything of it, now or once a lease is over. */
    boolean isUnfinished(FrozenRun run) {
        return !preflight(run).toSend().isEmpty();
    }

    /** As {@link #run}, of one that was begun before. */
    RunOutcome resume(FrozenRun run, List<String> known) {
        Manifest.Identity begun = run.manifest().identity();
        job.say("resuming run " + begun.runId() + ", frozen at " + begun.createdAt());
        return run(run, known);
    }

    /**
     * Sends what is to be sent and settles.
     *
     * @param known what is to be known of the run beside what it came to, a sentence each
     */
    RunOutcome run(FrozenRun run, List<String> known) {
        Manifest manifest = run.manifest();
        RunMetrics.here()
                .begin(
                        manifest.source().sourceRows(),
                        manifest.content().invalidRows(),
                        manifest.source().skipped().rows());
        Checked checked = preflight(run).check();
        if (mode == ExportMode.DRY_RUN) {
            return DryRun.report(run, checked, job.console());
        }
        Map<String, Integer> reasons = checked.isOpen() ? send(run, checked.allowed()) : Map.of();
        lock.requireHeld();
        List<String> warnings = new ArrayList<>(LostOutbox.warnings(job.outbox()));
        warnings.addAll(known);
        return new Closing(job, tables)
                .close(run, checked.objections(), reasons, checked.allowed().orElse(Set.of()), warnings);
    }

    private Map<String, Integer> send(FrozenRun run, Optional<Set<String>> allowed) {
        boolean isNothingLet = allowed.filter(Set::isEmpty).isPresent();
        // One of which nothing is sent yet can still give way.
        if (!run.payloads().isEmpty() && !isNothingLet) {
            lock.requireHeld();
            job.outbox().begin(run);
        }
        return new Sending(job, run, settings(run), allowed).sendAll();
    }

    /** What a run that nothing is left to send of came to; it is settled again where the tables do not say so. */
    RunOutcome standing(FrozenRun run) {
        Settled settled = Settlement.draw(run, new Journal(job.store(), run.paths()), List.of(), List.of(), job.now());
        boolean isTold = Summary.read(job.store(), run.paths())
                .filter(summary -> summary.isOf(settled))
                .isPresent();
        return isTold ? settled.run().outcome() : run(run, List.of());
    }

    private Preflight preflight(FrozenRun run) {
        return new Preflight(job, run, settings(run));
    }

    private SendSettings settings(FrozenRun run) {
        return SendSettings.of(job, run.paths(), lock);
    }
}
