package io.github.appmetricaexport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.Duplicates;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import io.github.appmetricaexport.results.UsualRows;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayRulesTest {
    private final DayRules rules = new DayRules(TestConfig.with("gate { min-rows = 100, max-deviation = 0.5 }"));

    private static Manifest first(long rows) {
        return manifest(Manifest.Earlier.NONE, rows);
    }

    /** A further run of a date whose earlier runs booked rows that are there still, and rows that are gone. */
    private static Manifest further(long booked, long gone, long late) {
        return manifest(new Manifest.Earlier(List.of("job-2026-11-22-1"), booked, gone, 0), late);
    }

    private static Manifest manifest(Manifest.Earlier earlier, long rows) {
        Manifest.Content content = new Manifest.Content(rows, rows / 10, rows - rows / 10, 1, 1_000, Map.of());
        Manifest.Source source = new Manifest.Source("", "", earlier.bookedRows() + rows);
        return new Manifest(null, null, source, earlier, content, null);
    }

    private static UsualRows usual(Long... rows) {
        return new UsualRows(Arrays.asList(rows));
    }

    @Test
    void refusesADayOfFewerRowsThanItMustHave() {
        assertThat(rules.ofFewRows(first(100))).isEmpty();
        assertThat(rules.ofFewRows(first(99)))
                .contains(new Objection(
                        Code.TOO_FEW_ROWS,
                        "the day has 99 rows, gate.min-rows = 100 asks for more: see whether the lake is late, and whether"
                                + " source.path names the day's folder, or source.filter its rows; then run again. Where so few are right, set"
                                + " gate.min-rows = 99"));
    }

    @Test
    void refusesAnEmptyDayUnlessItIsToldOtherwise() {
        assertThat(new DayRules(TestConfig.smallest()).ofFewRows(first(0)))
                .map(Objection::code)
                .contains(Code.TOO_FEW_ROWS);
        assertThat(new DayRules(TestConfig.smallest()).ofFewRows(first(1))).isEmpty();
        assertThat(new DayRules(TestConfig.with("gate.min-rows = 0")).ofFewRows(first(0)))
                .isEmpty();
    }

    @Test
    void letsAFurtherRunPassHoweverFewItsRowsAre() {
        assertThat(rules.ofFewRows(further(1_000, 0, 0))).isEmpty();
        assertThat(rules.ofFewRows(further(5, 0, 3))).isEmpty();
        assertThat(rules.ofSize(further(5, 0, 3), usual(100L, 100L, 100L))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"50, true", "49, false", "150, true", "151, false", "0, false"})
    void holdsADayAgainstTheMedianOfTheLastDays(long rows, boolean isUsual) {
        Optional<Objection> objection = rules.ofSize(first(rows), usual(90L, 1_000L, 100L, 0L, 110L));

        assertThat(objection.isEmpty()).isEqualTo(isUsual);
        assertThat(objection.map(Objection::code).orElse(Code.UNUSUAL_SIZE)).isEqualTo(Code.UNUSUAL_SIZE);
    }

    @Test
    void saysHowFarFromWhatTheDayIs() {
        assertThat(rules.ofSize(first(2_500), usual(1_000L, 1_001L, 1_002L, 1_003L)))
                .map(Objection::sentence)
                .contains("the day has 2,500 rows, the median of the last 4 days is 1,002: +150 % is more than"
                        + " gate.max-deviation = 0.5 allows. See whether the day is whole, and whether it is there twice; if"
                        + " it is right, raise gate.max-deviation for this run, or set it to null");
        assertThat(rules.ofSize(first(100), usual(1_000L, 1_000L, 1_000L)))
                .map(Objection::sentence)
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("-90 % is more"));
        assertThat(rules.ofSize(first(1), usual(0L, 0L, 0L)))
                .map(Objection::sentence)
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("any row is more"));
    }

    @Test
    void refusesAFurtherRunOnlyWhereItIsWhatMakesTheDateTooLarge() {
        UsualRows usual = usual(100L, 100L, 100L);

        assertThat(rules.ofSize(further(140, 0, 10), usual)).isEmpty();
        assertThat(rules.ofSize(further(140, 0, 11), usual))
                .map(Objection::code)
                .contains(Code.UNUSUAL_SIZE);
        assertThat(rules.ofSize(further(70, 70, 11), usual))
                .map(Objection::code)
                .contains(Code.UNUSUAL_SIZE);
        assertThat(rules.ofSize(further(300, 0, 11), usual)).isEmpty();
        assertThat(rules.ofSize(further(300, 0, 0), usual)).isEmpty();
    }

    private static Manifest withDuplicates(Manifest run, long rows) {
        return run.counting(new Duplicates("key", rows, 7, List.of("p000001 row 1 and p000002 row 3"), List.of()));
    }

    @Test
    void refusesMoreRowsWithTheKeyOfAnotherThanTheShareOfTheDate() {
        DayRules aTenth = new DayRules(TestConfig.with("gate.max-duplicate-share = 0.1"));

        assertThat(aTenth.ofDuplicates(withDuplicates(first(100), 10))).isEmpty();
        assertThat(aTenth.ofDuplicates(withDuplicates(first(100), 11)))
                .contains(new Objection(
                        Code.TOO_MANY_DUPLICATES,
                        "of the 100 rows of the date 11 rows have the key of another, such as p000001 row 1 and p000002 row 3; 7"
                                + " have none. That is more than gate.max-duplicate-share = 0.1 of them: sent, the same event counts"
                                + " twice for ever. Mend the source, or source.unique-key if it names too little; if each is an event"
                                + " of its own, raise gate.max-duplicate-share for this run"));
        assertThat(aTenth.ofDuplicates(withDuplicates(further(90, 0, 10), 10))).isEmpty();
        assertThat(aTenth.ofDuplicates(withDuplicates(further(90, 0, 10), 11)))
                .map(Objection::sentence)
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains(
                                "if each is an event of its own, or a row that the API refused in an earlier run and of which"
                                        + " it has applied nothing, raise"));
    }

    @Test
    void letsNoRowWithTheKeyOfAnotherPassUnlessItIsToldOtherwise() {
        DayRules strict = new DayRules(TestConfig.smallest());

        assertThat(strict.ofDuplicates(first(100))).isEmpty();
        assertThat(strict.ofDuplicates(withDuplicates(first(100), 0))).isEmpty();
        assertThat(strict.ofDuplicates(withDuplicates(first(100), 1)))
                .map(Objection::code)
                .contains(Code.TOO_MANY_DUPLICATES);
    }

    @Test
    void knowsWhatIsUsualFromThreeDaysOn() {
        assertThat(usual(1L, 2L).isKnown()).isFalse();
        assertThat(usual(1L, 2L, 3L).isKnown()).isTrue();
        assertThat(usual(4L, 1L, 2L, 3L).median()).isEqualTo(2.5);
        assertThat(usual(9L, 1L, 5L).median()).isEqualTo(5);
    }
}
