package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ConfigFingerprint;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.payload.PayloadCut;
import io.github.appmetricaexport.results.DayBounds;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.Version;
import io.github.appmetricaexport.source.SourceDay;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Stage 1: the day's rows become frozen payloads, in one pass and without a shuffle.
 *
 * @param fencing which has to be current still when the manifest is written
 */
record Planning(JobContext job, FencingToken fencing) {
    private static final long FULL_PAYLOADS_OF_A_TASK = 10;

    /**
     * Writes the payloads of a run and commits them with its manifest.
     *
     * @param now decides which events are too old or too new, for all tasks alike
     */
    FrozenRun freeze(SourceDay source, RunPaths paths, String runId, Instant now) {
        Dataset<Row> rows =
                Normalization.of(source.rows(), job.config().mapping()).rows();
        String token = UUID.randomUUID().toString().substring(0, 8);
        PlanSettings settings = new PlanSettings(
                paths, token, rules(now), fencing, manifest(source, runId, token, now, List.of(rows.columns())));
        inFewTasks(rows, source)
                .write()
                .format(OutboxSink.class.getName())
                .option(PlanSettings.OPTION, settings.json())
                .mode(SaveMode.Append)
                .save();
        return FrozenRun.open(job.store(), paths);
    }

    /**
     * Of many small files Spark makes many tasks, and each would begin payloads of its own: thousands of small requests, where the
     * API bears tens in a second. They are put together, though not to fewer than there are cores, nor to fewer than Spark
     * would make of the same bytes in large files.
     */
    private Dataset<Row> inFewTasks(Dataset<Row> rows, SourceDay source) {
        long bytesOfASplit = JavaUtils.byteStringAsBytes(job.spark().conf().get("spark.sql.files.maxPartitionBytes"));
        long tasks = Math.max(
                source.rowCount() / (FULL_PAYLOADS_OF_A_TASK * job.config().value(ExportOptions.MAX_ROWS)),
                source.bytes() / Math.max(1, bytesOfASplit));
        long atLeast = Math.max(tasks, cores());
        return atLeast < source.fileCount() ? rows.coalesce((int) atLeast) : rows;
    }

    /** Those that were asked for, where some have not come yet. */
    private int cores() {
        SparkConf conf = job.sparkContext().conf();
        int asked = conf.getInt("spark.executor.instances", 0) * conf.getInt("spark.executor.cores", 1);
        return Math.max(asked, job.sparkContext().defaultParallelism());
    }

    /** Unix seconds: an event must still be young enough when the run's deadline comes, else it could only be refused later. */
    long oldestAllowed(Instant now) {
        return now.plus(job.config().value(UploadOptions.DEADLINE))
                .minus(job.config().ageWindow())
                .getEpochSecond();
    }

    private TaskRules rules(Instant now) {
        return new TaskRules(
                new PayloadCut(
                        job.config().value(ExportOptions.MAX_ROWS), job.config().value(ExportOptions.MAX_BYTES)),
                new ValidationLimits(
                        oldestAllowed(now),
                        now.plus(job.config().value(ApiOptions.MAX_CLOCK_SKEW)).getEpochSecond(),
                        job.config().value(ApiOptions.MAX_EVENT_JSON_BYTES)),
                DayBounds.of(job.config()));
    }

    /** All that is known before the first row is read. */
    private Manifest manifest(SourceDay source, String runId, String token, Instant now, List<String> columns) {
        return Manifest.draft(
                new Manifest.Identity(
                        Manifest.Identity.FORMAT,
                        job.config().value(ExportOptions.JOB_NAME),
                        job.date().toString(),
                        runId,
                        now),
                new Manifest.Origin(
                        Version.current(),
                        job.spark().version(),
                        job.sparkContext().applicationId(),
                        ConfigFingerprint.of(job.config()).plan(),
                        ConfigFingerprint.of(job.config()).whole()),
                new Manifest.Source(source.path(), source.fingerprint(), source.rowCount()),
                columns,
                "payloads-" + token + ".jsonl");
    }
}
