package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of eight payloads of four events and a budget for three of them; the ledger is the oracle. */
class OverBudgetTest extends SparkTest {
    private static final int PAYLOADS = 8;
    private static final int ROWS = 4;

    @TempDir
    private Path folder;

    private Day day;
    private final List<Map<String, String>> events = new ArrayList<>();

    /** The last payload has the oldest events. */
    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
        day.set("payload.max-rows", Integer.toString(ROWS));
        day.set("api.daily-event-budget", Integer.toString(3 * ROWS));
        day.set("api.when-over-budget", "send-what-fits");
        long hourAgo = Clock.systemUTC().instant().getEpochSecond() - 3600;
        IntStream.range(0, PAYLOADS * ROWS).forEach(i -> {
            Map<String, String> event = Day.event("1111", "user-" + i, "event-" + i);
            event.put("event_timestamp", Long.toString(hourAgo - 60L * i));
            events.add(event);
        });
        day.write(events);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    private List<Map<String, String>> oldest(int payloads) {
        return Day.asSent(events.subList((PAYLOADS - payloads) * ROWS, PAYLOADS * ROWS));
    }

    private void assertSent(int payloads) {
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(oldest(payloads));
    }

    private void aDayLater() {
        day.tellTimeBy(Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));
    }

    private static int sum(JsonNode steps) {
        int events = 0;
        for (JsonNode step : steps) {
            events += step.get("events").asInt();
        }
        return events;
    }

    /** When the first events that were sent count no more. */
    private Instant firstBack() {
        return day.table("payloads").stream()
                .filter(row -> row.getAs("outcome").equals("accepted"))
                .map(row -> row.<Timestamp>getAs("finished_at").toInstant())
                .min(Instant::compareTo)
                .orElseThrow()
                .plus(Duration.ofDays(1))
                .plusSeconds(1)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    @Test
    void sendsTheOldestThatFitAndTellsWhenTheOthersDo() throws Exception {
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertSent(3);
        JsonNode summary = day.summary();
        assertThat(summary.get("exit_code").asInt()).isEqualTo(6);
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        assertThat(summary.at("/events/accepted").asInt()).isEqualTo(12);
        assertThat(summary.at("/events/not_sent").asInt()).isEqualTo(20);
        JsonNode waiting = summary.get("waiting_for_budget");
        assertThat(waiting.get("events").asInt()).isEqualTo(20);
        assertThat(waiting.get("payloads").asInt()).isEqualTo(5);
        assertThat(waiting.get("too_late").asInt()).isZero();
        assertThat(sum(waiting.get("steps"))).isEqualTo(20);
        String from = firstBack().toString();
        assertThat(waiting.at("/steps/0/from").asText()).isEqualTo(from);
        assertThat(day.said())
                .contains(
                        "20 events in 5 payloads wait for api.daily-event-budget: from " + from + " on ",
                        "run the same command again then: what was accepted is not sent again");
    }

    @Test
    void sendsNothingMoreBeforeThenAndTheRestDayByDay() throws Exception {
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        String told = day.summary().get("waiting_for_budget").toString();

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        assertSent(3);
        assertThat(day.summary().get("waiting_for_budget")).hasToString(told);

        aDayLater();
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        assertSent(6);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertSent(8);
        assertThat(day.summary().get("books_balance").asBoolean()).isTrue();
        assertThat(day.summary().at("/waiting_for_budget/payloads").asInt()).isZero();
    }

    @Test
    void aRunOfWhichNothingFitsYetIsPlannedAnewWhereTheSourceChanges() throws Exception {
        day.export();
        day.set("job.name", "another");
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(day.said()).contains("another-2026-11-20-1");
        day.add(Day.events("2222", 4));

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.said()).contains("another-2026-11-20-2", "36");
        assertSent(3);
    }

    @Test
    void aDryRunTellsWhatGoesNowAndWhatLater() throws Exception {
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.requests()).isZero();
        assertThat(day.said())
                .contains(
                        "would send 12 events in 3 payloads",
                        "later: 20 events in 5 payloads wait for api.daily-event-budget: from ",
                        " on 12 events in 3 payloads fit, from ",
                        " on 8 events in 2 payloads fit")
                .doesNotContain("settled or in doubt");
    }

    /** The run was killed before its tables were written: what it sent is in its outbox. */
    @Test
    void countsWhatTheTablesDoNotKnowYet() throws Exception {
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        FileUtil.fullyDelete(folder.resolve("results").toFile());

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertSent(3);
    }

    @Test
    void countsWhatAnEarlierRunOfTheDateSentThatTheTablesDoNotKnowYet() throws Exception {
        day.write(events.subList(0, 2 * ROWS));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        FileUtil.fullyDelete(folder.resolve("results").toFile());
        Files.delete(day.run(1).resolve("summary.json"));
        day.add(events.subList(2 * ROWS, 4 * ROWS));
        day.set("gate.max-late-share", "9");

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.ledger()).hasSize(3 * ROWS);
    }

    /** Eight events of a date some days ago, sent; the summary of their run. */
    private Path sentOfAnotherDate() throws IOException {
        LocalDate another =
                LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC).minusDays(5);
        day.write(events.subList(0, 2 * ROWS));
        Files.move(day.source(), day.source().resolveSibling("dt=" + another));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Console silent = new Console(nowhere, Clock.systemUTC());
        ExportRequest request = ExportRequest.to(ExportMode.SEND);
        assertThat(new ExportJob(spark(), day.config(), another, request, silent, Clock.systemUTC()).run())
                .isEqualTo(RunOutcome.COMPLETE);
        day.write(events.subList(2 * ROWS, PAYLOADS * ROWS));
        return day.outbox().resolveSibling("date=" + another).resolve("run=1").resolve("summary.json");
    }

    @Test
    void countsWhatARunOfAnotherDateSentThatWasKilledBeforeItWasSettled() throws Exception {
        Files.delete(sentOfAnotherDate());
        FileUtil.fullyDelete(folder.resolve("results").toFile());

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.ledger()).hasSize(3 * ROWS);
        JsonNode waiting = day.summary().get("waiting_for_budget");
        assertThat(waiting.get("events").asInt()).isEqualTo(5 * ROWS);
        assertThat(sum(waiting.get("steps"))).isEqualTo(5 * ROWS);
    }

    @Test
    void countsWhatARunOfAnotherDateSentSinceItWasSettledAndNothingTwice() throws Exception {
        Path summary = sentOfAnotherDate();
        Instant once = Clock.systemUTC().instant().minus(Duration.ofHours(1));
        Files.setLastModifiedTime(summary, FileTime.from(once));

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.ledger()).as("the tables know all of it, too").hasSize(3 * ROWS);
    }

    @Test
    void countsOfAnotherDateWhatIsUnderWayAndNotWhatIsTooOld() throws Exception {
        Path run = sentOfAnotherDate().getParent();
        Files.delete(run.resolve("summary.json"));
        FileUtil.fullyDelete(run.resolve("receipts").toFile());
        FileUtil.fullyDelete(folder.resolve("results").toFile());

        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("would send 4 events in 1 payloads");

        day.set("api.max-event-age", "3d");
        day.set("api.event-age-margin", "1d");
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("would send 12 events in 3 payloads");
    }

    @Test
    void countsWhatAnotherJobSent() throws Exception {
        day.set("api.daily-event-budget", "null");
        day.write(events.subList(0, 5));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        day.write(events.subList(16, 32));
        day.set("job.name", "another");
        day.set("api.daily-event-budget", "12");

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.ledger())
                .as("7 were left, and a payload has 4")
                .containsExactlyInAnyOrderElementsOf(
                        Day.asSent(Stream.concat(events.subList(0, 5).stream(), events.subList(28, 32).stream())
                                .toList()));
    }

    @Test
    void theHalvesOfAPayloadThatFitsGoWithIt() throws Exception {
        day.restartSandbox(FaultPlan.of(1, "413:1:to=1"));

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertSent(3);
        assertThat(day.summary().at("/payloads/split").asInt()).isEqualTo(1);
        assertThat(day.summary().at("/waiting_for_budget/payloads").asInt()).isEqualTo(5);
    }

    @Test
    void anOutageIsNotTakenForTheBudget() throws Exception {
        day.stopSandbox();

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.summary().at("/waiting_for_budget/payloads").asInt()).isZero();
        assertThat(day.said())
                .contains("run the same command again to resume")
                .doesNotContain("api.daily-event-budget");
    }

    @Test
    void aPayloadThatFitsNoBudgetIsRefusedBeforeAnythingIsSent() throws Exception {
        day.set("api.daily-event-budget", Integer.toString(ROWS - 1));

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.requests()).isZero();
        assertThat(day.summary().get("objection_codes")).hasToString("[\"payload_over_budget\"]");
        assertThat(day.said())
                .contains("a payload of 4 events never fits api.daily-event-budget = 3", "payload.max-rows");

        day.set("payload.max-rows", Integer.toString(ROWS - 1));
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(day.ledger())
                .as("the last payload, of what three to each leave, is the oldest; with the next they were five")
                .containsExactlyInAnyOrderElementsOf(Day.asSent(events.subList(30, 32)));
    }

    @Test
    void allGoesWhereAllFits() throws Exception {
        day.set("api.daily-event-budget", Integer.toString(PAYLOADS * ROWS));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(8);
    }
}
