package io.github.appmetricaexport.config;

import static io.github.appmetricaexport.config.Option.defaulted;
import static io.github.appmetricaexport.config.Option.optional;
import static io.github.appmetricaexport.config.Option.required;
import static io.github.appmetricaexport.config.OptionTypes.PATH;
import static io.github.appmetricaexport.config.OptionTypes.duration;
import static io.github.appmetricaexport.config.OptionTypes.largeSize;
import static io.github.appmetricaexport.config.OptionTypes.oneOf;
import static io.github.appmetricaexport.config.OptionTypes.size;
import static io.github.appmetricaexport.config.OptionTypes.wholeNumber;

import io.github.appmetricaexport.api.PostApi;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;

/** All options, in the order of the reference: a declaration here makes a new one. */
public final class ExportOptions {
    private static final List<Option<?>> DECLARED = new ArrayList<>();

    public static final Option<String> JOB_NAME = declare(defaulted(
            "job.name",
            OptionTypes.FOLDER_NAME,
            "offline-events",
            "Names the job: a folder under work.path, so that jobs can share it."));

    public static final Option<String> SOURCE_PATH = declare(required(
                    "source.path",
                    PATH,
                    "Where the day's Parquet lies; {date} in it stands for the day, such as 2026-11-01.")
            .shapingPayloads());

    private static final Map<PostApiField, Option<String>> MAPPING = declareMapping();

    public static final Option<URI> BASE_URL = declare(
            defaulted("api.base-url", OptionTypes.BASE_URL, PostApi.DEFAULT_BASE_URL, "Where the Post API answers."));

    public static final Option<String> ACCEPTED_ANSWER = declare(defaulted(
            "api.accepted-answer",
            OptionTypes.ANSWER,
            PostApi.ACCEPTED_ANSWER,
            "What the API says when it took a payload, with or without a full stop at its end; any other 200 puts the payload"
                    + " in doubt."));

    public static final Option<KeySource> KEY_SOURCE = declare(defaulted(
            "api.key-source",
            oneOf(KeySource.class),
            "env",
            "Where the Post API keys come from: env reads APPMETRICA_POST_API_KEY_<application>, directory one file per"
                    + " application, hadoop a credential provider."));

    public static final Option<String> KEY_DIRECTORY = declare(optional(
            "api.key-directory",
            PATH,
            "The folder of the key files, each named by its application's number; only with key-source = directory."));

    public static final Option<Duration> MAX_EVENT_AGE = declare(defaulted(
                    "api.max-event-age",
                    duration("1m", "36500d"),
                    "14d",
                    "How old an event may be when it is uploaded; older pages of the API say 7d.")
            .shapingPayloads());

    public static final Option<Duration> EVENT_AGE_MARGIN = declare(defaulted(
                    "api.event-age-margin",
                    duration("0s", "36500d"),
                    "1h",
                    "How much earlier than that the job stops sending an event.")
            .shapingPayloads());

    public static final Option<Duration> MAX_CLOCK_SKEW = declare(defaulted(
                    "api.max-clock-skew",
                    duration("0s", "36500d"),
                    "1h",
                    "How far in the future an event may lie before it is refused.")
            .shapingPayloads());

    public static final Option<Boolean> REJECTION_IS_ATOMIC = declare(defaulted(
            "api.rejection-is-atomic",
            OptionTypes.TRUE_OR_FALSE,
            "false",
            "Whether you have established that a 400 refuses the whole file; only then may a refused payload be split"
                    + " to find its bad rows."));

    public static final Option<Integer> MAX_BISECT_REQUESTS = declare(defaulted(
            "api.max-bisect-requests",
            wholeNumber(0, 1_000_000),
            "200",
            "Requests that the search for the bad rows of one refused payload may take;"
                    + " finding one among 25000 takes about 30."));

    /** The value of {@link #DAILY_EVENT_BUDGET} where there is none. */
    public static final long NO_BUDGET = Long.MAX_VALUE;

    public static final Option<Long> DAILY_EVENT_BUDGET = declare(defaulted(
            "api.daily-event-budget",
            OptionTypes.BUDGET,
            "null",
            "Events that the runs of these results tables may send within 24 hours; the free plan's surplus over 3250000 in 24 hours is buffered, and"
                    + " deleted after 14 days."));

    public static final Option<Integer> MAX_EVENT_JSON_BYTES = declare(defaulted(
                    "api.max-event-json-bytes",
                    size("2B", "1GB"),
                    "230KiB",
                    "The longest event_json in UTF-8 bytes; the default is the strictest limit of the SDKs.")
            .shapingPayloads());

    public static final Option<Integer> MAX_ROWS = declare(defaulted(
                    "payload.max-rows",
                    wholeNumber(1, PostApi.MAXIMUM_ROWS),
                    "25000",
                    "Events in one payload; one lost answer puts a whole payload in doubt.")
            .shapingPayloads());

    public static final Option<Integer> MAX_BYTES =
            declare(defaulted("payload.max-bytes", size("1kB", "1GB"), "16MB", "Bytes of one payload, header included.")
                    .shapingPayloads());

    public static final Option<Double> MAX_INVALID_SHARE = declare(defaulted(
            "gate.max-invalid-share",
            OptionTypes.SHARE,
            "0.05",
            "The largest share of invalid rows; above it nothing is sent."));

    public static final Option<Integer> MAX_APPLICATIONS = declare(defaulted(
            "gate.max-applications",
            wholeNumber(1, 100_000),
            "1000",
            "The most applications that a day may have; an account has tens, a column of users mapped by mistake has"
                    + " thousands."));

    public static final Option<Long> MAX_DAY_BYTES = declare(defaulted(
            "gate.max-bytes",
            largeSize("1kB", "1PB"),
            "100GB",
            "The most bytes that a day may come to in payloads and refused rows; planning ends when it passes that."));

    public static final Option<Integer> MAX_CONCURRENT_REQUESTS = declare(
            defaulted(
                    "upload.max-concurrent-requests",
                    wholeNumber(1, 1000),
                    "8",
                    "The most requests in flight over the whole job; each executor begins with one and takes what the API bears."));

    /** DNS and TLS are under {@link #CALL_TIMEOUT}. */
    public static final Option<Duration> CONNECT_TIMEOUT = declare(defaulted(
            "upload.connect-timeout",
            duration("1ms", "1d"),
            "10s",
            "How long one address may take to accept a connection."));

    public static final Option<Duration> CALL_TIMEOUT = declare(defaulted(
            "upload.call-timeout",
            duration("1ms", "1d"),
            "2m",
            "How long one request may take, from its start to the last byte of its answer."));

    public static final Option<Duration> DEADLINE = declare(defaulted(
            "upload.deadline",
            duration("1ms", "36500d"),
            "6h",
            "How long after its start a run may still begin a request."));

    /** Probes during an outage left out, which is given up after this many times {@link #LONGEST_BACK_OFF}. */
    public static final Option<Integer> MAX_ATTEMPTS = declare(
            defaulted("upload.max-attempts", wholeNumber(1, 1000), "10", "Requests for one payload in one run."));

    public static final Option<Duration> FIRST_BACK_OFF = declare(defaulted(
            "upload.first-back-off",
            duration("1ms", "1d"),
            "1s",
            "The longest wait before a payload's second attempt; it doubles with each further one."));

    public static final Option<Duration> LONGEST_BACK_OFF =
            declare(defaulted("upload.longest-back-off", duration("1ms", "1d"), "2m", "Where that doubling ends."));

    public static final Option<Duration> HOST_CLOCK_SKEW = declare(defaulted(
            "upload.host-clock-skew",
            duration("0s", "1d"),
            "40s",
            "How far the clocks of two hosts of the job may differ; what a lost task was sending is left alone that much"
                    + " longer."));

    public static final Option<WhenUnknown> WHEN_UNKNOWN = declare(defaulted(
            "upload.when-unknown",
            oneOf(WhenUnknown.class),
            "hold",
            "What to do with a payload whose answer was lost: hold leaves it to the resolve command, resend is at least"
                    + " once, assume-accepted at most once."));

    public static final Option<String> WORK_PATH = declare(required(
            "work.path",
            PATH,
            "Where runs keep their payloads and their progress; it must outlive the run and be reachable from every"
                    + " executor."));

    public static final Option<Duration> KEEP_PAYLOADS = declare(defaulted(
            "work.keep-payloads",
            duration("0s", "36500d"),
            "14d",
            "How long the payload files of finished runs stay; they hold personal data."));

    public static final Option<Duration> LOCK_TIMEOUT = declare(defaulted(
            "work.lock-timeout",
            duration("100ms", "1d"),
            "30s",
            "How long a lock's heartbeat must stand still before its owner counts as dead."));

    public static final Option<String> RESULTS_PATH = declare(optional(
            "results.path",
            PATH,
            "Where the tables payloads, rejects and runs go as Parquet, one folder each; required unless results.tables is"
                    + " set."));

    public static final Option<String> RESULTS_TABLES = declare(optional(
            "results.tables",
            OptionTypes.NAMESPACE,
            "The catalog and namespace that hold these tables instead, such as lake.appmetrica; Spark must be configured with"
                    + " the catalog (spark.sql.catalog.lake)."));

    public static final Option<String> RESULTS_TABLE_FORMAT = declare(optional(
            "results.table-format",
            OptionTypes.FORMAT_NAME,
            "What the catalog makes new tables of, such as iceberg or delta; left out it is the catalog's default."));

    public static final Option<Boolean> INDEX_EVENTS = declare(defaulted(
            "results.index-events",
            OptionTypes.TRUE_OR_FALSE,
            "false",
            "Whether a fourth table, events, tells in which payload and row each event is, by a keyed hash of its user; it"
                    + " outlives the payload files, so that the find command can answer after they were deleted."));

    /** The value of {@link #KEEP_REJECTS} where they are never deleted. */
    public static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    public static final Option<Duration> KEEP_REJECTS = declare(defaulted(
            "results.keep-rejects",
            OptionTypes.KEPT,
            "null",
            "How long after its end a run's rows stay in the table rejects, which hold personal data; null keeps them for"
                    + " ever."));

    private ExportOptions() {}

    /** All options, in the order of the reference. */
    public static List<Option<?>> all() {
        return Collections.unmodifiableList(DECLARED);
    }

    /** The option that says where a field's value comes from. */
    public static Option<String> mapping(PostApiField field) {
        return MAPPING.get(field);
    }

    private static <T> Option<T> declare(Option<T> option) {
        DECLARED.add(option);
        return option;
    }

    private static Map<PostApiField, Option<String>> declareMapping() {
        Map<PostApiField, Option<String>> options = new EnumMap<>(PostApiField.class);
        for (PostApiField field : PostApiField.values()) {
            options.put(field, declare(mappingOf(field).shapingPayloads()));
        }
        return options;
    }

    private static Option<String> mappingOf(PostApiField field) {
        String key = "mapping." + field.column();
        // That one of the two is there no option can say by itself: CrossChecks asks for it.
        String end = field.presence() == Presence.IDENTIFIER ? "; one of the two identifiers is required." : ".";
        String sentence = StringUtils.capitalize(field.sentence()) + end;
        return field.presence() == Presence.REQUIRED
                ? required(key, OptionTypes.SQL_EXPRESSION, sentence)
                : optional(key, OptionTypes.SQL_EXPRESSION, sentence);
    }
}
