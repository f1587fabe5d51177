package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.outbox.Fate;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Manifest.Earlier;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.payload.PayloadCut;
import io.github.appmetricaexport.results.DayBounds;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.source.SourceFile;
import io.github.appmetricaexport.source.SourceListing;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Plans the runs of a tiny date without Spark, for whoever plays the protocol from another package: in the steps of {@link Freezer},
 * with the sink's own writers, lists, commits and copies. Only the digests, which Spark's joins compare in the job, are counted here.
 *
 * <p>A file of the source has a row in each line, and in it a cell for each of {@link #FIELDS}, with commas between.
 *
 * @param hadoop under which the outbox is reached
 */
public record PlainPlanning(JobContext job, RunLock lock, SerializableConfiguration hadoop) {
    /** Of each row, in the order of its cells. */
    public static final List<PostApiField> FIELDS = List.of(
            PostApiField.APPLICATION_ID,
            PostApiField.PROFILE_ID,
            PostApiField.EVENT_NAME,
            PostApiField.EVENT_TIMESTAMP,
            PostApiField.EVENT_JSON);

    private static final int ROWS_OF_A_PAYLOAD = 3;
    private static final Duration OLDEST = Duration.ofDays(10);

    /** As of {@link Freezer#begun()}, and by it. */
    public List<FrozenRun> begun() {
        return new Freezer(job, lock, null, 0).begun();
    }

    /** As of {@link Freezer#next}. */
    public Optional<FrozenRun> next(List<FrozenRun> begun) {
        Set<RunPaths> known = begun.stream().map(FrozenRun::paths).collect(Collectors.toSet());
        List<FrozenRun> others = job.outbox().usable((run, spoilt) -> {}).stream()
                .filter(run -> !known.contains(run.paths()))
                .toList();
        SourceListing now = listing();
        if (!begun.isEmpty() && isBooked(now, begun)) {
            withdraw(others);
            return Optional.empty();
        }
        FrozenRun next =
                waiting(others, begun, now).orElseGet(() -> begun.isEmpty() ? first(now) : further(begun, now));
        withdraw(others.stream()
                .filter(older -> !older.paths().equals(next.paths()))
                .toList());
        return Optional.of(next);
    }

    /** What lies in the source now. */
    public SourceListing listing() {
        return SourceListing.ofFiles(
                job.config().value(ExportOptions.SOURCE_PATH), job.date(), new Configuration(false));
    }

    /** Whether a run was made of exactly that. */
    public static boolean isOf(SourceListing source, FrozenRun run) {
        return run.manifest().source().sourceFingerprint().equals(source.fingerprint());
    }

    private static boolean isBooked(SourceListing now, List<FrozenRun> begun) {
        return isOf(now, last(begun)) && knowsAllBefore(begun);
    }

    private static FrozenRun last(List<FrozenRun> runs) {
        return runs.get(runs.size() - 1);
    }

    private static boolean knowsAllBefore(List<FrozenRun> begun) {
        return last(begun).manifest().earlier().comparedWith().equals(Planning.ids(begun.subList(0, begun.size() - 1)));
    }

    private Optional<FrozenRun> waiting(List<FrozenRun> others, List<FrozenRun> begun, SourceListing now) {
        int begunLast = begun.stream().mapToInt(PlainPlanning::number).max().orElse(0);
        return others.stream()
                .filter(run -> number(run) > begunLast)
                .reduce((older, last) -> last)
                .filter(run -> !new Fate(job.store(), run.paths()).isWithdrawn()
                        && hasItsFiles(run)
                        && run.manifest().earlier().comparedWith().equals(Planning.ids(begun))
                        && isOf(now, run));
    }

    private boolean hasItsFiles(FrozenRun run) {
        return (run.payloads().isEmpty() || job.store().exists(run.paths().payloads()))
                && (run.manifest().files().rejectFiles().isEmpty()
                        || job.store().exists(run.paths().rejects()));
    }

    private static int number(FrozenRun run) {
        return run.manifest().identity().run();
    }

    private void withdraw(List<FrozenRun> superseded) {
        superseded.forEach(run -> job.outbox().withdraw(run, () -> {}));
    }

    /** As of {@link NewRun}. */
    private RunPaths begin() {
        int number = job.outbox().nextRun(0);
        lock.requireHeld();
        job.outbox().sweepUnfrozen(number);
        return job.outbox().paths(number);
    }

    private FrozenRun first(SourceListing now) {
        return freeze(now, now.files().toList(), Earlier.NONE, begin());
    }

    private FrozenRun further(List<FrozenRun> begun, SourceListing now) {
        Optional<Set<SourceFile>> added =
                knowsAllBefore(begun) && last(begun).manifest().earlier().goneRows() == 0
                        ? SourceList.added(job.store(), last(begun), now)
                        : Optional.empty();
        if (added.isEmpty()) {
            return freezeUnbooked(begun, now);
        }
        List<SourceFile> files = now.files().filter(added.get()::contains).toList();
        long booked = (long) rows(now.files().toList()).size() - rows(files).size();
        return freeze(now, files, Planning.earlier(begun, booked, 0), begin());
    }

    private FrozenRun freeze(SourceListing now, List<SourceFile> files, Earlier earlier, RunPaths target) {
        List<List<String>> rows =
                files.stream().map(file -> rows(List.of(file))).toList();
        PlanSettings settings = settings(now, earlier, target);
        SourceList.write(job.store(), settings, now);
        OutboxWrite write = new OutboxWrite(
                schema(), settings, hadoop, new DayTally(settings.rules().bounds()));
        try {
            write.commit(write(rows, write));
        } catch (RuntimeException failed) {
            write.abort(new WriterCommitMessage[0]);
            throw failed;
        }
        return FrozenRun.open(job.store(), target);
    }

    /** A task for each list of rows. */
    private static WriterCommitMessage[] write(List<List<String>> rows, OutboxWrite write) {
        WriterCommitMessage[] messages = new WriterCommitMessage[rows.size()];
        for (int part = 0; part < messages.length; part++) {
            try (DataWriter<InternalRow> writer =
                    write.createBatchWriterFactory(rows::size).createWriter(part, part)) {
                for (String row : rows.get(part)) {
                    writer.write(cells(row));
                }
                messages[part] = writer.commit();
            } catch (IOException e) {
                throw new OutboxException("a task cannot write", e);
            }
        }
        return messages;
    }

    private FrozenRun freezeUnbooked(List<FrozenRun> begun, SourceListing now) {
        RunPaths target = begin();
        FrozenRun day = freeze(now, now.files().toList(), Earlier.NONE, target.aside());
        PlanSettings settings = settings(now, Earlier.NONE, target);
        try {
            List<Row> late = late(day, begun);
            List<PlannedPart> parts = late.isEmpty()
                    ? List.of()
                    : List.of(
                            LateRowsCopy.copy(FrozenFile.of(day), late.iterator(), settings, settings.token(), hadoop));
            Earlier earlier = Planning.earlier(begun, day.manifest().content().readRows() - late.size(), 0);
            PlanSettings compared = settings.with(manifest -> manifest.after(earlier));
            SourceList.write(job.store(), compared, now);
            job.store().delete(new Path(target.aside().root()));
            OutboxWrite.of(compared, hadoop).commit(parts.toArray(PlannedPart[]::new));
        } catch (IOException | RuntimeException failed) {
            OutboxWrite.of(settings, hadoop).abort(new WriterCommitMessage[0]);
            throw failed instanceof RuntimeException told ? told : new LostOutboxException(failed.getMessage());
        }
        return FrozenRun.open(job.store(), target);
    }

    /** By the rule of {@link LateRows}: what a valid row may be, and what a refused one. */
    private List<Row> late(FrozenRun day, List<FrozenRun> earlier) throws IOException {
        Map<List<Long>, Integer> sent = new HashMap<>();
        Map<List<Long>, Integer> refused = new HashMap<>();
        for (FrozenRun before : earlier) {
            for (FrozenFile file : FrozenFile.of(before)) {
                Map<List<Long>, Integer> counts = file.isPayload() ? sent : refused;
                read(file, (digest, row) -> counts.merge(digest, 1, Integer::sum));
            }
        }
        List<Row> late = new ArrayList<>();
        List<FrozenFile> files = FrozenFile.of(day);
        // The valid ones first, which come first: what they do not need of the sent ones is left for refused ones.
        for (int i = 0; i < files.size(); i++) {
            int file = i;
            boolean isValid = files.get(i).isPayload();
            read(files.get(i), (digest, row) -> {
                boolean isSent = take(sent, digest);
                if (!isSent && (isValid || !take(refused, digest))) {
                    late.add(RowFactory.create(file, row));
                }
            });
        }
        return late;
    }

    private static boolean take(Map<List<Long>, Integer> booked, List<Long> digest) {
        return booked.merge(digest, -1, Integer::sum) >= 0;
    }

    /** Is told of each row. */
    private interface RowSink {
        void take(List<Long> digest, int row);
    }

    /** @throws IOException when the file is not what was frozen */
    private void read(FrozenFile file, RowSink sink) throws IOException {
        try (FrozenRowReader reader = new FrozenRowReader(job.store(), file)) {
            while (reader.next()) {
                sink.take(List.of(reader.digest().high(), reader.digest().low()), reader.number());
            }
        }
    }

    private static StructType schema() {
        StructType schema = new StructType();
        for (PostApiField field : FIELDS) {
            schema = schema.add(field.column(), DataTypes.StringType);
        }
        return schema;
    }

    private static InternalRow cells(String line) {
        return new GenericInternalRow(
                Stream.of(line.split(",", -1)).map(UTF8String::fromString).toArray());
    }

    private List<String> rows(List<SourceFile> files) {
        java.nio.file.Path folder = java.nio.file.Path.of(job.config()
                .value(ExportOptions.SOURCE_PATH)
                .replace("{date}", job.date().toString()));
        List<String> rows = new ArrayList<>();
        try {
            for (SourceFile file : files) {
                rows.addAll(Files.readAllLines(folder.resolve(file.path())));
            }
        } catch (IOException rewritten) {
            throw new OutboxException("the source was rewritten while it was read", rewritten);
        }
        return rows;
    }

    private PlanSettings settings(SourceListing now, Earlier earlier, RunPaths target) {
        String token = UUID.randomUUID().toString().substring(0, 8);
        int number = Integer.parseInt(target.root().replaceAll(".*/run=(\\d+).*", "$1"));
        Manifest manifest = Manifest.draft(
                        new Manifest.Identity(
                                Manifest.Identity.FORMAT,
                                job.config().value(ExportOptions.JOB_NAME),
                                job.date().toString(),
                                job.outbox().runId(number),
                                job.now()),
                        new Manifest.Origin("", "", "", "plan", "rows", ""),
                        new Manifest.Source(
                                "",
                                now.fingerprint(),
                                rows(now.files().toList()).size()),
                        FIELDS.stream().map(PostApiField::column).toList(),
                        token)
                .after(earlier);
        TaskRules rules = new TaskRules(
                new PayloadCut(ROWS_OF_A_PAYLOAD, 1_000_000),
                new ValidationLimits(
                        job.now().minus(OLDEST).getEpochSecond(),
                        job.now().plus(OLDEST).getEpochSecond(),
                        200_000),
                new DayBounds(10, "application_id", 1_000_000_000));
        return new PlanSettings(target, token, rules, lock.token(), manifest);
    }
}
