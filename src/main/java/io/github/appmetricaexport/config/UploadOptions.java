package io.github.appmetricaexport.config;

import static io.github.appmetricaexport.config.Option.defaulted;
import static io.github.appmetricaexport.config.OptionTypes.duration;
import static io.github.appmetricaexport.config.OptionTypes.oneOf;
import static io.github.appmetricaexport.config.OptionTypes.wholeNumber;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The options of sending: how much at once, how long, how often. */
public final class UploadOptions {
    static final List<Option<?>> DECLARED = new ArrayList<>();

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

    private UploadOptions() {}

    private static <T> Option<T> declare(Option<T> option) {
        DECLARED.add(option);
        return option;
    }
}
