package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.RunReport;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of a date with the same {@code source.unique-key}; the key of an event here is its operator_name. */
class UniqueKeyTest extends SparkTest {
    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
        day.set("source.unique-key", "operator_name");
        day.set("payload.max-rows", "2");
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    /** An event for each key; an empty key is NULL. */
    private static List<Map<String, String>> keyed(String... keys) {
        List<Map<String, String>> events = new ArrayList<>();
        for (String key : keys) {
            Map<String, String> event = event("1111", "user-" + key, "event-" + events.size());
            event.put("operator_name", key.isEmpty() ? null : key);
            events.add(event);
        }
        return events;
    }

    private static List<Map<String, String>> both(List<Map<String, String>> some, List<Map<String, String>> more) {
        List<Map<String, String>> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }

    private List<Long> inRuns() {
        return day.table("runs").stream()
                .map(run -> run.<Long>getAs("duplicates"))
                .toList();
    }

    private JsonNode told() throws IOException {
        return day.summary().get("duplicates");
    }

    @Test
    void refusesADayInWhichTwoRowsHaveTheSameKey() throws Exception {
        day.write(keyed("secret-a", "b", "c", "secret-a", "", "secret-a", "", "c"));

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.requests()).isZero();
        assertThat(day.summary().get("objection_codes")).hasToString("[\"too_many_duplicates\"]");
        assertThat(told().get("rows").asInt()).isEqualTo(3);
        assertThat(told().get("without_key").asInt()).isEqualTo(2);
        assertThat(told().get("examples"))
                .hasToString("[\"p000001 row 1 and p000003 row 2\",\"p000002 row 1 and p000004 row 2\"]");
        assertThat(inRuns()).containsExactly(3L);
        assertThat(day.said())
                .contains(
                        "of the 8 rows of the date 3 rows have the key of another, such as p000001 row 1 and p000003 row 2")
                .contains("gate.max-duplicate-share = 0 of them")
                .contains("  same key 3 rows have the key of another")
                .doesNotContain("secret-a");
        assertThat(StatusReport.of(day.config(), Day.DATE, Instant.now()))
                .contains("  same key 3 rows have the key of another, such as p000001 row 1 and p000003 row 2");
        assertThat(RunReport.html(day.config(), Day.DATE, Instant.now())).contains("3 rows have the key of another");
    }

    @ParameterizedTest
    @CsvSource({"0.374, GATE_REFUSED", "0.375, COMPLETE"})
    void letsPassWhatIsWithinTheShare(String share, RunOutcome outcome) throws Exception {
        day.write(keyed("a", "b", "c", "a", "", "a", "", "c"));
        day.set("gate.max-duplicate-share", share);

        assertThat(day.dryRun()).isEqualTo(outcome);
        assertThat(day.said()).contains("  same key: 3 rows have the key of another");
        assertThat(day.export()).isEqualTo(outcome);
    }

    @Test
    void keepsNoKeysAndCountsNothingWithoutOne() throws Exception {
        day.set("source.unique-key", "null");
        day.write(keyed("a", "a"));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.run(1).resolve("keys")).doesNotExist();
        assertThat(inRuns()).containsOnlyNulls();
        assertThat(told().isNull()).isTrue();
        assertThat(day.said()).doesNotContain("key of another");
    }

    @Test
    void sendsTheSameBytesWithAKeyAsWithout() throws Exception {
        day.write(keyed("a", "b", "c"));
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        List<byte[]> with = contents();
        day.set("source.unique-key", "null");
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("the configuration has changed: planning anew");
        assertThat(day.run(1).resolve("keys")).doesNotExist();
        assertThat(day.run(2).resolve("payloads")).isNotEmptyDirectory();
        day.set("source.unique-key", "operator_name");
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(contents()).usingRecursiveFieldByFieldElementComparator().isEqualTo(with);
    }

    private List<byte[]> contents() throws IOException {
        int last = Day.namesIn(day.outbox()).stream()
                .filter(name -> name.startsWith("run="))
                .mapToInt(name -> Integer.parseInt(name.substring(4)))
                .max()
                .orElseThrow();
        List<byte[]> contents = new ArrayList<>();
        for (Path payload : day.payloads(last).values()) {
            contents.add(Files.readAllBytes(payload));
        }
        return contents;
    }

    /** Of several values none may be NULL, as in SQL. */
    @Test
    void takesAKeyOfSeveralValues() throws Exception {
        day.set("source.unique-key", "operator_name, upper(device_model)");
        List<Map<String, String>> events = keyed("a", "a", "a", "a", "a");
        events.get(0).put("device_model", "x");
        events.get(1).put("device_model", "y");
        events.get(2).put("device_model", "X");
        day.write(events);

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(told().get("rows").asInt()).isEqualTo(1);
        assertThat(told().get("without_key").asInt()).isEqualTo(2);
        assertThat(told().get("examples")).hasToString("[\"p000001 row 1 and p000002 row 1\"]");
    }

    /** What is refused is not sent, and counts nowhere twice. */
    @Test
    void passesOverRowsThatAreNotSent() throws Exception {
        List<Map<String, String>> events = keyed("a", "a", "b");
        events.get(0).remove("event_name");
        day.write(events);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(inRuns()).containsExactly(0L);
    }

    /** Nor are they looked at: the key of one of them cannot be worked out. */
    @Test
    void passesOverRowsThatTheFilterSkipsAlsoInFurtherRuns() throws Exception {
        day.set("source.filter", "event_name not like '%skipped%'");
        day.set("source.unique-key", "if(event_name = 'skipped', raise_error('no key'), operator_name)");
        List<Map<String, String>> skipped = keyed("a", "a", "b", "c", "k");
        skipped.forEach(event -> event.put("event_name", "skipped"));
        List<Map<String, String>> first = keyed("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        first.get(9).put("event_name", null);
        day.write(both(skipped, first));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(told().get("rows").asInt()).isZero();
        assertThat(told().get("without_key").asInt()).isZero();
        assertThat(day.ledger()).hasSize(9);
        assertThat(bytesOfKeys(1)).isEqualTo(9 * 16);

        List<Map<String, String>> late = keyed("k");
        day.add(both(skipped, late));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(told().get("rows").asInt()).isZero();
        assertThat(bytesOfKeys(2)).isEqualTo(16);

        List<Map<String, String>> added = keyed("k", "l");
        day.write(both(both(skipped, first.subList(1, 10)), both(late, added)));
        day.set("gate.max-late-share", "1");
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(told().get("rows").asInt()).isEqualTo(1);
        assertThat(told().get("examples"))
                .hasToString("[\"p000001 row 1 of offline-events-2026-11-20-2 and p000001 row 1\"]");
        assertThat(bytesOfKeys(3)).isEqualTo(2 * 16);
        assertThat(day.table("runs"))
                .extracting(run -> run.<Long>getAs("skipped"))
                .containsExactlyInAnyOrder(6L, 11L, 6L);
    }

    private long bytesOfKeys(int run) throws IOException {
        long bytes = 0;
        Path keys = day.run(run).resolve("keys");
        for (String name : Day.namesIn(keys)) {
            bytes += name.startsWith(".") ? 0 : Files.size(keys.resolve(name));
        }
        return bytes;
    }

    @Test
    void fillsTheDateIntoTheKey() throws Exception {
        day.set("source.unique-key", "if('{date}' = '2026-11-20', operator_name, null)");
        day.write(keyed("a", "a"));

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(inRuns()).containsExactly(1L);
    }

    @Test
    void tellsALateRowWithTheKeyOfOneThatIsBooked() throws Exception {
        List<Map<String, String>> first = keyed("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        day.write(first);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        day.add(List.of(keyed("x", "x", "x", "x", "c").get(4)));

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(told().get("rows").asInt()).isEqualTo(1);
        assertThat(told().get("examples"))
                .hasToString("[\"p000002 row 1 of offline-events-2026-11-20-1 and p000001 row 1\"]");
        assertThat(told().get("unseen")).isEmpty();
        day.set("gate.max-duplicate-share", "0.1");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(11);
        assertThat(inRuns()).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void comparesTheLateRowsOfADayThatWasRewritten() throws Exception {
        List<Map<String, String>> first = keyed("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        day.write(first);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        Map<String, String> mended = event("1111", "user-c", "otherwise");
        mended.put("operator_name", "c");
        day.write(both(List.of(mended, event("1111", "user-l", "new")), first.subList(3, 10)));

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(told().get("rows").asInt()).isEqualTo(1);
        assertThat(told().get("without_key").asInt()).isEqualTo(1);
        assertThat(told().get("examples").get(0).asText())
                .startsWith("p000002 row 1 of offline-events-2026-11-20-1 and ");
        assertThat(day.run(2).resolve("keys")).isNotEmptyDirectory();
        assertThat(day.run(2).resolve("aside")).doesNotExist();
    }

    @Test
    void saysWithWhichRunsItCouldNotCompare() throws Exception {
        day.set("source.unique-key", "null");
        List<Map<String, String>> first = keyed("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        day.write(first);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        day.set("source.unique-key", "operator_name");
        day.add(keyed("a", "k"));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(told().get("unseen")).hasToString("[\"offline-events-2026-11-20-1\"]");
        assertThat(day.said()).contains("not compared with offline-events-2026-11-20-1, whose keys are not there");

        Path keys = day.run(2).resolve("keys");
        Files.write(keys.resolve(Day.namesIn(keys).get(0)), new byte[8]);
        day.add(keyed("k"));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(told().get("unseen"))
                .hasToString("[\"offline-events-2026-11-20-1\",\"offline-events-2026-11-20-2\"]");
    }

    @Test
    void bringsToItsEndWhatHasBegun() throws Exception {
        day.write(keyed("a", "a", "b"));
        day.set("gate.max-duplicate-share", "1");
        day.set("upload.max-attempts", "1");
        day.restartSandbox(FaultPlan.of(1, "429"));
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        day.restartSandbox(FaultPlan.NONE);
        day.set("gate.max-duplicate-share", "0");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            order_id; the source has no column order_id
            count(1); aggregate, window and generator functions see more than one row
            uuid(); not deterministic
            user; says nothing of the row
            operator_name, map('a', operator_name); has a value of type MAP
            struct(operator_name, event_name); has a value of type STRUCT
            array(operator_name, event_name); has a value of type ARRAY
            operator name here; (position 14)
            """)
    void saysWhatIsWrongWithAnExpressionBesideTheMappings(String expression, String words) {
        day.write(keyed("a"));
        day.set("source.unique-key", expression);
        day.set("mapping.event_json", "no_such_column");

        List<Problem> problems =
                catchThrowableOfType(ConfigException.class, day::export).problems();

        assertThat(problems).extracting(Problem::key).containsExactly("mapping.event_json", "source.unique-key");
        assertThat(problems.get(1).value()).isEqualTo(expression);
        assertThat(problems.get(1).remedy()).contains(words);
    }

    @Test
    void namesTheKeyThatSparkCannotGoOnWith() {
        day.write(keyed("a", "secret-b"));
        day.set("source.unique-key", "if(operator_name = 'a', 'a', raise_error(operator_name))");

        List<Problem> problems =
                catchThrowableOfType(ConfigException.class, day::export).problems();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("source.unique-key");
            assertThat(problem.remedy()).contains("Spark cannot go on at a row").doesNotContain("secret-b");
        });
    }
}
