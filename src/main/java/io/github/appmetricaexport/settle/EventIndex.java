package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.EventResult;
import io.github.appmetricaexport.results.IdentifierHash;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.settle.FrozenRows.Wanted;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * The table of events: where each event is, under a keyed hash of its user, for as long as the tables are kept.
 *
 * <p>It is drawn from the frozen payloads after they were sent, so that planning and sending do not wait for it, and drawn
 * anew only when payloads were halved since.
 */
public record EventIndex(JobContext job, RunPaths paths) {
    private static final int ROWS_PER_TASK = 1_000_000;

    /** The job's key, beside its dates: made at its first use, and deleted by whoever wants the index to name nobody. */
    static Path key(RunPaths paths) {
        return new Path(new Path(paths.root()).getParent().getParent(), "index.key");
    }

    /** The hash under the job's key; empty when there is none. */
    public static Optional<IdentifierHash> hash(Store store, RunPaths paths) {
        return store.exists(key(paths))
                ? Optional.of(new IdentifierHash(text(store.read(key(paths)))))
                : Optional.empty();
    }

    /** The rows of the table; empty when it has them already. */
    Optional<JavaRDD<Row>> rows(List<PayloadHistory> histories) {
        List<FrozenPayload> payloads = leaves(histories);
        if (payloads.isEmpty() || isDrawn(payloads)) {
            return Optional.empty();
        }
        // Whoever has the key can look for whom they know in the table.
        job.store().createIfAbsentForOwner(key(paths), newKey());
        String key = text(job.store().read(key(paths)));
        long rows = payloads.stream().mapToLong(FrozenPayload::rows).sum();
        long tasks = Math.max(job.sparkContext().defaultParallelism(), rows / ROWS_PER_TASK);
        List<Wanted> all =
                payloads.stream().map(payload -> new Wanted(payload, "")).toList();
        return Optional.of(FrozenRows.of(job, paths, all, tasks).flatMap(frozen -> events(frozen, key)));
    }

    private static Iterator<Row> events(FrozenRows rows, String key) {
        IdentifierHash hash = new IdentifierHash(key);
        FrozenPayload payload = rows.payload();
        int identifier = rows.column(payload.identifierKind().field());
        int name = rows.column(PostApiField.EVENT_NAME);
        int time = rows.column(PostApiField.EVENT_TIMESTAMP);
        return rows.stream()
                .map(values -> new EventResult(
                                payload.payloadId(),
                                rows.number(),
                                hash.of(payload.identifierKind(), values[identifier]),
                                values[name],
                                Instant.ofEpochSecond(Long.parseLong(values[time])))
                        .toRow())
                .iterator();
    }

    /** Remembers that the table has these rows. */
    void drawn(List<PayloadHistory> histories) {
        job.store().publish(marker(), digest(leaves(histories)).getBytes(StandardCharsets.UTF_8));
    }

    /** Each event is in exactly one of them. */
    private static List<FrozenPayload> leaves(List<PayloadHistory> histories) {
        return histories.stream()
                .filter(history -> history.split().isEmpty())
                .map(PayloadHistory::payload)
                .toList();
    }

    private boolean isDrawn(List<FrozenPayload> payloads) {
        return job.store().exists(marker()) && text(job.store().read(marker())).equals(digest(payloads));
    }

    private Path marker() {
        return paths.named("events-indexed");
    }

    private static String digest(List<FrozenPayload> payloads) {
        return DigestUtils.sha256Hex(payloads.stream()
                .map(payload -> payload.payloadId() + " " + payload.sha256())
                .collect(Collectors.joining("\n")));
    }

    private static byte[] newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }
}
