package io.github.appmetricaexport.config;

import static io.github.appmetricaexport.config.Option.defaulted;
import static io.github.appmetricaexport.config.Option.optional;
import static io.github.appmetricaexport.config.OptionTypes.PATH;
import static io.github.appmetricaexport.config.OptionTypes.duration;
import static io.github.appmetricaexport.config.OptionTypes.oneOf;
import static io.github.appmetricaexport.config.OptionTypes.wholeNumber;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of the reconcile command alone: how it asks the Logs API what became visible, and what it concludes. */
public final class EvidenceOptions {
    static final List<Option<?>> DECLARED = new ArrayList<>();

    /** Empty for {@link ApiOptions#BASE_URL}. */
    public static final Option<String> LOGS_BASE_URL = declare(optional(
            "logs-api.base-url",
            OptionTypes.BASE_URL_TEXT,
            "Where the Logs API answers; left out it is api.base-url."));

    public static final Option<KeySource> TOKEN_SOURCE = declare(defaulted(
            "logs-api.token-source",
            oneOf(KeySource.class),
            "env",
            "Where the OAuth token of the Logs API comes from: env reads APPMETRICA_LOGS_API_TOKEN, directory a file, hadoop a"
                    + " credential provider."));

    public static final Option<String> TOKEN_DIRECTORY = declare(optional(
            "logs-api.token-directory",
            PATH,
            "The folder with the token in the file logs-api-token; only with token-source = directory."));

    public static final Option<Double> MIN_SHARE = declare(defaulted(
            "evidence.min-share",
            OptionTypes.LARGE_SHARE,
            "0.99",
            "The share of a payload's rows that must be visible for it to count as there."));

    public static final Option<Integer> MIN_NEIGHBOURS = declare(defaulted(
            "evidence.min-neighbours",
            wholeNumber(1, 1000),
            "3",
            "Accepted payloads of the same application, identifier and hour that must be visible before a payload of which"
                    + " nothing is visible counts as not applied."));

    public static final Option<Duration> MIN_AGE = declare(defaulted(
            "evidence.min-age",
            duration("0s", "36500d"),
            "24h",
            "How long after an upload its absence begins to mean anything; AppMetrica shows events hours later."));

    public static final Option<Double> MAX_MISSING_SHARE = declare(defaulted(
            "evidence.max-missing-share",
            OptionTypes.SHARE,
            "0.01",
            "The largest share of the accepted events that may be missing after that time; above it reconcile ends with exit"
                    + " code 10."));

    public static final Option<String> MARKER = declare(optional(
            "evidence.marker",
            OptionTypes.JSON_PATH,
            "Where in event_json your mapping puts a text that no other event has, such as $.row_id; then an event is matched by"
                    + " its user and that text instead of its name and time."));

    public static final Option<Boolean> SKIP_UNAVAILABLE_SHARDS = declare(
            defaulted(
                    "evidence.skip-unavailable-shards",
                    OptionTypes.TRUE_OR_FALSE,
                    "false",
                    "Whether to take an answer that lacks what the Logs API cannot reach; nothing then counts as not applied."));

    private static final OptionType<Duration> WAIT = duration("0s", "7d");

    private EvidenceOptions() {}

    /** How long the command may wait, as it is typed; empty when it is not of {@link #waitExpectation()}. */
    public static Optional<Duration> waitOf(String text) {
        return WAIT.reader().apply(text);
    }

    public static String waitExpectation() {
        return WAIT.expectation();
    }

    private static <T> Option<T> declare(Option<T> option) {
        DECLARED.add(option);
        return option;
    }
}
