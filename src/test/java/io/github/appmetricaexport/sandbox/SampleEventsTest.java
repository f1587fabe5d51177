package io.github.appmetricaexport.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleEventsTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 20);
    private static final SampleEvents EVENTS = new SampleEvents(1, DATE, 0.02, List.of(1111, 2222, 3333));

    private static Stream<Map<String, Object>> rows(SampleEvents events, int count) {
        return LongStream.range(0, count).mapToObj(events::row);
    }

    private static Stream<Map<String, Object>> good(int count) {
        return LongStream.range(0, count)
                .filter(row -> EVENTS.bad(row).isEmpty())
                .mapToObj(EVENTS::row);
    }

    private static ZonedDateTime at(Map<String, Object> event) {
        return ((Instant) event.get("at")).atZone(ZoneOffset.UTC);
    }

    @Test
    void makesTheSameRowsInAnyOrder() {
        List<Map<String, Object>> forwards = rows(EVENTS, 2_000).toList();
        List<Map<String, Object>> backwards = LongStream.range(0, 2_000)
                .map(row -> 1_999 - row)
                .mapToObj(EVENTS::row)
                .collect(Collectors.toList());
        Collections.reverse(backwards);

        assertThat(backwards).isEqualTo(forwards);
        assertThat(rows(new SampleEvents(2, DATE, 0.02, List.of(1111, 2222, 3333)), 2_000)
                        .toList())
                .isNotEqualTo(forwards);
    }

    @Test
    void makesTheChosenShareBadInEveryWay() {
        Map<BadKind, Long> bad = LongStream.range(0, 50_000)
                .mapToObj(EVENTS::bad)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(bad.keySet()).containsExactlyInAnyOrder(BadKind.values());
        assertThat(bad.values().stream().mapToLong(Long::longValue).sum()).isBetween(900L, 1_100L);
        SampleEvents allGood = new SampleEvents(1, DATE, 0, List.of(1));
        assertThat(LongStream.range(0, 5_000)).allMatch(row -> allGood.bad(row).isEmpty());
    }

    @Test
    void spoilsExactlyTheRowsThatAreToldToBeBad() {
        SampleEvents allGood = new SampleEvents(1, DATE, 0, List.of(1111, 2222, 3333));
        for (int row = 0; row < 5_000; row++) {
            assertThat(EVENTS.row(row).equals(allGood.row(row)))
                    .isEqualTo(EVENTS.bad(row).isEmpty());
        }
    }

    @Test
    void keepsGoodEventsWithinTheDay() {
        assertThat(good(20_000)).allMatch(event -> at(event).toLocalDate().equals(DATE));
    }

    @Test
    void givesEachGoodEventOneIdentifier() {
        assertThat(good(20_000))
                .allMatch(event -> Stream.of("user_id", "login", "device_hash")
                                .map(event::get)
                                .filter(Objects::nonNull)
                                .count()
                        == 1);
    }

    @Test
    void hasDeviceHashesOnBothSidesOfTheSignedRange() {
        BigInteger signedMaximum = BigInteger.valueOf(Long.MAX_VALUE);
        List<BigInteger> hashes = good(5_000)
                .map(event -> (String) event.get("device_hash"))
                .filter(Objects::nonNull)
                .map(BigInteger::new)
                .toList();

        assertThat(hashes).anyMatch(hash -> hash.compareTo(signedMaximum) > 0);
        assertThat(hashes).anyMatch(hash -> hash.compareTo(signedMaximum) <= 0);
        assertThat(hashes).allMatch(hash -> hash.bitLength() <= 64);
    }

    @Test
    void givesMostEventsToTheFirstApplication() {
        Map<Object, Long> events =
                good(50_000).collect(Collectors.groupingBy(event -> event.get("application"), Collectors.counting()));

        assertThat(events.get(1111)).isBetween(38_000L, 41_000L);
        assertThat(events.get(2222)).isBetween(6_900L, 7_900L);
        assertThat(events.get(3333)).isBetween(2_200L, 2_800L);
    }

    @Test
    void isBusierInTheEveningThanAtNight() {
        Map<Integer, Long> events =
                good(20_000).collect(Collectors.groupingBy(event -> at(event).getHour(), Collectors.counting()));

        assertThat(events).hasSize(24);
        assertThat(events.get(20)).isGreaterThan(8 * events.get(4));
    }

    @Test
    void hasAFewVeryLongEvents() {
        List<Integer> notes = good(50_000)
                .filter(event -> event.get("params") != null)
                .map(event -> (String) ((Map<?, ?>) event.get("params")).get("note"))
                .map(note -> note == null ? 0 : note.length())
                .sorted()
                .toList();

        assertThat(notes.get(notes.size() / 2)).isZero();
        assertThat(notes.get(notes.size() - 1)).isBetween(SampleText.LONGEST_NOTE / 2, SampleText.LONGEST_NOTE);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new SampleEvents(1, DATE, 1.5, List.of(1)))
                .hasMessage("the share of bad rows is 0 to 1");
        assertThatThrownBy(() -> new SampleEvents(1, DATE, 0, List.of()))
                .hasMessageStartingWith("give at least one application");
        assertThatThrownBy(() -> new SampleEvents(1, DATE, 0, List.of(0)))
                .hasMessageStartingWith("give at least one application");
    }
}
