package io.github.appmetricaexport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
    /** {@link DayRulesTest} has them. */
    private static final Set<Code> OF_THE_DAY =
            Set.of(Code.TOO_FEW_ROWS, Code.UNUSUAL_SIZE, Code.USUAL_SIZE_UNREADABLE, Code.TOO_MANY_DUPLICATES);

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant DEADLINE = NOW.plus(Duration.ofHours(6));
    private static final Instant YOUNG = NOW.minus(Duration.ofDays(1));
    /** 14 days, less the margin of an hour and the deadline of six. */
    private static final Instant OLDEST_ALLOWED = NOW.minus(Duration.ofDays(14)).plus(Duration.ofHours(7));

    private final Gate gate = new Gate(
            TestConfig.with(
                    "gate.max-invalid-share = 0.05\napi { max-event-age = 14d, event-age-margin = 1h, daily-event-budget = 1000 }"));

    private static Gate.Facts facts(long source, long read, long invalid, long valid) {
        return new Gate.Facts(manifest(source, read, invalid, valid), events(valid, 0), YOUNG, keys(1), DEADLINE);
    }

    private static Gate.Facts toSend(long events, Instant oldest, long spent, String... missingKeys) {
        Manifest manifest = manifest(events, events, 0, events);
        return new Gate.Facts(manifest, events(events, spent), oldest, keys(1, missingKeys), DEADLINE);
    }

    private static Gate.Events events(long toSend, long spent) {
        return new Gate.Events(toSend, spent, 1);
    }

    private static Gate.Keys keys(int applications, String... missing) {
        return new Gate.Keys(applications, List.of(missing));
    }

    private static Manifest manifest(long source, long read, long invalid, long valid) {
        return new Manifest(
                null,
                null,
                new Manifest.Source("", "", source),
                Manifest.Earlier.NONE,
                new Manifest.Content(read, invalid, valid, 1, 1_001, Map.of()),
                null);
    }

    @Test
    void opensWhenNothingIsWrong() {
        assertThat(gate.objections(facts(100, 100, 5, 95))).isEmpty();
    }

    @Test
    void opensForADayWithoutRows() {
        assertThat(gate.objections(toSend(0, null, 0))).isEmpty();
    }

    @Test
    void objectsWhenPlanningReadOtherRowsThanTheFootersCount() {
        assertThat(gate.objections(facts(101, 100, 0, 100)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.ROWS_DO_NOT_ADD_UP))
                .extracting(Objection::sentence, STRING)
                .contains("the source counts 101, planning read 100");
    }

    @Test
    void objectsWhenARowIsNeitherValidNorInvalid() {
        assertThat(gate.objections(facts(100, 100, 1, 98)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.ROWS_DO_NOT_ADD_UP))
                .extracting(Objection::sentence, STRING)
                .contains("98 valid, 1 invalid and 0 skipped");
    }

    @Test
    void objectsToMoreInvalidRowsThanItsShare() {
        assertThat(gate.objections(facts(1_000, 1_000, 51, 949)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.TOO_MANY_INVALID))
                .extracting(Objection::sentence, STRING)
                .contains("5.10 % of the rows are invalid (51 of 1,000), gate.max-invalid-share allows 5.00 %");
    }

    /** Of the rows that the filter does not pick nobody knows whether they are valid. */
    @Test
    void theShareOfInvalidRowsIsOfThoseThatTheFilterPicks() {
        Manifest day = manifest(1_000, 1_000, 6, 94).skipping(new Manifest.Skipped("a = 1", 900, 3));

        assertThat(gate.objections(new Gate.Facts(day, events(94, 0), YOUNG, keys(1), DEADLINE)))
                .singleElement()
                .extracting(Objection::sentence, STRING)
                .contains("6.00 % of the rows are invalid (6 of 100)");
    }

    @Test
    void rowsAreMissingThatAreNeitherPickedNorSkipped() {
        Manifest day = manifest(1_000, 1_000, 0, 100).skipping(new Manifest.Skipped("a = 1", 899, 3));

        assertThat(gate.objections(new Gate.Facts(day, events(100, 0), YOUNG, keys(1), DEADLINE)))
                .extracting(Objection::code)
                .containsExactly(Code.ROWS_DO_NOT_ADD_UP);
    }

    @Test
    void objectsToADayOfInvalidRowsOnly() {
        assertThat(gate.objections(facts(3, 3, 3, 0)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.TOO_MANY_INVALID))
                .extracting(Objection::sentence, STRING)
                .contains("100.00 %");
    }

    @Test
    void objectsToMoreEventsThanAreLeftOfTheBudget() {
        assertThat(gate.objections(toSend(600, YOUNG, 400))).isEmpty();
        assertThat(gate.objections(toSend(601, YOUNG, 400)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.OVER_BUDGET))
                .extracting(Objection::sentence, STRING)
                .contains(
                        "601 events are to be sent, 600 are left of api.daily-event-budget = 1,000",
                        "set api.when-over-budget = send-what-fits");
        assertThat(gate.objections(toSend(1, YOUNG, 5_000)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.OVER_BUDGET))
                .extracting(Objection::sentence, STRING)
                .contains("0 are left");
    }

    @Test
    void opensForADayThatIsSentInPartsHoweverLittleOfTheBudgetIsLeft() {
        assertThat(sendsWhatFits().objections(toSend(1_000_000, YOUNG, 1_000))).isEmpty();
    }

    @Test
    void objectsToAPayloadThatFitsNoBudget() {
        Manifest manifest = manifest(2_000, 2_000, 0, 2_000);
        assertThat(sendsWhatFits().objections(facts(manifest, new Gate.Events(2_000, 0, 1_000))))
                .isEmpty();
        assertThat(sendsWhatFits().objections(facts(manifest, new Gate.Events(2_000, 0, 1_001))))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.PAYLOAD_OVER_BUDGET))
                .extracting(Objection::sentence, STRING)
                .contains("a payload of 1,001 events never fits api.daily-event-budget = 1,000", "payload.max-rows");
    }

    private static Gate sendsWhatFits() {
        return new Gate(TestConfig.with("api { daily-event-budget = 1000, when-over-budget = send-what-fits }"));
    }

    private static Gate.Facts facts(Manifest manifest, Gate.Events events) {
        return new Gate.Facts(manifest, events, YOUNG, keys(1), DEADLINE);
    }

    @Test
    void takesAnyNumberOfEventsWithoutABudget() {
        Gate unlimited = new Gate(TestConfig.with(ApiOptions.DAILY_EVENT_BUDGET, "null"));

        assertThat(unlimited.objections(toSend(Long.MAX_VALUE / 2, YOUNG, 0))).isEmpty();
    }

    @Test
    void objectsToAnEventThatGrowsTooOldBeforeTheDeadline() {
        assertThat(gate.objections(toSend(1, OLDEST_ALLOWED, 0))).isEmpty();
        assertThat(gate.objections(toSend(1, OLDEST_ALLOWED.minusSeconds(1), 0)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.TOO_OLD))
                .extracting(Objection::sentence, STRING)
                .contains("leaves the API's age window");
    }

    @Test
    void objectsToEveryMissingKey() {
        assertThat(gate.objections(toSend(1, YOUNG, 0, "no key for 1", "no key for 2")))
                .containsExactly(
                        new Objection(Code.KEY_MISSING, "no key for 1"),
                        new Objection(Code.KEY_MISSING, "no key for 2"));
    }

    @Test
    void namesTheFirstOfManyMissingKeysAndCountsTheOthers() {
        String[] thousand =
                IntStream.range(0, 1_000).mapToObj(i -> "no key for " + i).toArray(String[]::new);

        assertThat(gate.objections(toSend(1, YOUNG, 0, thousand)))
                .hasSize(11)
                .startsWith(new Objection(Code.KEY_MISSING, "no key for 0"))
                .endsWith(new Objection(Code.KEY_MISSING, "and 990 more applications"));
        assertThat(gate.objections(toSend(1, YOUNG, 0, Arrays.copyOf(thousand, 10))))
                .hasSize(10)
                .endsWith(new Objection(Code.KEY_MISSING, "no key for 9"));
    }

    /** Planning ends at them itself: this is for a day that was frozen when they were wider. */
    @Test
    void objectsToADayPastItsBounds() {
        Manifest manifest = manifest(10, 10, 0, 10);

        assertThat(gate.objections(new Gate.Facts(manifest, events(10, 0), YOUNG, keys(1_000), DEADLINE)))
                .isEmpty();
        assertThat(gate.objections(new Gate.Facts(manifest, events(10, 0), YOUNG, keys(1_001), DEADLINE)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.TOO_MANY_APPLICATIONS))
                .extracting(Objection::sentence, STRING)
                .contains("more than 1,000 applications", "mapping.application_id is 1111;");
        assertThat(new Gate(TestConfig.with(ExportOptions.MAX_DAY_BYTES, "1kB"))
                        .objections(new Gate.Facts(manifest, events(10, 0), YOUNG, keys(1), DEADLINE)))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.TOO_LARGE))
                .extracting(Objection::sentence, STRING)
                .contains("more than 1,000 bytes", "gate.max-bytes");
    }

    /** Of 100 rows that an earlier run booked 90 are there still. */
    private List<Objection> objectionsToLate(int late) {
        Manifest.Earlier earlier = new Manifest.Earlier(List.of("job-2026-11-22-1"), 90, 10, 0);
        Manifest.Content content = new Manifest.Content(late, 0, late, 1, 1_000, Map.of());
        return gate.ofLateRows(
                new Manifest(null, null, new Manifest.Source("", "", 90 + late), earlier, content, null));
    }

    @Test
    void refusesAFurtherRunInWhichTooManyRowsLookNew() {
        assertThat(objectionsToLate(20)).isEmpty();
        assertThat(objectionsToLate(21))
                .singleElement()
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(Code.TOO_MANY_LATE))
                .satisfies(objection -> assertThat(objection.sentence())
                        .contains(
                                "21 rows look new beside the 100",
                                "gate.max-late-share = 0.2",
                                "10 that were booked are gone"));
    }

    @Test
    void tellsEveryObjectionAtOnce() {
        Instant tooOld = OLDEST_ALLOWED.minusSeconds(1);
        Manifest.Content content = new Manifest.Content(9, 5, 2_000, 1, 1_000_000_000_001L, Map.of());
        Manifest.Earlier earlier = new Manifest.Earlier(List.of("job-2026-11-22-1"), 0, 40, 1);
        Manifest manifest = new Manifest(null, null, new Manifest.Source("", "", 10), earlier, content, null);
        Gate.Facts facts = new Gate.Facts(manifest, events(2_000, 0), tooOld, keys(1_001, "no key"), DEADLINE);
        List<Objection> objections = new ArrayList<>(gate.objections(facts));
        objections.addAll(gate.ofLateRows(manifest));
        assertThat(objections)
                .extracting(Objection::code)
                .containsExactlyInAnyOrder(Arrays.stream(Code.values())
                        // What is sent in parts is never over the budget as a whole.
                        .filter(code -> code != Code.PAYLOAD_OVER_BUDGET)
                        .filter(code -> !OF_THE_DAY.contains(code))
                        .toArray(Code[]::new));
    }
}
