package io.github.appmetricaexport.job;

import io.github.appmetricaexport.audit.EvidenceText;
import io.github.appmetricaexport.audit.Reconciliation;
import io.github.appmetricaexport.audit.RunEvidence;
import io.github.appmetricaexport.audit.RunEvidence.Standing;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.logs.LogsNotReadyException;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.settle.Settlement;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * Asks AppMetrica what became visible of a date, keeps that in the table {@code visibility}, and decides by it on payloads in doubt
 * where that is asked for and clear. Sends nothing.
 */
public record ReconcileJob(
        SparkSession spark, ExportConfig config, LocalDate date, Reconcile request, Console console, Clock clock) {

    /** With a Spark session of its own; errors as of {@link #run()}. */
    public static RunOutcome run(ExportConfig config, LocalDate date, Reconcile request, Console console) {
        String name = "appmetrica-export reconcile " + config.value(ExportOptions.JOB_NAME) + " " + date;
        try (SparkSession spark = SparkSessions.start(name)) {
            return new ReconcileJob(spark, config, date, request, console, Clock.systemUTC()).run();
        }
    }

    /**
     * Asks, writes, decides.
     *
     * @return {@link RunOutcome#COMPLETE} when nothing in doubt is left and what was accepted is visible
     * @throws ConfigException when nothing was sent, or the Logs API refuses token or question
     * @throws LogsNotReadyException when the Logs API is not ready in time
     * @throws LockHeldException when there is something to decide while an export works on the date
     */
    public RunOutcome run() {
        FileSystems.require(config, spark.sparkContext().hadoopConfiguration());
        try (JobContext job = JobContext.open(spark, config, date, clock, console)) {
            ResultsTables tables = ResultsTables.of(spark, config);
            check(job, tables);
            List<RunEvidence> runs =
                    new Reconciliation(job, request.run(), request.patience(), request.sleeper()).evidence();
            List<RunOutcome> outcomes = new ArrayList<>();
            for (RunEvidence run : runs) {
                write(job, tables, run);
                console.show(
                        String.format(Locale.ROOT, "%n  run      %s%n%s", run.runId(), EvidenceText.of(run.summary())));
                outcomes.addAll(outcomes(run, resolve(job, run)));
            }
            RunOutcome outcome = RunOutcome.gravest(outcomes);
            console.say("exit " + outcome.exitCode() + ": " + words(outcome));
            return outcome;
        } catch (RuntimeException e) {
            throw Failures.forNow(e);
        }
    }

    /** Before hours are spent on waiting. */
    private void check(JobContext job, ResultsTables tables) {
        job.outbox().requireCounting();
        List<Problem> problems =
                new ArrayList<>(JobRecord.problems(job.store(), job.outbox().job(), config));
        try {
            problems.addAll(tables.problems());
        } catch (IOException e) {
            throw Failures.ofTables(e, tables.place());
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private void write(JobContext job, ResultsTables tables, RunEvidence run) {
        try {
            tables.addVisibility(date, run.runId(), run.rows());
        } catch (RuntimeException e) {
            throw Failures.ofTables(e, tables.place());
        }
        run.summary().write(job.store(), run.run().paths());
    }

    /** What the run's books show afterwards; complete where nothing was decided. */
    private RunOutcome resolve(JobContext job, RunEvidence run) {
        if (run.decisions().isEmpty()) {
            return RunOutcome.COMPLETE;
        }
        if (request.mode() == Reconcile.Mode.REPORT) {
            console.say("the evidence is clear for " + run.decisions().size() + " payloads: --resolve decides by it");
            return RunOutcome.IN_DOUBT;
        }
        new ResolveJob(spark, config, date, new EvidenceDecisions(run, request.by()), console, clock).run();
        Journal journal = new Journal(job.store(), run.run().paths());
        return Settlement.draw(run.run(), journal, List.of(), List.of(), job.now())
                .run()
                .outcome();
    }

    /** What the books show beside doubts is the export's affair, unless they do not balance. */
    private List<RunOutcome> outcomes(RunEvidence run, RunOutcome resolved) {
        Standing standing = run.standing();
        List<RunOutcome> outcomes = new ArrayList<>();
        if (resolved == RunOutcome.UNBALANCED) {
            outcomes.add(resolved);
        }
        long undecided =
                standing.inDoubt() - standing.inFlight() - run.decisions().size();
        if (undecided > 0 || resolved == RunOutcome.IN_DOUBT) {
            outcomes.add(RunOutcome.IN_DOUBT);
        }
        double share = config.value(EvidenceOptions.MAX_MISSING_SHARE);
        if (standing.settled().lacks(share)) {
            outcomes.add(RunOutcome.NOT_VISIBLE);
        }
        if (standing.inFlight() > 0 || standing.young().lacks(share)) {
            outcomes.add(RunOutcome.INCOMPLETE);
        }
        return outcomes;
    }

    private static String words(RunOutcome outcome) {
        return switch (outcome) {
            case COMPLETE -> "nothing is in doubt, and what was accepted is visible";
            case INCOMPLETE -> "not everything that was accepted is visible yet: run the same command again later";
            default -> outcome.sentence();
        };
    }
}
