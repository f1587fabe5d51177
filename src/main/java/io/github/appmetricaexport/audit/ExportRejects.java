package io.github.appmetricaexport.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.DateTemplate;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Option;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RejectStage;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.ResultsTable;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The refused rows of a date as Parquet, for whoever mends them: a text column for every field of the API, NULL where the row has
 * none, and beside them why the row was refused, by whom, in which payload and run. Of the results tables, so that it works once
 * payload files were swept.
 *
 * <p>The files hold personal data.
 *
 * @param out the folder to write, of any file system that Spark knows; not there, or empty
 */
public record ExportRejects(SparkSession spark, ExportConfig config, LocalDate date, String out, Console console) {
    private static final int MOST_REASONS = 10;

    /** A row as the table has it: a JSON object of texts. */
    private static final StructType ROW = fields();

    /** Nobody's mapping names them: they are for people. */
    private static final List<Column> REMARKS = List.of(
            col("reasons").as("_reasons"),
            col("stage").as("_stage"),
            col("payload_id").as("_payload_id"),
            col("run_id").as("_run_id"));

    /**
     * Whose rows these are.
     *
     * @param gone rows that they booked and the source no longer has
     */
    private record Refusers(List<String> ids, long gone) {}

    /** As {@link #write}, with a Spark session of its own. */
    public static long of(ExportConfig config, LocalDate date, String out, Console console) {
        try (SparkSession spark = SparkSessions.start("appmetrica-export export-rejects " + date)) {
            return new ExportRejects(spark, config, date, out, console).write();
        }
    }

    /**
     * Writes them and tells what there is; nothing where no row of the date is refused.
     *
     * @return how many rows were written
     * @throws ConfigException when the tables know no run of the date, or the folder is not to be written to
     * @throws OutboxException when a file system is out of reach for now
     */
    public long write() {
        try {
            FileSystems.require(config, hadoop());
            Path folder = emptyFolder();
            Refusers runs = runs();
            Dataset<Row> refused = refused(runs.ids());
            Dataset<Row> rows = refused.filter(col("row_json").isNotNull());
            long lost = refused.filter(col("row_json").isNull()).count();
            if (rows.isEmpty()) {
                console.say("no row of " + date + " is refused: nothing was written" + withoutRows(lost));
                return 0;
            }
            create(folder);
            rows.select(col("*"), from_json(col("row_json"), ROW, reading()).as("row"))
                    .select(columns())
                    .write()
                    // It is empty: what somebody else puts there meanwhile stays.
                    .mode(SaveMode.Append)
                    .parquet(folder.toString());
            return tell(folder, runs, lost);
        } catch (IOException e) {
            throw new OutboxException("the refused rows of " + date + " cannot be read", e);
        } catch (RuntimeException e) {
            throw Failures.forNow(e);
        }
    }

    /** The settled runs of this job and date that count. */
    private Refusers runs() throws IOException {
        try (Store store = FileSystems.openWork(config, hadoop())) {
            DateOutbox outbox = new DateOutbox(store, config, date);
            Set<String> lost = outbox.lostRuns().stream()
                    .flatMap(decision -> decision.runIds().stream())
                    .collect(Collectors.toSet());
            boolean isEmpty = outbox.runs().isEmpty();
            List<Manifest> counting =
                    outbox.counting().stream().map(FrozenRun::manifest).toList();
            Set<String> there =
                    counting.stream().map(run -> run.identity().runId()).collect(Collectors.toSet());
            List<String> runs = ofDate(ResultsTable.RUNS)
                    .map(table -> table.select("run_id").distinct().collectAsList())
                    .orElse(List.of())
                    .stream()
                    .map(row -> row.getString(0))
                    // Of an outbox without any run the tables are all that is left.
                    .filter(run ->
                            isEmpty ? outbox.numberOf(run).isPresent() && !lost.contains(run) : there.contains(run))
                    .sorted()
                    .toList();
            if (runs.isEmpty()) {
                throw problem("--date", date.toString(), "no run of this job and date is in the results tables");
            }
            long gone = counting.isEmpty()
                    ? 0
                    : counting.get(counting.size() - 1).earlier().goneRows();
            return new Refusers(runs, gone);
        }
    }

    /** As the table has them. */
    private Dataset<Row> refused(List<String> runs) throws IOException {
        return ofDate(ResultsTable.REJECTS)
                .map(table -> table.filter(col("run_id").isin(runs.toArray())))
                .orElseGet(
                        () -> spark.createDataFrame(List.of(), new StructType().add("row_json", DataTypes.StringType)));
    }

    private Optional<Dataset<Row>> ofDate(ResultsTable table) throws IOException {
        return ResultsTables.of(spark, config)
                .read(table)
                .map(rows -> rows.filter(col("date").equalTo(lit(Date.valueOf(date)))));
    }

    private static StructType fields() {
        StructType fields = new StructType();
        for (PostApiField field : PostApiField.values()) {
            fields = fields.add(field.column(), DataTypes.StringType);
        }
        return fields;
    }

    private static Map<String, String> reading() {
        return Map.of("mode", "FAILFAST", "maxStringLen", Integer.toString(Integer.MAX_VALUE));
    }

    private static Column[] columns() {
        Stream<Column> fields = Arrays.stream(PostApiField.values())
                .map(field -> col("row." + field.column()).as(field.column()));
        return Stream.concat(fields, REMARKS.stream()).toArray(Column[]::new);
    }

    private Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
    }

    /** @throws ConfigException when anything is in it, or it lies where a job keeps its own */
    private Path emptyFolder() {
        try {
            FileSystem files = new Path(out).getFileSystem(hadoop());
            Path folder = files.makeQualified(new Path(out));
            if (files.exists(folder)
                    && (!files.getFileStatus(folder).isDirectory() || files.listStatus(folder).length > 0)) {
                throw problem("--out", out, "must not be there, or be an empty folder: nothing is overwritten");
            }
            for (Option<String> option : List.of(ExportOptions.WORK_PATH, ExportOptions.RESULTS_PATH)) {
                String place = config.value(option);
                if (!place.isEmpty()
                        && isWithin(
                                folder, new Path(place).getFileSystem(hadoop()).makeQualified(new Path(place)))) {
                    throw problem("--out", out, "must lie outside " + option.key() + " = " + place);
                }
            }
            return folder;
        } catch (IOException | IllegalArgumentException unusable) {
            throw unwritable(unusable);
        }
    }

    /** Where the source's files are looked for it would be read as a part of the day. */
    private void create(Path folder) {
        try {
            FileSystem files = folder.getFileSystem(hadoop());
            files.mkdirs(folder);
            if (config.value(ExportOptions.SOURCE_PATH).isEmpty()) {
                // A table says by itself which files are its own.
                return;
            }
            Path source = new Path(DateTemplate.fill(config.value(ExportOptions.SOURCE_PATH), date));
            FileStatus[] found = source.getFileSystem(hadoop()).globStatus(source);
            if (found != null && Arrays.stream(found).anyMatch(status -> isWithin(folder, status.getPath()))) {
                files.delete(folder, false);
                throw problem("--out", out, "must lie outside source.path = " + source);
            }
        } catch (IOException unusable) {
            throw unwritable(unusable);
        }
    }

    private static boolean isWithin(Path path, Path place) {
        return Stream.iterate(path, Objects::nonNull, Path::getParent).anyMatch(place::equals);
    }

    private ConfigException unwritable(Exception failure) {
        return problem("--out", out, "must be a folder that can be written to (" + failure.getMessage() + ")");
    }

    private static ConfigException problem(String key, String value, String remedy) {
        return new ConfigException(List.of(new Problem(key, value, remedy)));
    }

    /** By what lies in the folder now. */
    private long tell(Path folder, Refusers runs, long lost) {
        Dataset<Row> written = spark.read().parquet(folder.toString());
        long rows = written.count();
        long byApi =
                written.filter(col("_stage").equalTo(RejectStage.API.label())).count();
        Formatter text = new Formatter(Locale.ROOT);
        text.format("%nrefused rows of %s, of %s%n%n", date, String.join(", ", runs.ids()));
        written.select(explode(col("_reasons")).as("reason"))
                .groupBy("reason")
                .agg(count(lit(1)).as("rows"))
                .orderBy(col("rows").desc(), col("reason"))
                .limit(MOST_REASONS)
                .collectAsList()
                .forEach(reason -> text.format(
                        "  %,12d  %s%n", reason.getLong(1), VisibleText.line(String.valueOf(reason.get(0)))));
        text.format(
                "%n  rows     %,d, of which validation refused %,d and the API %,d%s%n",
                rows, rows - byApi, byApi, withoutRows(lost));
        text.format("  files    %s%n", VisibleText.line(folder.toString()));
        text.format("  warning  they hold personal data, whole rows: delete them when they were sent%n");
        if (runs.gone() > 0) {
            text.format(
                    "  warning  %,d rows that runs of this date booked are gone from the source, refused ones perhaps among them:"
                            + " what was mended there a later run sent, or refused again. Leave those rows of the earlier runs"
                            + " out, _run_id tells them, or they count twice%n",
                    runs.gone());
        }
        if (byApi > 0 && !config.value(ApiOptions.REJECTION_IS_ATOMIC)) {
            text.format("  warning  rows with _stage = api: whether the API took a part of their payload is not known"
                    + " (api.rejection-is-atomic = false); look first, or what it took counts twice%n");
        }
        text.format(
                "  next     mend the columns named as the API's fields; _reasons says what is wrong. Leave out rows that"
                        + " cannot be mended, and those that a mended source sends%n");
        text.format(
                "  next     send the mended files, once: jobs/submit.sh export --config conf/rejects.conf --date %s -D"
                        + " source.path=FOLDER%n",
                date);
        console.show(text.toString());
        return rows;
    }

    private static String withoutRows(long lost) {
        return lost == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; of %,d payloads not all rows could be listed, see reasons in the table rejects",
                        lost);
    }
}
