package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ConfigFingerprint;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.RowExpressions;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.outbox.Duplicates;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Manifest.Earlier;
import io.github.appmetricaexport.outbox.Manifest.Skipped;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.TableState;
import io.github.appmetricaexport.plan.LateRows.Found;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.Version;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.source.SourceState;
import io.github.appmetricaexport.source.TableVersion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * Stage 1: the day's rows become frozen payloads, in one pass and without a shuffle.
 *
 * @param fencing which has to be current still when the manifest is written
 */
record Planning(JobContext job, FencingToken fencing) {
    private static final long FULL_PAYLOADS_OF_A_TASK = 10;
    private static final int MOST_FILES_TOLD = 3;

    /**
     * Where a run goes, and what it is.
     *
     * @param now decides which events are too old or too new, for all tasks alike
     */
    record Target(RunPaths paths, String runId, Instant now) {
        private Target aside() {
            return new Target(paths.aside(), runId, now);
        }
    }

    /**
     * Writes the payloads of a run and commits them with its manifest.
     *
     * @param rows the whole day
     */
    FrozenRun freeze(SourceDay rows, Target target) {
        Skipped known = knownOf(rows);
        return freeze(rows, target, manifest -> manifest.skipping(known));
    }

    /** The same of files that were added to a day that is otherwise what these runs have booked. */
    FrozenRun freezeAdded(SourceDay added, List<FrozenRun> runs, Target target) {
        Skipped known = skippedUnread(added)
                .orElseGet(() -> runs.get(runs.size() - 1).manifest().source().skipped());
        long booked = added.dayRowCount() - added.rowCount() - known.rows();
        return freeze(added, target, manifest -> manifest.skipping(known).after(earlier(runs, booked, 0)));
    }

    /** Of a table only what the filter picks is read. */
    private Optional<Skipped> skippedUnread(SourceDay source) {
        return source.undecidedRows().stream()
                .mapToObj(undecided -> Skipped.by(filter()).plus(undecided, undecided))
                .findFirst();
    }

    /** Of all rows of a day. */
    private Skipped knownOf(SourceDay day) {
        return skippedUnread(day).orElseGet(() -> Skipped.by(filter()));
    }

    /** @param known adds what is known of the run before its first row is read */
    private FrozenRun freeze(SourceDay rows, Target target, UnaryOperator<Manifest> known) {
        Normalization normalization = Normalization.of(rows.rows(), expressions());
        PlanSettings settings = settings(rows, normalization.columns(), target).with(known);
        SourceList.write(job.store(), settings, rows.listing());
        inFewTasks(normalization.rows(), rows)
                .write()
                .format(OutboxSink.class.getName())
                .option(PlanSettings.OPTION, settings.json())
                .mode(SaveMode.Append)
                .save();
        return FrozenRun.open(job.store(), target.paths());
    }

    /**
     * The same of a day that was rewritten since: it is planned whole, aside, and held against what these runs booked.
     *
     * @throws LostOutboxException when payloads or refused rows of theirs are no longer what was frozen: nothing was committed
     */
    FrozenRun freezeUnbooked(SourceDay day, List<FrozenRun> runs, Target target) {
        Skipped known = knownOf(day);
        // Keys are written all the same: those of the late rows are copied with them.
        FrozenRun aside =
                freeze(day, target.aside(), manifest -> manifest.skipping(known).counting(null));
        PlanSettings settings = settings(day, aside.manifest().files().columns(), target)
                .with(manifest -> manifest.skipping(aside.manifest().source().skipped()));
        try {
            Found late = new LateRows(job, aside, runs).copyTo(settings);
            if (!late.damage().isEmpty()) {
                throw new LostOutboxException(words(late.damage(), runs));
            }
            Earlier earlier = earlier(runs, rowsIn(aside) - late.rows(), late.remade());
            PlanSettings compared = settings.with(manifest -> manifest.after(earlier));
            SourceList.write(job.store(), compared, day.listing());
            job.store().delete(new Path(target.paths().aside().root()));
            OutboxWrite.of(compared, job.hadoop()).commit(late.parts().toArray(PlannedPart[]::new));
        } catch (Exception failed) {
            // As Spark does with a write of its own.
            OutboxWrite.of(settings, job.hadoop()).abort(new WriterCommitMessage[0]);
            throw failed;
        }
        return FrozenRun.open(job.store(), target.paths());
    }

    /**
     * What these runs answer for.
     *
     * @param booked rows of the source as it stands that one of them has booked
     * @param remade as of {@link Earlier}
     */
    static Earlier earlier(List<FrozenRun> runs, long booked, long remade) {
        long all = runs.stream().mapToLong(Planning::rowsIn).sum();
        return new Earlier(ids(runs), booked, all - booked, remade);
    }

    /** That are among its payloads and refused rows. */
    private static long rowsIn(FrozenRun run) {
        return run.manifest().content().judgedRows();
    }

    /** What a run was made of. */
    static SourceState sourceOf(FrozenRun frozen) {
        Manifest.Source then = frozen.manifest().source();
        TableState table = then.sourceTable();
        TableVersion version = table == null ? null : new TableVersion(table.id(), table.version());
        return new SourceState(then.sourcePath(), then.sourceFingerprint(), version);
    }

    /** @throws ConfigException when the filter is not sound, with what else is not */
    void requireFilter(Dataset<Row> rows) {
        List<Problem> problems = Normalization.problems(rows, expressions());
        if (problems.stream().anyMatch(problem -> problem.key().equals(ExportOptions.SOURCE_FILTER.key()))) {
            throw new ConfigException(problems);
        }
    }

    /** The filter of this day, which makes the rows of two runs comparable, or not. */
    String filter() {
        return expressions().filter();
    }

    private RowExpressions expressions() {
        return job.config().expressions(job.date());
    }

    /** What the results tables call them. */
    static List<String> ids(List<FrozenRun> runs) {
        return runs.stream().map(run -> run.manifest().identity().runId()).toList();
    }

    private String words(List<String> damage, List<FrozenRun> runs) {
        return String.format(
                Locale.ROOT,
                "the source of %s was rewritten since it was sent. Which of its rows are new could only be told by what was frozen"
                        + " of %s, and %,d of those files are gone (swept after work.keep-payloads?) or spoilt: %s. Nothing was"
                        + " planned or sent. Bring them back from a copy of the outbox, or leave late rows of this date behind:"
                        + " source.late-rows = warn",
                job.date(),
                String.join(", ", ids(runs)),
                damage.size(),
                String.join("; ", damage.subList(0, Math.min(MOST_FILES_TOLD, damage.size()))));
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

    private Manifest.Source source(SourceDay rows) {
        return new Manifest.Source(
                rows.path(),
                rows.listing().fingerprint(),
                rows.dayRowCount(),
                Skipped.NONE,
                rows.listing()
                        .version()
                        .map(read -> new TableState(read.version(), read.tableId()))
                        .orElse(null),
                duplicates());
    }

    /** Null where rows have no keys. */
    private Duplicates duplicates() {
        RowExpressions expressions = expressions();
        return expressions.hasKey() ? Duplicates.uncounted(DigestUtils.sha256Hex(expressions.uniqueKey())) : null;
    }

    /** All that is known before the first row is read. */
    private PlanSettings settings(SourceDay rows, List<String> columns, Target target) {
        String token = UUID.randomUUID().toString().substring(0, 8);
        ConfigFingerprint config = ConfigFingerprint.of(job.config());
        Manifest manifest = Manifest.draft(
                new Manifest.Identity(
                        Manifest.Identity.FORMAT,
                        job.config().value(ExportOptions.JOB_NAME),
                        job.date().toString(),
                        target.runId(),
                        target.now()),
                new Manifest.Origin(
                        Version.current(),
                        job.spark().version(),
                        job.sparkContext().applicationId(),
                        config.plan(),
                        config.rows(),
                        config.whole()),
                source(rows),
                columns,
                token);
        return new PlanSettings(target.paths(), token, TaskRules.of(job.config(), target.now()), fencing, manifest);
    }
}
