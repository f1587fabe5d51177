package io.github.appmetricaexport.results;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The three tables that auditors read, as Parquet: {@code {results.path}/{table}/date=D/run_id=R/}.
 *
 * <p>A run owns its folders: writing them again replaces its rows. Columns are only ever added, at the end.
 */
public final class ResultsTables {
    static final StructType PAYLOADS = new StructType()
            .add("payload_id", StringType)
            .add("parent_id", StringType)
            .add("application_id", StringType)
            .add("identifier_kind", StringType)
            .add("rows", LongType)
            .add("bytes", LongType)
            .add("sha256", StringType)
            .add("first_event_time", TimestampType)
            .add("last_event_time", TimestampType)
            .add("outcome", StringType)
            .add("attempts", IntegerType)
            .add("http_status", IntegerType)
            .add("response", StringType)
            .add("error", StringType)
            .add("started_at", TimestampType)
            .add("finished_at", TimestampType)
            .add("latency_ms", LongType)
            .add("key_fingerprint", StringType)
            .add("resolution", StringType)
            .add("lost_answers", IntegerType);

    /** Also the shape of the outbox's files of refused rows. */
    static final StructType REJECTS = new StructType()
            .add("application_id", StringType)
            .add("stage", StringType)
            .add("reasons", DataTypes.createArrayType(StringType))
            .add("row_json", StringType)
            .add("payload_id", StringType);

    static final StructType RUNS = new StructType()
            .add("job", StringType)
            .add("outcome", StringType)
            .add("exit_code", IntegerType)
            .add("read", LongType)
            .add("accepted", LongType)
            .add("assumed_accepted", LongType)
            .add("rejected", LongType)
            .add("invalid", LongType)
            .add("unknown", LongType)
            .add("not_sent", LongType)
            .add("payloads", LongType)
            .add("payloads_accepted", LongType)
            .add("bytes", LongType)
            .add("requests", LongType)
            .add("started_at", TimestampType)
            .add("finished_at", TimestampType)
            .add("duration_ms", LongType)
            .add("config_fingerprint", StringType)
            .add("app_version", StringType)
            .add("spark_version", StringType)
            .add("spark_application_id", StringType)
            .add("source_path", StringType)
            .add("source_fingerprint", StringType)
            .add("message", StringType);

    private final SparkSession spark;
    private final String path;

    public ResultsTables(SparkSession spark, String path) {
        this.spark = spark;
        this.path = path;
    }

    /**
     * Writes a file where the tables go and deletes it again, so that a wrong path shows before anything is sent.
     *
     * @throws java.io.IOException when nothing can be written there
     */
    public void probe() throws java.io.IOException {
        Configuration configuration = spark.sparkContext().hadoopConfiguration();
        Path probe = new Path(path, "_probe-" + java.util.UUID.randomUUID());
        FileSystem files = probe.getFileSystem(configuration);
        files.create(probe, false).close();
        files.delete(probe, false);
    }

    public void writePayloads(RunResult run, List<PayloadResult> payloads) {
        List<Row> rows = payloads.stream().map(ResultsTables::row).toList();
        write(spark.createDataFrame(rows, PAYLOADS).coalesce(1), "payloads", run.date(), run.runId());
    }

    /** @param files the outbox's files of refused rows; may be none */
    public void writeRejects(RunResult run, List<String> files) {
        Dataset<Row> rejects = files.isEmpty()
                ? spark.createDataFrame(List.of(), REJECTS).coalesce(1)
                : spark.read()
                        .schema(REJECTS)
                        .option("mode", "FAILFAST")
                        .option("maxStringLen", Integer.MAX_VALUE)
                        .json(files.toArray(new String[0]));
        write(rejects, "rejects", run.date(), run.runId());
    }

    public void writeRun(RunResult run) {
        write(spark.createDataFrame(List.of(row(run)), RUNS).coalesce(1), "runs", run.date(), run.runId());
    }

    /** Takes back the rows of a run that never sent anything, once another has planned its date anew. */
    public void forget(LocalDate date, String runId) throws java.io.IOException {
        for (String table : List.of("payloads", "rejects", "runs")) {
            Path folder = new Path(folder(table, date, runId));
            folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(folder, true);
        }
    }

    public String folder(String table) {
        return path + "/" + table;
    }

    private String folder(String table, LocalDate date, String runId) {
        return folder(table) + "/date=" + date + "/run_id=" + runId;
    }

    private void write(Dataset<Row> rows, String table, LocalDate date, String runId) {
        rows.write().mode(SaveMode.Overwrite).parquet(folder(table, date, runId));
    }

    private static Row row(PayloadResult payload) {
        return RowFactory.create(
                payload.payloadId(),
                payload.parentId(),
                payload.applicationId(),
                payload.identifierKind(),
                payload.rows(),
                payload.bytes(),
                payload.sha256(),
                timestamp(payload.firstEventTime()),
                timestamp(payload.lastEventTime()),
                payload.outcome().label(),
                payload.attempts(),
                payload.httpStatus(),
                payload.response(),
                payload.error(),
                timestamp(payload.startedAt()),
                timestamp(payload.finishedAt()),
                payload.latencyMillis(),
                payload.keyFingerprint(),
                payload.resolution(),
                payload.lostAnswers());
    }

    private static Row row(RunResult run) {
        Books books = run.books();
        return RowFactory.create(
                run.job(),
                run.outcome().label(),
                run.outcome().exitCode(),
                books.read(),
                books.events(Outcome.ACCEPTED),
                books.events(Outcome.ASSUMED_ACCEPTED),
                books.events(Outcome.REJECTED),
                books.invalid(),
                books.events(Outcome.UNKNOWN),
                books.events(Outcome.NOT_SENT),
                books.payloads().values().stream().mapToLong(Long::longValue).sum(),
                books.payloads(Outcome.ACCEPTED),
                run.bytes(),
                run.requests(),
                timestamp(run.startedAt()),
                timestamp(run.finishedAt()),
                run.finishedAt().toEpochMilli() - run.startedAt().toEpochMilli(),
                run.configFingerprint(),
                run.appVersion(),
                run.sparkVersion(),
                run.sparkApplicationId(),
                run.sourcePath(),
                run.sourceFingerprint(),
                run.message());
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
