package io.github.appmetricaexport.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a {@code Retry-After} header asks to wait, in either of its two forms, seconds and an HTTP date (RFC 9110, 10.2.3).
 *
 * <p>A date may be in any of the three formats that a recipient must accept (RFC 9110, 5.6.7).
 *
 * @param delay from the answer's arrival; never negative, never over {@link #LONGEST}
 * @param value as the header had it, which may say longer
 */
public record RetryAfter(Duration delay, String value) {
    /** No server's word holds uploads back for longer than this; it also keeps absurd numbers out of the arithmetic. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** What an answer without the header amounts to. */
    public static final RetryAfter AT_ONCE = new RetryAfter(Duration.ZERO, "0");

    /** Reads a header that arrived at {@code now}; empty when its value is in neither form. */
    public static Optional<RetryAfter> parse(String value, Instant now) {
        String text = value.strip();
        return delay(text, now).map(delay -> new RetryAfter(delay, text));
    }

    private static Optional<Duration> delay(String text, Instant now) {
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(text.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        for (DateTimeFormatter format : List.of(DateTimeFormatter.RFC_1123_DATE_TIME, rfc850(now), asctime())) {
            try {
                Instant at = Instant.from(format.parse(text));
                return Optional.of(bounded(Duration.between(now, at)));
            } catch (DateTimeException notThisOne) {
                // The next format has its turn.
            }
        }
        return Optional.empty();
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}; a year that would lie 50 years ahead is one of the past. */
    private static DateTimeFormatter rfc850(Instant now) {
        LocalDate earliest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusYears(49);
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
    }

    /** {@code Sun Nov  6 08:49:37 1994} */
    private static DateTimeFormatter asctime() {
        return DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
    }

    private static Duration bounded(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
