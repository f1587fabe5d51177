package io.github.appmetricaexport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.audit.EvidenceRule.Seen;
import io.github.appmetricaexport.audit.Verdict.Conclusion;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.results.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * Random days: small payloads with rows that others have too, lost answers of every kind, AppMetrica late by the hour, users it
 * does not know, an SDK that sends the same. What the evidence decides is held against what was applied.
 */
class EvidenceHistoriesTest {
    private static final int SEEDS = Integer.getInteger("evidence.seeds", 300);
    private static final Instant BEGIN = Instant.parse("2026-11-20T00:00:00Z");
    private static final Instant ASKED = BEGIN.plus(Duration.ofHours(33));
    private static final EvidenceRule RULE = new EvidenceRule(0.99, 3, Duration.ofHours(24), true);
    private static final FrozenPayload.Owner OWNER = new FrozenPayload.Owner("1111", IdentifierKind.PROFILE_ID);

    private record Event(String user, String name, long time) {}

    /** A payload, what each attempt applied of it, and when. */
    private record Sent(List<Event> rows, boolean isAccepted, List<Attempt> attempts) {
        boolean has(int row) {
            return attempts.stream().anyMatch(attempt -> attempt.applied().get(row));
        }
    }

    private record Attempt(Instant at, BitSet applied) {}

    @Test
    void decidesRightOrNotAtAll() {
        int applied = 0;
        int notApplied = 0;
        int undecided = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Day day = new Day(new Random(seed));
            Map<Integer, Verdict> verdicts = day.verdicts();
            for (Map.Entry<Integer, Verdict> verdict : verdicts.entrySet()) {
                Sent sent = day.sent.get(verdict.getKey());
                String what = "seed " + seed + ", payload " + verdict.getKey() + ": " + verdict.getValue();
                switch (verdict.getValue().conclusion()) {
                    case APPLIED -> {
                        applied++;
                        long rows = IntStream.range(0, sent.rows().size())
                                .filter(sent::has)
                                .count();
                        assertThat(rows).as(what).isGreaterThanOrEqualTo((long)
                                Math.ceil(0.99 * sent.rows().size()));
                    }
                    case NOT_APPLIED -> {
                        notApplied++;
                        // Whoever AppMetrica does not know is never seen, whatever is sent of them.
                        assertThat(IntStream.range(0, sent.rows().size())
                                        .filter(row -> !day.unknown.contains(
                                                sent.rows().get(row).user()))
                                        .filter(sent::has))
                                .as(what + ": sent again it would be there twice")
                                .isEmpty();
                    }
                    default -> undecided++;
                }
            }
        }
        assertThat(applied).as("applied").isGreaterThan(SEEDS / 3);
        assertThat(notApplied).as("not applied").isGreaterThan(SEEDS / 6);
        assertThat(undecided).as("undecided").isGreaterThan(SEEDS / 6);
    }

    /** One day, drawn. */
    private static final class Day {
        private final Random random;
        private final List<Sent> sent = new ArrayList<>();
        private final Set<String> unknown = new HashSet<>();
        private final List<Row> rows = new ArrayList<>();
        private final List<Event> drawn = new ArrayList<>();

        Day(Random random) {
            this.random = random;
            double strangers = random.nextInt(3) == 0 ? 0.05 : 0;
            IntStream.range(0, 60)
                    .filter(user -> random.nextDouble() < strangers)
                    .forEach(user -> unknown.add("p:" + user));
            int payloads = 6 + random.nextInt(12);
            for (int payload = 0; payload < payloads; payload++) {
                sent.add(send());
            }
            show();
        }

        private Sent send() {
            List<Event> events = new ArrayList<>();
            if (!sent.isEmpty() && random.nextInt(8) == 0) {
                // A file of the source that is there twice.
                events.addAll(sent.get(random.nextInt(sent.size())).rows());
            }
            int count = events.isEmpty() ? 3 + random.nextInt(8) : events.size();
            while (events.size() < count) {
                Event event = drawn.isEmpty() || random.nextDouble() > 0.02
                        ? new Event("p:" + random.nextInt(60), "n:event-" + random.nextInt(3), random.nextInt(5_000))
                        : drawn.get(random.nextInt(drawn.size()));
                drawn.add(event);
                events.add(event);
            }
            Instant first = BEGIN.plusSeconds(random.nextInt(2 * 3600));
            BitSet all = new BitSet();
            all.set(0, count);
            BitSet part = new BitSet();
            IntStream.range(0, count).filter(row -> random.nextInt(3) > 0).forEach(part::set);
            Attempt whole = new Attempt(first, all);
            Attempt nothing = new Attempt(first, new BitSet());
            Attempt again = new Attempt(first.plusSeconds(random.nextInt(4_000)), all);
            return switch (random.nextInt(20)) {
                case 0, 1 -> new Sent(events, false, List.of(whole));
                case 2, 3 -> new Sent(events, false, List.of(nothing));
                case 4 -> new Sent(events, false, List.of(new Attempt(first, part)));
                case 5 -> new Sent(events, false, List.of(nothing, new Attempt(again.at(), part)));
                case 6 -> new Sent(events, false, List.of(whole, again));
                case 7 -> new Sent(events, false, List.of(nothing, new Attempt(again.at(), new BitSet())));
                case 8 -> new Sent(events, true, List.of(whole, again));
                case 9 -> new Sent(events, true, List.of(nothing, again));
                default -> new Sent(events, true, List.of(whole));
            };
        }

        /** What AppMetrica shows when it is asked: of each hour's uploads all, or nothing yet, or what came until some minute. */
        private void show() {
            boolean isEven = random.nextInt(3) == 0;
            // In minutes, of each hour; where it is even AppMetrica is just showing some of the uploads.
            int even = 31 * 60 + random.nextInt(2 * 60);
            int[] delay = IntStream.range(0, 5)
                    .map(hour -> isEven ? even : random.nextInt(4) == 0 ? 40 * 60 : 60 * (1 + random.nextInt(20)))
                    .toArray();
            double twins = random.nextInt(3) == 0 ? 0.15 * random.nextDouble() : 0;
            for (int payload = 0; payload < sent.size(); payload++) {
                Sent of = sent.get(payload);
                for (int row = 0; row < of.rows().size(); row++) {
                    Event event = of.rows().get(row);
                    rows.add(row(event, payload));
                    for (Attempt attempt : of.attempts()) {
                        int hour = (int) Duration.between(BEGIN, attempt.at()).toHours();
                        boolean isThere = attempt.at()
                                .plus(Duration.ofMinutes(delay[hour]))
                                .isBefore(ASKED);
                        if (attempt.applied().get(row) && isThere && !unknown.contains(event.user())) {
                            rows.add(row(event, EventKeys.NO_PAYLOAD));
                        }
                    }
                    if (random.nextDouble() < twins && !unknown.contains(event.user())) {
                        rows.add(row(event, EventKeys.NO_PAYLOAD));
                    }
                }
            }
        }

        private static Row row(Event event, int payload) {
            return RowFactory.create("1111", event.user(), event.name(), event.time(), payload, event.name());
        }

        Map<Integer, Verdict> verdicts() {
            rows.sort(Comparator.<Row, String>comparing(row -> row.getString(1))
                    .thenComparing(row -> row.getString(2))
                    .thenComparing(row -> row.getLong(3))
                    .thenComparing(row -> row.getInt(4)));
            BitSet inDoubt = new BitSet();
            IntStream.range(0, sent.size())
                    .filter(payload -> !sent.get(payload).isAccepted())
                    .forEach(inDoubt::set);
            Map<Integer, Tally> tallies = new TreeMap<>();
            new UserWalk(inDoubt, sent.stream().map(of -> of.attempts().size()).toList())
                    .over(rows.iterator())
                    .forEachRemaining(tally -> tallies.put(tally._1(), tally._2()));
            List<Seen> accepted = new ArrayList<>();
            for (int payload = 0; payload < sent.size(); payload++) {
                List<Attempt> attempts = sent.get(payload).attempts();
                if (sent.get(payload).isAccepted() && attempts.size() == 1) {
                    accepted.add(seen(payload, tallies, List.of(attempts.get(0).at())));
                }
            }
            Map<Integer, Verdict> verdicts = new TreeMap<>();
            inDoubt.stream()
                    .forEach(payload -> verdicts.put(
                            payload,
                            RULE.judge(
                                    seen(
                                            payload,
                                            tallies,
                                            sent.get(payload).attempts().stream()
                                                    .map(Attempt::at)
                                                    .toList()),
                                    accepted,
                                    ASKED)));
            return verdicts;
        }

        private Seen seen(int payload, Map<Integer, Tally> tallies, List<Instant> applications) {
            Sighting sighting = tallies.get(payload).sighting();
            return new Seen(
                    new FrozenPayload(
                            new FrozenPayload.Name("p" + payload, "", "p.csv"),
                            OWNER,
                            new FrozenPayload.Content(sent.get(payload).rows().size(), 100, "00", 0, 1)),
                    sighting,
                    applications);
        }
    }

    @Test
    void theHistoriesHoldWhatTheyAreToProve() {
        long wrongWithoutTheRule = IntStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> new Day(new Random(seed)))
                .flatMap(day -> day.verdicts().entrySet().stream()
                        .filter(verdict -> verdict.getValue().conclusion() == Conclusion.CANNOT_SAY)
                        .filter(verdict -> !verdict.getValue().reason().startsWith("none")))
                .count();
        assertThat(wrongWithoutTheRule).as("parts and twins").isGreaterThan(SEEDS / 10);
    }
}
