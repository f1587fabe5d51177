package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Manifest.Skipped;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.DayTooLargeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a planning: commits what all tasks froze with one manifest, or takes it away.
 *
 * <p>Every attempt of a task writes files of its own, so that a retried or speculative twin disturbs nobody: only the files of the
 * attempt whose message Spark takes get into the manifest.
 *
 * @param done what the tasks that are done came to together
 */
record OutboxWrite(StructType schema, PlanSettings settings, SerializableConfiguration hadoop, DayTally done)
        implements WriteBuilder, Write, BatchWrite {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxWrite.class);

    /** Of a run whose files were written without the sink. */
    static OutboxWrite of(PlanSettings settings, SerializableConfiguration hadoop) {
        return new OutboxWrite(
                new StructType(),
                settings,
                hadoop,
                new DayTally(settings.rules().bounds()));
    }

    @Override
    public Write build() {
        return this;
    }

    @Override
    public BatchWrite toBatch() {
        return this;
    }

    @Override
    public String description() {
        return "outbox " + settings.manifest().identity().runId();
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return PlanMetrics.all();
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo tasks) {
        return new OutboxWriterFactory(schema, settings.paths(), settings.token(), settings.rules(), hadoop);
    }

    /** @throws DayTooLargeException which fails the planning at once, however many tasks have not begun */
    @Override
    public void onDataWriterCommit(WriterCommitMessage message) {
        done.add((PlannedPart) message);
    }

    /**
     * From here on the payloads are what they are.
     *
     * @throws LockHeldException when another run owns the date: nothing was committed
     * @throws OutboxException when the outbox is not there any more
     */
    @Override
    public void commit(WriterCommitMessage[] messages) {
        List<PlannedPart> parts =
                Arrays.stream(messages).map(PlannedPart.class::cast).toList();
        List<FrozenPayload> payloads = named(parts);
        Map<String, Long> reasons = new TreeMap<>();
        parts.forEach(part -> part.reasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum)));
        try (Store store = store()) {
            Manifest run = counted(store, payloads);
            settings.fencing().requireCurrent(store);
            RowCounts rows = parts.stream().map(PlannedPart::rows).reduce(RowCounts.NONE, RowCounts::plus);
            Skipped known = settings.manifest().source().skipped();
            List<String> rejects = parts.stream()
                    .map(PlannedPart::rejectsFile)
                    .filter(file -> !file.isEmpty())
                    .toList();
            Manifest manifest = run.skipping(known.plus(rows.skipped(), rows.undecided()))
                    .freezing(payloads, rows.read() + known.rows(), rows.invalid(), reasons, rejects);
            FrozenRun.commit(store, settings.paths(), manifest, payloads);
        }
    }

    private Manifest counted(Store store, List<FrozenPayload> payloads) {
        Manifest run = settings.manifest();
        return run.source().duplicates() == null
                ? run
                : new DuplicateKeys(SparkSession.active(), store, hadoop).counted(run, settings.paths(), payloads);
    }

    /** Final names in the order of the source's partitions: the same source gives the same names. */
    private static List<FrozenPayload> named(List<PlannedPart> parts) {
        List<FrozenPayload> payloads = new ArrayList<>();
        for (PlannedPart part : parts) {
            for (FrozenPayload payload : part.payloads()) {
                payloads.add(payload.withPayloadId(String.format(Locale.ROOT, "p%06d", payloads.size() + 1)));
            }
        }
        return payloads;
    }

    /**
     * What a failed planning wrote is of no use, and on a full disk it is what fills it. Whoever lost the lock touches nothing: the
     * new owner may have given the run's number again.
     */
    @Override
    public void abort(WriterCommitMessage[] messages) {
        RunPaths paths = settings.paths();
        try (Store store = store()) {
            if (settings.fencing().isCurrent(store) && !store.exists(paths.manifest())) {
                store.delete(new Path(paths.root()));
            }
        } catch (OutboxException e) {
            LOG.warn("what the failed planning wrote stays until the next run: {}", e.getMessage());
        }
    }

    /** For Spark's log. */
    @Override
    public String toString() {
        return description();
    }

    private Store store() {
        return new Store(hadoop.value(), new Path(settings.paths().root()));
    }
}
