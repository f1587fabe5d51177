package io.github.appmetricaexport.results;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The shapes of the results tables. A new column goes to the end of its table, and none is ever taken away: a table that an
 * older version made gains what it lacks.
 *
 * <p>Every table ends with the columns of {@link #PARTITION}, by which a run owns its rows.
 */
public enum ResultsTable {
    PAYLOADS(
            "What became of each payload: one request body of events",
            new Columns()
                    .add("payload_id", StringType, "The payload, unique within its run")
                    .add("parent_id", StringType, "The payload it was split from, if it was")
                    .add("application_id", StringType, "The application in AppMetrica")
                    .add("identifier_kind", StringType, "What its events belong to: profile_id or appmetrica_device_id")
                    .add("rows", LongType, "Events in it")
                    .add("bytes", LongType, "Length of its CSV in bytes, header included")
                    .add("sha256", StringType, "SHA-256 of its CSV, lower-case hexadecimal")
                    .add("first_event_time", TimestampType, "When its oldest event happened")
                    .add("last_event_time", TimestampType, "When its newest event happened")
                    .add(
                            "outcome",
                            StringType,
                            "accepted, assumed_accepted, rejected, split, unknown (in doubt) or not_sent")
                    .add("attempts", IntegerType, "How often it was claimed for sending")
                    .add("http_status", IntegerType, "Status of the decisive answer")
                    .add("response", StringType, "The first 1,000 characters of the decisive answer")
                    .add("error", StringType, "What happened instead of an answer")
                    .add("started_at", TimestampType, "When the decisive request began")
                    .add("finished_at", TimestampType, "When its answer was complete, or its failure known")
                    .add("latency_ms", LongType, "Milliseconds between the two")
                    .add("key_fingerprint", StringType, "Which Post API key was used, without telling it")
                    .add("resolution", StringType, "Who decided what about a lost answer, and why")
                    .add("lost_answers", IntegerType, "Attempts whose answer was lost: each may have been applied")
                    .add(
                            "requests_in_flight",
                            IntegerType,
                            "Requests that the executor had when the decisive attempt began, this one included")),

    /** Also the shape of the outbox's files of refused rows. */
    REJECTS(
            "Each refused row, whole, with the reasons against it",
            new Columns()
                    .add("application_id", StringType, "The application in AppMetrica, as the row says it")
                    .add("stage", StringType, "Who refused it: validation, or the api")
                    .add(
                            "reasons",
                            DataTypes.createArrayType(StringType),
                            "Every reason: field: rule of validation, or the API's answer")
                    .add("row_json", StringType, "The normalized row as a JSON object; personal data")
                    .add("payload_id", StringType, "The payload that held it, at stage api")),

    RUNS(
            "The books of each run",
            new Columns()
                    .add("job", StringType, "The job's name")
                    .add("outcome", StringType, "How the run ended, in a word")
                    .add("exit_code", IntegerType, "How the run ended, as the command's exit code")
                    .add("read", LongType, "Rows of the source by its own footers")
                    .add("accepted", LongType, "Events that the API acknowledged")
                    .add("assumed_accepted", LongType, "Events counted as accepted without an acknowledgement")
                    .add("rejected", LongType, "Events that the API refused")
                    .add("invalid", LongType, "Rows refused by validation, never sent")
                    .add("unknown", LongType, "Events in doubt: applied or not, nobody knows")
                    .add("not_sent", LongType, "Events known not to have been applied, that a later run may send")
                    .add("payloads", LongType, "Payloads, split ones included")
                    .add("payloads_accepted", LongType, "Payloads that the API acknowledged")
                    .add("bytes", LongType, "Bytes of all payloads as they were frozen")
                    .add("requests", LongType, "Claims made for sending")
                    .add("started_at", TimestampType, "When the payloads were frozen")
                    .add("finished_at", TimestampType, "When the last answer came")
                    .add("duration_ms", LongType, "Milliseconds between the two")
                    .add("config_fingerprint", StringType, "Of the whole configuration, without secrets")
                    .add("app_version", StringType, "Version of the job that planned it")
                    .add("spark_version", StringType, "Version of Spark that planned it")
                    .add("spark_application_id", StringType, "Spark application that planned it")
                    .add("source_path", StringType, "Where the day was read")
                    .add("source_fingerprint", StringType, "Of the source's files")
                    .add("message", StringType, "The outcome in a sentence, or the gate's objections")),

    /** Only with {@code results.index-events}. */
    EVENTS(
            "Where each event is, by a keyed hash of its user",
            new Columns()
                    .add("payload_id", StringType, "The payload that holds it, whose outcome is the event's")
                    .add("row_number", IntegerType, "Its row in the payload, from 1, header not counted")
                    .add(
                            "identifier_hash",
                            LongType,
                            "First 64 bits of HMAC-SHA-256 of <identifier_kind>:<identifier> under the job's index key")
                    .add("event_name", StringType, "Its name")
                    .add("event_time", TimestampType, "When it happened"));

    /** A job's run of a day; the run's id is unique among all jobs and dates. */
    static final StructType PARTITION = new StructType()
            .add("date", DateType, true, "The day of the events")
            .add("run_id", StringType, true, "The run that wrote the row, and alone replaces it");

    private final String sentence;
    private final StructType columns;

    ResultsTable(String sentence, Columns columns) {
        this.sentence = sentence;
        this.columns = columns.type;
    }

    /** The name of the table, or of its folder. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a row is, for a catalog's comment. */
    String sentence() {
        return sentence;
    }

    /** The columns without those of {@link #PARTITION}, each with its comment. */
    StructType columns() {
        return columns;
    }

    /** All columns, in order. */
    StructType schema() {
        StructType schema = columns;
        for (var field : PARTITION.fields()) {
            schema = schema.add(field);
        }
        return schema;
    }

    /** Columns in the making: a name, a type and a sentence each. */
    private static final class Columns {
        private StructType type = new StructType();

        Columns add(String name, DataType columnType, String comment) {
            type = type.add(name, columnType, true, comment);
            return this;
        }
    }
}
