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

    public static final Option<String> SOURCE_PATH = declare(optional(
                    "source.path",
                    PATH,
                    "Where the day's Parquet lies; {date} in it stands for the day, such as 2026-11-01, and {date:yyyyMMdd} for the same"
                            + " by a pattern of Java's; required unless source.table is set.")
            .shapingPayloads());

    public static final Option<String> SOURCE_TABLE = declare(optional(
                    "source.table",
                    OptionTypes.TABLE_NAME,
                    "The table that holds the days instead, such as lake.db.events; Spark must be configured with its catalog"
                            + " (spark.sql.catalog.lake), and source.filter names the day.")
            .shapingPayloads());

    public static final Option<String> SOURCE_FILTER = declare(optional(
                    "source.filter",
                    OptionTypes.SQL_EXPRESSION,
                    "A Spark SQL condition over the source's columns, such as dt = '{date}': rows for which it is not true are skipped,"
                            + " which the books count, and not sent.")
            .shapingPayloads());

    public static final Option<WhenLate> LATE_ROWS = declare(defaulted(
            "source.late-rows",
            oneOf(WhenLate.class),
            "send",
            "What becomes of rows that were added or mended after the date was sent: send makes a further run of the date,"
                    + " which sends those that no earlier run has booked; warn leaves them behind."));

    public static final Option<String> UNIQUE_KEY = declare(optional(
                    "source.unique-key",
                    OptionTypes.SQL_EXPRESSIONS,
                    "What tells the rows of a day apart, such as an event's id: rows with the same key are counted and told, and"
                            + " refused above gate.max-duplicate-share. Rows whose key is NULL are nobody's duplicates.")
            .shapingPayloads());

    private static final Map<PostApiField, Option<String>> MAPPING = declareMapping();

    static {
        DECLARED.addAll(ApiOptions.DECLARED);
    }

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

    public static final Option<Double> MAX_LATE_SHARE = declare(defaulted(
            "gate.max-late-share",
            OptionTypes.RATIO,
            "0.2",
            "The most rows that a further run of a date may send, as a share of what its earlier runs booked: a changed mapping"
                    + " makes every row look new."));

    public static final Option<Long> MIN_ROWS = declare(
            defaulted(
                    "gate.min-rows",
                    OptionTypes.COUNT,
                    "1",
                    "The fewest rows that a day may have: an empty folder may be a lake that is late. 0 takes a day without any."));

    /** The value of {@link #MAX_DEVIATION} where days may be of any size. */
    public static final double ANY_DEVIATION = Double.POSITIVE_INFINITY;

    public static final Option<Double> MAX_DEVIATION = declare(defaulted(
            "gate.max-deviation",
            OptionTypes.DEVIATION,
            "null",
            "How far the rows of a day may be from the usual, as a share of it: the median of the job's last seven days in the"
                    + " table runs. null takes days of any size."));

    public static final Option<Double> MAX_DUPLICATE_SHARE = declare(
            defaulted(
                    "gate.max-duplicate-share",
                    OptionTypes.SHARE,
                    "0",
                    "The largest share of rows that have the source.unique-key of another row of the day; above it nothing is sent."));

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

    static {
        DECLARED.addAll(UploadOptions.DECLARED);
    }

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

    static {
        DECLARED.addAll(EvidenceOptions.DECLARED);
    }

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
