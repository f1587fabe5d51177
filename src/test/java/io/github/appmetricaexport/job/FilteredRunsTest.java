package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.event;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.RunReport;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A date of which source.filter wants a part. */
class FilteredRunsTest extends SparkTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Map<String, String>> wanted = events("1111", 12);
    private final List<Map<String, String>> unwanted = events("2222", 6);
    private final List<Map<String, String>> undecided = List.of(event("1111", "user-0", null));

    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void send() throws IOException {
        day = new Day(spark(), folder);
        day.set("source.filter", "application_id = '1111' and length(event_name) > 0");
        day.write(together(wanted, unwanted, undecided));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    @Test
    void sendsTheRowsThatItPicksAndCountsTheOthers() throws IOException {
        assertSent(wanted);
        JsonNode skipped = manifest(1).get("skipped");
        assertThat(skipped.get("rows").asLong()).isEqualTo(7);
        assertThat(skipped.get("undecidedRows").asLong()).isEqualTo(1);
        assertThat(day.table("rejects")).isEmpty();
        assertThat(day.said()).contains("read 19 = accepted 12 ", "not sent 0 + skipped 7", "for 1 of them it is NULL");
        assertThat(inRuns("skipped", 1)).isEqualTo(7);
        assertThat(inRuns("undecided", 1)).isEqualTo(1);
        assertThat(day.summary().get("events").get("skipped").asLong()).isEqualTo(7);
        assertThat(day.summary().get("events").get("undecided").asLong()).isEqualTo(1);
        assertThat(StatusReport.of(day.config(), Day.DATE, Instant.now())).contains("7 rows skipped by source.filter");
        assertThat(RunReport.html(day.config(), Day.DATE, Instant.now())).contains("7 rows skipped by source.filter");
    }

    @Test
    void rowsOfAddedFilesThatItPicksAreSentAndTheOthersCountedBesideThoseOfBefore() throws IOException {
        List<Map<String, String>> late = List.of(event("1111", "user-0", "late"));
        day.add(together(late, events("2222", 2), undecided));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(together(wanted, late));
        assertThat(day.said())
                .contains("1 files were added", "read 23 = booked 12 + accepted 1 ", "+ skipped 10")
                .contains("read 23 = accepted 13 ");
        assertThat(inRuns("undecided", 2)).isEqualTo(2);
        assertThat(inRuns("gone", 2)).isZero();
    }

    @Test
    void aDayThatWasRewrittenIsComparedByTheRowsThatItPicks() throws IOException {
        List<Map<String, String>> late = List.of(event("1111", "user-0", "late"));
        day.write(together(unwanted.subList(1, 6), late, wanted.subList(2, 12), undecided));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(together(wanted, late));
        assertThat(day.said())
                .contains("read 17 = booked 10 + accepted 1 ", "+ skipped 6", "2 rows that they booked are no longer")
                .contains("read 17 + gone 2 = accepted 13 ");
    }

    @Test
    void aWiderFilterSendsTheRowsThatItPicksMore() throws IOException {
        day.set("source.filter", "application_id = '1111' or profile_id in ('user-0', 'user-1')");
        day.set("mapping.event_name", "coalesce(event_name, 'unnamed')");
        day.set("gate.max-late-share", "0.5");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).hasSize(15);
        assertThat(day.said()).contains("read 19 = booked 12 + accepted 3 ", "+ skipped 4");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(15);
    }

    @Test
    void anotherFilterIsAskedOfTheWholeDayThoughFilesWereOnlyAdded() throws IOException {
        List<Map<String, String>> late = List.of(event("1111", "user-0", "late"));
        day.set("source.filter", "event_name is not null and (application_id = '1111' or profile_id = 'user-0')");
        day.add(late);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(together(wanted, late, unwanted.subList(0, 1)));
        assertThat(day.said()).contains("read 20 = booked 12 + accepted 2 ", "+ skipped 6");
    }

    /** What was sent stays sent, and nothing of it is taken for made otherwise. */
    @Test
    void rowsThatAnotherFilterDoesNotPickAnyMoreAreGoneAndThoseItPicksNewlyAreSent() throws IOException {
        day.set("source.filter", "application_id = '2222' and profile_id = 'user-0' or event_name >= 'event-1111-2'");

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.summary().get("objection_codes").get(0).asText()).isEqualTo("too_many_late");

        day.set("source.filter", "profile_id = 'user-0' and event_name is not null");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertSent(together(wanted, unwanted.subList(0, 1)));
        assertThat(day.said())
                .contains("read 19 = booked 1 + accepted 1 ", "+ skipped 17", "11 rows that they booked are no longer")
                .contains("read 19 + gone 11 = accepted 13 ");
    }

    @Test
    void aDryRunTellsWhatIsSkippedAndTheExportTakesItsPayloads() throws IOException {
        day.add(List.of(event("1111", "user-0", "late"), event("2222", "user-0", "late")));

        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("would send 1 events in 1 payloads", "8 rows skipped by source.filter");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("taking the payloads that run offline-events-2026-11-20-2");
    }

    @Test
    void theDateStandsInTheFilterAndInThePathByPatterns() throws IOException {
        try (Day there = new Day(spark(), folder.resolve("there"))) {
            there.set("source.path", folder.resolve("there/source") + "/dt={date:yyyy-MM}-{date:dd}");
            there.set("source.filter", "dt = '{date}' and operator_name = '{date:yyyyMMdd}'");
            Map<String, String> ofTheDay = event("1111", "user-0", "of the day");
            ofTheDay.put("operator_name", "20261120");
            Map<String, String> ofAnother = event("1111", "user-0", "of another day");
            ofAnother.put("operator_name", "20261121");
            there.write(List.of(ofTheDay, ofAnother));

            assertThat(there.export()).isEqualTo(RunOutcome.COMPLETE);

            assertThat(there.ledger())
                    .extracting(event -> event.get("event_name"))
                    .containsExactly("of the day");
            assertThat(there.said()).contains("read 2 = accepted 1 ", "+ skipped 1");
            assertThat(there.dryRun()).as("the outbox is still the job's").isEqualTo(RunOutcome.COMPLETE);
        }
    }

    private long inRuns(String column, int run) {
        return day.table("runs").stream()
                .filter(row -> row.<String>getAs("run_id").endsWith("-" + run))
                .mapToLong(row -> row.<Long>getAs(column))
                .sum();
    }

    private JsonNode manifest(int run) throws IOException {
        return JSON.readTree(day.run(run).resolve("manifest.json").toFile());
    }

    private void assertSent(List<Map<String, String>> events) {
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(Day.asSent(events));
    }

    @SafeVarargs
    private static List<Map<String, String>> together(List<Map<String, String>>... some) {
        List<Map<String, String>> all = new ArrayList<>();
        for (List<Map<String, String>> part : some) {
            all.addAll(part);
        }
        return all;
    }
}
