package io.github.appmetricaexport.config;

import static io.github.appmetricaexport.config.Option.defaulted;
import static io.github.appmetricaexport.config.Option.optional;
import static io.github.appmetricaexport.config.OptionTypes.PATH;
import static io.github.appmetricaexport.config.OptionTypes.duration;
import static io.github.appmetricaexport.config.OptionTypes.oneOf;
import static io.github.appmetricaexport.config.OptionTypes.size;
import static io.github.appmetricaexport.config.OptionTypes.wholeNumber;

import io.github.appmetricaexport.api.PostApi;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** The options of the API: where it answers, what it takes, what its answers mean. */
public final class ApiOptions {
    static final List<Option<?>> DECLARED = new ArrayList<>();

    public static final Option<URI> BASE_URL = declare(
            defaulted("api.base-url", OptionTypes.BASE_URL, PostApi.DEFAULT_BASE_URL, "Where the Post API answers."));

    public static final Option<String> ACCEPTED_ANSWER = declare(defaulted(
            "api.accepted-answer",
            OptionTypes.ANSWER,
            PostApi.ACCEPTED_ANSWER,
            "What the API says when it took a payload, with or without a full stop at its end; any other 200 puts the payload"
                    + " in doubt."));

    public static final Option<SortedSet<Integer>> AMBIGUOUS_STATUSES = declare(defaulted(
            "api.ambiguous-statuses",
            OptionTypes.AMBIGUOUS_STATUSES,
            "[408, 500, 502, 504]",
            "Statuses of answers that may come though the payload was applied; one of them puts the payload in doubt, any other"
                    + " refusal counts as not applied."));

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

    public static final Option<WhenOverBudget> WHEN_OVER_BUDGET = declare(defaulted(
            "api.when-over-budget",
            oneOf(WhenOverBudget.class),
            "refuse",
            "What to do with a day of more events than are left of that budget: refuse it whole, or send-what-fits now, the"
                    + " oldest payloads first, and the others by later runs."));

    public static final Option<Integer> MAX_EVENT_JSON_BYTES = declare(defaulted(
                    "api.max-event-json-bytes",
                    size("2B", "1GB"),
                    "230KiB",
                    "The longest event_json in UTF-8 bytes; the default is the strictest limit of the SDKs.")
            .shapingPayloads());

    private ApiOptions() {}

    private static <T> Option<T> declare(Option<T> option) {
        DECLARED.add(option);
        return option;
    }
}
