package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTemplateTest {
    private static final LocalDate DATE = LocalDate.of(2026, 3, 7);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/lake/dt={date} | /lake/dt=2026-03-07",
                "/lake/dt={date:yyyyMMdd} | /lake/dt=20260307",
                "/lake/{date:yyyy}/{date:MM}/{date:dd} | /lake/2026/03/07",
                "/lake/{date:yyyy/MM/dd}/hour=* | /lake/2026/03/07/hour=*",
                "/lake/{date:yyyy-DDD} | /lake/2026-066",
                "/lake/{date:YYYY-'W'ww} | /lake/2026-W10",
                "/lake/y{date:yy}m{date:M}d{date:d} | /lake/y26m3d7",
                "/lake/{date:d-MMM-uuuu} | /lake/7-Mar-2026",
                "/lake/{a,{date}} | /lake/{a,2026-03-07}",
                "/lake/{date,day}/{other} | /lake/{date,day}/{other}",
                "dt = '{date}' and day >= {date:yyyyMMdd} | dt = '2026-03-07' and day >= 20260307",
            })
    void aDateIsWrittenByItsPattern(String template, String filled) {
        assertThat(DateTemplate.mistakes(template)).isEmpty();
        assertThat(DateTemplate.fill(template, DATE)).isEqualTo(filled);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{date:yyyyMMddHH} | asks for what a date does not have (Unsupported field: HourOfDay): write years, months and days",
                "{date:yyyymmdd} | asks for what a date does not have (Unsupported field: MinuteOfHour)",
                "{date:yyyyMMddX} | asks for what a date does not have",
                "{date:YYYY-MM-dd} | asks for the year of a week, which near New Year is not the date's: write yyyy for YYYY",
                "{date:yyyyMMDD} | asks for the day of the year beside the month: write dd for DD",
                "{date:yyyyb} | is no pattern of Java's DateTimeFormatter (Unknown pattern letter: b)",
                "{date:'yyyy} | is no pattern of Java's DateTimeFormatter",
                "{date:} | is empty: write {date}, or {date:yyyyMMdd}",
                "{Date} | is no date: write {date}, or {date:yyyyMMdd}",
                "{ date } | is no date",
                "{date :yyyy} | is no date",
                "{date:yyyy | is no date",
            })
    void whatIsNoPatternOfADateIsNamedWithWhatWouldBeRight(String place, String sentence) {
        assertThat(DateTemplate.mistakes("/lake/" + place + "/x"))
                .singleElement()
                .asString()
                .startsWith(place + (place.endsWith("}") ? " " : "/x "))
                .contains(sentence);
    }

    @Test
    void allMistakesOfAllOptionsAreToldAtOnce() {
        assertThat(TestConfig.problemsOf(
                        TestConfig.SMALLEST,
                        Map.of(
                                "source.path",
                                "/lake/{date:yyyy}/{date:mm}/{date:HH}",
                                "source.filter",
                                "dt = '{DATE}'")))
                .extracting(Problem::toString)
                .satisfiesExactly(
                        month -> assertThat(month)
                                .startsWith("source.path = /lake/{date:yyyy}/{date:mm}/{date:HH}: {date:mm} asks"),
                        hour -> assertThat(hour).contains("{date:HH} asks for what a date does not have"),
                        filter -> assertThat(filter)
                                .isEqualTo(
                                        "source.filter = dt = '{DATE}': {DATE} is no date: write {date}, or {date:yyyyMMdd}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/lake/day=7", "json -> '$.{a}'"})
    void aTextWithoutDatesStaysAsItIs(String text) {
        assertThat(DateTemplate.mistakes(text)).isEmpty();
        assertThat(DateTemplate.fill(text, DATE)).isEqualTo(text);
    }
}
