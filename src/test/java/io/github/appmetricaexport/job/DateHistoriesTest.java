package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of a date: files are added, compacted, deleted and written anew, the mapping changes, requests fail in every
 * way; after each step an export. At the end each valid row that the source ever showed was frozen as often as it was ever there
 * at once, and applied no more often than that.
 *
 * <p>{@code -Dhistories=N} asks for more of them, {@code -Dhistories.seed=S} plays one.
 */
class DateHistoriesTest extends SparkTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEPS = 6;
    private static final long AN_HOUR_AGO = Clock.systemUTC().instant().getEpochSecond() - 3600;
    private static final String PLAIN = "event_name";
    private static final String MENDING = "if(event_name = '', 'mended', event_name)";
    private static final List<List<String>> FAULTS = List.of(
            List.of(),
            List.of(),
            List.of("503:0.7"),
            List.of("400:0.4"),
            List.of("413:0.4"),
            List.of("500:0.3:applied=true", "500:0.3"),
            List.of("reset-within-body:0.4"),
            List.of("apply-no-answer:0.2"));

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> endInEachRowSentOnce() {
        Long only = Long.getLong("histories.seed");
        return only == null
                ? new Random(1)
                        .longs(Integer.getInteger("histories", 4), 0, 1_000_000)
                        .mapToObj(this::history)
                : Stream.of(history(only));
    }

    private DynamicTest history(long seed) {
        return DynamicTest.dynamicTest("seed " + seed, () -> {
            try (Day day = new Day(spark(), folder.resolve(Long.toString(seed)))) {
                new History(day, seed).play();
            }
        });
    }

    /** One of them. */
    private static final class History {
        private final Day day;
        private final Random random;
        private final List<Map<String, String>> source = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private String mapping = PLAIN;
        /** How often each row was ever shown at once, since it could be frozen. */
        private Map<Map<String, String>, Integer> booked = new HashMap<>();

        private int named;

        History(Day day, long seed) {
            this.day = day;
            random = new Random(seed);
            day.set("payload.max-rows", "4");
            day.set("gate.max-late-share", "1000");
            day.set("upload.call-timeout", "1s");
        }

        void play() throws IOException {
            rewrite(some(6 + random.nextInt(10)), "a first file");
            export();
            for (int step = 0; step < STEPS; step++) {
                change();
                day.restartSandbox(FaultPlan.of(
                        random.nextLong(),
                        FAULTS.get(random.nextInt(FAULTS.size())).toArray(String[]::new)));
                // Now and then the gate is shut to all that is late.
                day.set("gate.max-late-share", random.nextInt(5) == 0 ? "0" : "1000");
                export();
            }
            day.set("gate.max-late-share", "1000");
            day.restartSandbox(FaultPlan.NONE);
            RunOutcome outcome = export();
            assertThat(outcome).as("%s", story).isIn(RunOutcome.COMPLETE, RunOutcome.REFUSED, RunOutcome.IN_DOUBT);
            if (outcome == RunOutcome.COMPLETE) {
                assertThat(counts(day.ledger())).as("%s", story).isEqualTo(booked);
            }
            long accepted = day.table("payloads").stream()
                    .filter(payload -> payload.<String>getAs("outcome").equals("accepted"))
                    .mapToLong(payload -> ((Number) payload.getAs("rows")).longValue())
                    .sum();
            assertThat((long) day.ledger().size()).as("%s", story).isGreaterThanOrEqualTo(accepted);
            RunOutcome again = export();
            assertThat(again).as("%s", story).isEqualTo(outcome);
        }

        private void change() throws IOException {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    List<Map<String, String>> more = some(1 + random.nextInt(6));
                    source.addAll(more);
                    day.add(more);
                    story.add("a file of " + more.size() + " rows is added");
                }
                case 2 -> {
                    List<Map<String, String>> again = new ArrayList<>(source);
                    Collections.shuffle(again, random);
                    rewrite(again, "the day is compacted in another order");
                }
                case 3 -> {
                    List<Map<String, String>> fewer = new ArrayList<>(source);
                    Collections.shuffle(fewer, random);
                    rewrite(fewer.subList(0, 1 + random.nextInt(fewer.size())), "rows are deleted");
                }
                case 4 -> {
                    List<Map<String, String>> other = new ArrayList<>(source);
                    other.addAll(some(3));
                    other.add(source.get(random.nextInt(source.size())));
                    rewrite(other, "the day is written anew with more rows, one of them twice");
                }
                case 5 -> {
                    List<Map<String, String>> same = List.copyOf(source);
                    day.writeOtherwise(same);
                    story.add("another writer writes the day anew");
                }
                case 6 -> {
                    mapping = mapping.equals(PLAIN) ? MENDING : PLAIN;
                    day.set("mapping.event_name", mapping);
                    story.add("event_name = " + mapping);
                }
                default -> story.add("nothing changes");
            }
        }

        private void rewrite(List<Map<String, String>> rows, String what) {
            List<Map<String, String>> copy = List.copyOf(rows);
            source.clear();
            source.addAll(copy);
            day.write(copy);
            story.add(what + ": " + copy.size() + " rows");
        }

        private List<Map<String, String>> some(int count) {
            List<Map<String, String>> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                boolean isRepeated = !rows.isEmpty() && random.nextInt(5) == 0;
                String name = random.nextInt(6) == 0 ? "" : "event-" + ++named;
                Map<String, String> row = new TreeMap<>(Day.event("1111", "user-" + random.nextInt(3), name));
                row.put("event_timestamp", Long.toString(AN_HOUR_AGO));
                rows.add(isRepeated ? rows.get(random.nextInt(rows.size())) : row);
            }
            return rows;
        }

        private RunOutcome export() throws IOException {
            RunOutcome outcome = day.export();
            story.add("export: " + outcome);
            Map<Map<String, String>, Integer> expected = new HashMap<>(booked);
            counts(valid()).forEach((row, count) -> expected.merge(row, count, Math::max));
            Map<Map<String, String>, Integer> frozen = counts(frozen());
            boolean mayHaveWaited = outcome == RunOutcome.INCOMPLETE || outcome == RunOutcome.GATE_REFUSED;
            if (!mayHaveWaited || !frozen.equals(booked)) {
                assertThat(frozen).as("%s", story).isEqualTo(expected);
            }
            booked = frozen;
            counts(day.ledger())
                    .forEach((row, count) -> assertThat(count)
                            .as("%s: %s", story, row)
                            .isLessThanOrEqualTo(frozen.getOrDefault(row, 0)));
            assertThat(outcome).as("%s", story).isNotEqualTo(RunOutcome.UNBALANCED);
            if (!mayHaveWaited) {
                assertBooksOfTheDate();
            }
            return outcome;
        }

        /** Each row of the source as it stands is booked once. */
        private void assertBooksOfTheDate() {
            List<Row> runs = new ArrayList<>(day.table("runs"));
            runs.sort((one, other) -> number(one) - number(other));
            long booked = runs.stream()
                    .mapToLong(run ->
                            sum(run, "accepted", "assumed_accepted", "rejected", "invalid", "unknown", "not_sent"))
                    .sum();
            Row last = runs.get(runs.size() - 1);
            assertThat(booked - last.<Long>getAs("gone")).as("%s", story).isEqualTo(source.size());
            assertThat(last.<Long>getAs("read")).as("%s", story).isEqualTo(source.size());
        }

        private static int number(Row run) {
            String id = run.getAs("run_id");
            return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        }

        private static long sum(Row run, String... columns) {
            return Stream.of(columns)
                    .mapToLong(column -> run.<Long>getAs(column))
                    .sum();
        }

        /** The source's rows as they would be sent. */
        private List<Map<String, String>> valid() {
            List<Map<String, String>> rows = new ArrayList<>();
            for (Map<String, String> row : source) {
                Map<String, String> sent = new TreeMap<>(row);
                if (sent.get("event_name").isEmpty() && mapping.equals(MENDING)) {
                    sent.put("event_name", "mended");
                }
                if (!sent.get("event_name").isEmpty()) {
                    rows.add(sent);
                }
            }
            return rows;
        }

        /** The rows of all payloads of all runs that claimed any. */
        private List<Map<String, String>> frozen() throws IOException {
            List<Map<String, String>> rows = new ArrayList<>();
            for (int run = 1; Files.exists(day.run(run)); run++) {
                if (!Day.namesIn(day.run(run).resolve("intents")).isEmpty()) {
                    JsonNode manifest =
                            JSON.readTree(day.run(run).resolve("manifest.json").toFile());
                    assertThat(manifest.get("validRows").asLong()).isPositive();
                    for (Path payload : day.payloads(run).values()) {
                        rows.addAll(Day.rowsOf(payload));
                    }
                }
            }
            return rows;
        }

        private static Map<Map<String, String>, Integer> counts(List<Map<String, String>> rows) {
            Map<Map<String, String>, Integer> counts = new HashMap<>();
            rows.forEach(row -> counts.merge(row, 1, Integer::sum));
            return counts;
        }
    }
}
