package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.PayloadResult.absentIfEmpty;

import io.github.appmetricaexport.outbox.Duplicates;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Manifest.Origin;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.Receipt.Request;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table's columns, each with its name, its sentence and where its value comes from.
 *
 * @param <T> what becomes a row
 */
final class ResultsColumns<T> {
    static final ResultsColumns<PayloadResult> PAYLOADS = new ResultsColumns<PayloadResult>()
            .text("payload_id", "The payload, unique within its run", PayloadResult::payloadId)
            .text(
                    "parent_id",
                    "The payload it was split from, if it was",
                    result -> absentIfEmpty(result.payload().parentId()))
            .text("application_id", "The application in AppMetrica", PayloadResult::applicationId)
            .text(
                    "identifier_kind",
                    "What its events belong to: profile_id or appmetrica_device_id",
                    result -> result.payload().identifierKind().label())
            .bigint("rows", "Events in it", PayloadResult::rows)
            .bigint(
                    "bytes",
                    "Length of its CSV in bytes, header included",
                    of(PayloadResult::payload, FrozenPayload::bytes))
            .text(
                    "sha256",
                    "SHA-256 of its CSV, lower-case hexadecimal",
                    of(PayloadResult::payload, FrozenPayload::sha256))
            .time("first_event_time", "When its oldest event happened", PayloadResult::firstEventTime)
            .time("last_event_time", "When its newest event happened", PayloadResult::lastEventTime)
            .text(
                    "outcome",
                    "accepted, assumed_accepted, rejected, split, unknown (in doubt) or not_sent",
                    result -> result.outcome().label())
            .integer("attempts", "How often it was claimed for sending", PayloadResult::attempts)
            .integer("http_status", "Status of the decisive answer", PayloadResult::httpStatus)
            .text("response", "The first 1,000 characters of the decisive answer", PayloadResult::response)
            .text("error", "What happened instead of an answer", PayloadResult::error)
            .time("started_at", "When the decisive request began", result -> result.request(Request::startedAt))
            .time("finished_at", "When its answer was complete, or its failure known", PayloadResult::finishedAt)
            .bigint("latency_ms", "Milliseconds between the two", PayloadResult::latencyMillis)
            .text(
                    "key_fingerprint",
                    "Which Post API key was used, without telling it",
                    result -> result.request(Request::keyFingerprint))
            .text("resolution", "Who decided what about a lost answer, and why", PayloadResult::resolution)
            .integer(
                    "lost_answers",
                    "Attempts whose answer was lost: each may have been applied",
                    PayloadResult::lostAnswers)
            .integer(
                    "requests_in_flight",
                    "Requests that the executor had when the decisive attempt began, this one included",
                    result -> result.request(
                            request -> request.requestsInFlight() > 0 ? request.requestsInFlight() : null));

    static final ResultsColumns<RejectResult> REJECTS = new ResultsColumns<RejectResult>()
            .text("application_id", "The application in AppMetrica, as the row says it", RejectResult::applicationId)
            .text("stage", "Who refused it: validation, or the api", RejectResult::stage)
            .texts("reasons", "Every reason: field: rule of validation, or the API's answer", RejectResult::reasons)
            .text("row_json", "The normalized row as a JSON object; personal data", RejectResult::rowJson)
            .text("payload_id", "The payload that held it, at stage api", RejectResult::payloadId);

    static final ResultsColumns<RunResult> RUNS = new ResultsColumns<RunResult>()
            .text("job", "The job's name", RunResult::job)
            .text("outcome", "How the run ended, in a word", of(RunResult::outcome, RunOutcome::label))
            .integer(
                    "exit_code",
                    "How the run ended, as the command's exit code",
                    run -> run.outcome().exitCode())
            .bigint("read", "Rows of the source by its own footers", of(RunResult::books, Books::read))
            .bigint("accepted", "Events that the API acknowledged", events(Outcome.ACCEPTED))
            .bigint(
                    "assumed_accepted",
                    "Events counted as accepted without an acknowledgement",
                    events(Outcome.ASSUMED_ACCEPTED))
            .bigint("rejected", "Events that the API refused", events(Outcome.REJECTED))
            .bigint("invalid", "Rows refused by validation, never sent", of(RunResult::books, Books::invalid))
            .bigint("unknown", "Events in doubt: applied or not, nobody knows", events(Outcome.UNKNOWN))
            .bigint(
                    "not_sent",
                    "Events known not to have been applied, that a later run may send",
                    events(Outcome.NOT_SENT))
            .bigint("payloads", "Payloads, split ones included", of(RunResult::books, Books::payloadCount))
            .bigint(
                    "payloads_accepted",
                    "Payloads that the API acknowledged",
                    run -> run.books().payloads(Outcome.ACCEPTED))
            .bigint("bytes", "Bytes of all payloads as they were frozen", RunResult::bytes)
            .bigint("requests", "Claims made for sending", RunResult::requests)
            .time("started_at", "When the payloads were frozen", RunResult::startedAt)
            .time("finished_at", "When the last answer came", RunResult::finishedAt)
            .bigint("duration_ms", "Milliseconds between the two", RunResult::durationMillis)
            .text(
                    "config_fingerprint",
                    "Of the whole configuration, without secrets",
                    origin(Origin::configFingerprint))
            .text("app_version", "Version of the job that planned it", origin(Origin::appVersion))
            .text("spark_version", "Version of Spark that planned it", origin(Origin::sparkVersion))
            .text("spark_application_id", "Spark application that planned it", origin(Origin::sparkApplicationId))
            .text(
                    "source_path",
                    "Where the day was read, or the name of the table",
                    run -> run.manifest().source().sourcePath())
            .text(
                    "source_fingerprint",
                    "Of the source's files",
                    run -> run.manifest().source().sourceFingerprint())
            .text("message", "The outcome in a sentence, or the gate's objections", RunResult::message)
            .texts(
                    "warnings",
                    "What else to know: source or settings that have changed since the payloads were frozen, a lost outbox",
                    run -> run.warnings().toArray(String[]::new))
            .bigint(
                    "booked",
                    "Rows of the source that earlier runs of the date answer for; 0 of a date's first run",
                    run -> run.books().booked())
            .bigint(
                    "gone",
                    "Rows that earlier runs booked and the source no longer has, or has otherwise; what was sent of them stays"
                            + " sent",
                    run -> run.manifest().earlier().goneRows())
            .bigint(
                    "skipped",
                    "Rows of the source as the run saw it that source.filter did not pick, never sent",
                    run -> run.books().skipped())
            .bigint("undecided", "Of these, those for which the filter was NULL", RunResult::undecided)
            .text(
                    "source_version",
                    "Which state of a table was read: Iceberg's snapshot id, Delta's version; null of files, and of tables without"
                            + " versions",
                    run -> run.manifest().source().sourceVersion())
            .bigint(
                    "duplicates",
                    "Rows in its payloads that have the source.unique-key of another row of the date; NULL where none was set",
                    run -> run.duplicates().map(Duplicates::rows).orElse(null));

    static final ResultsColumns<EventResult> EVENTS = new ResultsColumns<EventResult>()
            .text("payload_id", "The payload that holds it, whose outcome is the event's", EventResult::payloadId)
            .integer("row_number", "Its row in the payload, from 1, header not counted", EventResult::rowNumber)
            .bigint(
                    "identifier_hash",
                    "First 64 bits of HMAC-SHA-256 of <identifier_kind>:<identifier> under the job's index key",
                    EventResult::identifierHash)
            .text("event_name", "Its name", EventResult::eventName)
            .time("event_time", "When it happened", EventResult::eventTime);

    static final ResultsColumns<VisibilityResult> VISIBILITY = new ResultsColumns<VisibilityResult>()
            .text(
                    "payload_id",
                    "The payload, unique within its run",
                    of(VisibilityResult::payload, FrozenPayload::payloadId))
            .text(
                    "application_id",
                    "The application in AppMetrica",
                    of(VisibilityResult::payload, FrozenPayload::applicationId))
            .bigint("rows", "Events in it", VisibilityResult::rows)
            .bigint(
                    "visible",
                    "Of these, how many the Logs API shows",
                    of(VisibilityResult::sighting, Sighting::visible))
            .bigint("missing", "Of these, how many it does not show", VisibilityResult::missing)
            .bigint(
                    "extra",
                    "Events like its own beyond its own: applied twice, or sent by the SDK too",
                    of(VisibilityResult::sighting, Sighting::extra))
            .text(
                    "evidence",
                    "visible or missing, and rejected; of a payload in doubt applied, not_applied or cannot_say",
                    VisibilityResult::evidence)
            .time("asked_at", "When the Logs API was asked", VisibilityResult::askedAt)
            .text(
                    "availability",
                    "complete, or incomplete where evidence.skip-unavailable-shards took less",
                    VisibilityResult::availability)
            .bigint(
                    "contested",
                    "Of the missing ones of a payload in doubt, how many are there but may be another payload's",
                    of(VisibilityResult::sighting, Sighting::contested))
            .text("reason", "Why the evidence says so, with the numbers", VisibilityResult::reason)
            .counts(
                    "missing_by_name",
                    "How many events of each name are missing, the twenty commonest names",
                    of(VisibilityResult::sighting, Sighting::missingByName));

    private static <T, P, V> Function<T, V> of(Function<T, P> part, Function<P, V> value) {
        return part.andThen(value);
    }

    private static Function<RunResult, Long> events(Outcome outcome) {
        return run -> run.books().events(outcome);
    }

    private static Function<RunResult, String> origin(Function<Origin, String> value) {
        return run -> value.apply(run.manifest().origin());
    }

    private final List<Function<T, ?>> values = new ArrayList<>();
    private StructType type = new StructType();

    private ResultsColumns() {}

    private ResultsColumns<T> text(String name, String comment, Function<T, String> value) {
        return add(name, DataTypes.StringType, comment, value);
    }

    private ResultsColumns<T> texts(String name, String comment, Function<T, String[]> value) {
        return add(name, DataTypes.createArrayType(DataTypes.StringType), comment, value);
    }

    private ResultsColumns<T> integer(String name, String comment, Function<T, Integer> value) {
        return add(name, DataTypes.IntegerType, comment, value);
    }

    private ResultsColumns<T> bigint(String name, String comment, Function<T, Long> value) {
        return add(name, DataTypes.LongType, comment, value);
    }

    private ResultsColumns<T> counts(String name, String comment, Function<T, Map<String, Long>> value) {
        return add(name, DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType), comment, value);
    }

    private ResultsColumns<T> time(String name, String comment, Function<T, Instant> value) {
        return add(
                name,
                DataTypes.TimestampType,
                comment,
                value.andThen(time -> time == null ? null : Timestamp.from(time)));
    }

    private ResultsColumns<T> add(String name, DataType columnType, String comment, Function<T, ?> value) {
        type = type.add(name, columnType, true, comment);
        values.add(value);
        return this;
    }

    StructType type() {
        return type;
    }

    Row row(T result) {
        return RowFactory.create(
                values.stream().map(value -> value.apply(result)).toArray());
    }
}
