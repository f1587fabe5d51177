package io.github.appmetricaexport.job;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigFingerprint;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.PayloadCut;
import io.github.appmetricaexport.source.SourceDay;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;

/** Stage 1: the day's rows become frozen payloads, in one pass and without a shuffle. */
final class Planning {
    private static final int FULL_PAYLOADS_OF_A_TASK = 10;

    private final SparkSession spark;
    private final ExportConfig config;
    private final LocalDate date;
    private final Store store;
    private final RunLock lock;

    Planning(SparkSession spark, ExportConfig config, LocalDate date, Store store, RunLock lock) {
        this.spark = spark;
        this.config = config;
        this.date = date;
        this.store = store;
        this.lock = lock;
    }

    /**
     * Writes the payloads of a run and commits them with its manifest.
     *
     * @param now decides which events are too old or too new, for all tasks alike
     */
    FrozenRun freeze(SourceDay source, RunPaths paths, String runId, Instant now) {
        Normalization normalization = Normalization.of(source.rows(), config.mapping(), limits(now));
        List<PostApiField> fields = normalization.fields();
        String token = UUID.randomUUID().toString().substring(0, 8);
        List<PlannedPart> parts = inFewTasks(normalization.rows().javaRDD(), source)
                .mapPartitions(new PlanFunction(
                        paths,
                        new HadoopSettings(spark.sparkContext().hadoopConfiguration()),
                        fields,
                        new PayloadCut(
                                config.payload().maxRows(), config.payload().maxBytes()),
                        token))
                .collect();
        List<FrozenPayload> payloads = named(parts);
        if (!lock.isHeld()) {
            throw new LockHeldException("another run took over " + date + " while this one was planning");
        }
        return FrozenRun.commit(store, paths, manifest(source, runId, token, now, fields, parts, payloads), payloads);
    }

    /**
     * Of many small files Spark makes many tasks, and each would begin payloads of its own: thousands of small requests, where the
     * API bears tens in a second. They are put together, though not to fewer than there are cores, nor to fewer than Spark
     * would make of the same bytes in large files.
     */
    private <T> JavaRDD<T> inFewTasks(JavaRDD<T> rows, SourceDay source) {
        long bytesOfASplit = JavaUtils.byteStringAsBytes(spark.conf().get("spark.sql.files.maxPartitionBytes"));
        long tasks = Math.max(
                source.rowCount()
                        / ((long) FULL_PAYLOADS_OF_A_TASK * config.payload().maxRows()),
                source.bytes() / Math.max(1, bytesOfASplit));
        long atLeast = Math.max(tasks, cores());
        return atLeast < rows.getNumPartitions() ? rows.coalesce((int) atLeast) : rows;
    }

    /** Those that were asked for, where some have not come yet. */
    private int cores() {
        SparkConf conf = spark.sparkContext().conf();
        int asked = conf.getInt("spark.executor.instances", 0) * conf.getInt("spark.executor.cores", 1);
        return Math.max(asked, spark.sparkContext().defaultParallelism());
    }

    /** An event must still be young enough when the run's deadline comes, else it could only be refused later. */
    private ValidationLimits limits(Instant now) {
        return new ValidationLimits(
                now.plus(config.upload().deadline())
                        .plus(config.api().eventAgeMargin())
                        .minus(config.api().maxEventAge())
                        .getEpochSecond(),
                now.plus(config.api().maxClockSkew()).getEpochSecond(),
                config.api().maxEventJsonBytes());
    }

    /** Final names in the order of the source's partitions: the same source gives the same names. */
    private static List<FrozenPayload> named(List<PlannedPart> parts) {
        List<FrozenPayload> payloads = new ArrayList<>();
        for (PlannedPart part : parts) {
            for (FrozenPayload payload : part.payloads()) {
                payloads.add(payload.withPayloadId(String.format("p%06d", payloads.size() + 1)));
            }
        }
        return payloads;
    }

    private Manifest manifest(
            SourceDay source,
            String runId,
            String token,
            Instant now,
            List<PostApiField> fields,
            List<PlannedPart> parts,
            List<FrozenPayload> payloads) {
        Map<String, Long> reasons = new TreeMap<>();
        parts.forEach(part -> part.reasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum)));
        return new Manifest(
                Manifest.FORMAT,
                config.jobName(),
                date.toString(),
                runId,
                now,
                Version.current(),
                spark.version(),
                spark.sparkContext().applicationId(),
                ConfigFingerprint.of(config).plan(),
                ConfigFingerprint.of(config).whole(),
                source.path(),
                source.fingerprint(),
                source.rowCount(),
                parts.stream().mapToLong(PlannedPart::readRows).sum(),
                parts.stream().mapToLong(PlannedPart::invalidRows).sum(),
                payloads.stream().mapToLong(FrozenPayload::rows).sum(),
                payloads.size(),
                payloads.stream().mapToLong(FrozenPayload::bytes).sum(),
                reasons,
                fields.stream().map(PostApiField::column).toList(),
                "payloads-" + token + ".jsonl",
                FrozenRun.listSha256(payloads),
                parts.stream()
                        .map(PlannedPart::rejectsFile)
                        .filter(file -> !file.isEmpty())
                        .toList());
    }
}
