package io.github.appmetricaexport.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    @Test
    void readsSeconds() {
        assertThat(delay("120", NOW)).contains(Duration.ofMinutes(2));
        assertThat(delay(" 0 ", NOW)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void readsADateInAnyOfTheThreeFormats(String date) {
        assertThat(delay(date, NOW)).contains(Duration.ofSeconds(30));
    }

    @Test
    void readsAnAsctimeDateWithADayOfTwoDigits() {
        Instant now = Instant.parse("1994-11-16T08:49:07Z");

        assertThat(delay("Wed Nov 16 08:49:37 1994", now)).contains(Duration.ofSeconds(30));
    }

    @Test
    void readsAYearOfTwoDigitsInTheCenturyOfNow() {
        Instant now = Instant.parse("2026-11-01T00:00:00Z");

        assertThat(delay("Sunday, 01-Nov-26 00:01:00 GMT", now)).contains(Duration.ofMinutes(1));
        assertThat(delay("Sunday, 06-Nov-94 08:49:37 GMT", now)).contains(Duration.ZERO);
    }

    @Test
    void heedsTheOffsetOfADate() {
        assertThat(delay("Sun, 06 Nov 1994 10:49:37 +0200", NOW)).contains(Duration.ofSeconds(30));
    }

    @Test
    void takesADateInThePastAsNoWait() {
        assertThat(delay("Sat, 05 Nov 1994 08:49:37 GMT", NOW)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"86401", "999999999", "99999999999999999999999", "Sat, 06 Nov 2094 08:49:37 GMT"})
    void neverWaitsLongerThanADay(String absurd) {
        assertThat(delay(absurd, NOW)).contains(RetryAfter.LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "soon",
                "12 seconds",
                "１２",
                "Sun, 06 Nov 1994",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "1994-11-06T08:49:37Z"
            })
    void isEmptyForAnythingElse(String junk) {
        assertThat(delay(junk, NOW)).isEmpty();
    }

    @Test
    void keepsTheHeadersOwnWords() {
        assertThat(RetryAfter.parse(" 999999999 ", NOW)).contains(new RetryAfter(RetryAfter.LONGEST, "999999999"));
    }

    private static Optional<Duration> delay(String value, Instant now) {
        return RetryAfter.parse(value, now).map(RetryAfter::delay);
    }
}
