package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day that is empty, or of another size than the days before. */
class UnusualDayTest extends SparkTest {
    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    /** As if the job had exported that day before or after, with so many rows, of which a tenth was refused. */
    private void exported(String job, int daysLater, String outcome, long rows, long requests) {
        spark().sql(String.format(
                        Locale.ROOT,
                        "SELECT '%s' AS job, '%s' AS outcome, %dL AS accepted, 0L AS assumed_accepted, 0L AS rejected,"
                                + " %dL AS invalid, 0L AS unknown, CAST(NULL AS BIGINT) AS not_sent, %dL AS requests",
                        job,
                        outcome,
                        rows - rows / 10,
                        rows / 10,
                        requests))
                .write()
                .mode(SaveMode.Append)
                .parquet(runs().resolve("date=" + Day.DATE.plusDays(daysLater) + "/run_id=" + job + daysLater)
                        .toString());
    }

    private Path runs() {
        return folder.resolve("results/runs");
    }

    private void exportedWeekOf(long rows) {
        for (int before = 1; before <= 7; before++) {
            exported("offline-events", -before, "complete", rows, 1);
        }
    }

    private String codes() throws IOException {
        return day.summary().get("objection_codes").toString();
    }

    @Test
    void refusesAnEmptyDayEachTimeAndSendsItOnceItHasRows() throws Exception {
        day.write(List.of());

        assertThat(day.dryRun()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.said()).contains("gate     refused: the day has 0 rows, gate.min-rows = 1 asks for more");
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(codes()).isEqualTo("[\"too_few_rows\"]");
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.table("runs")).singleElement().satisfies(run -> {
            assertThat(run.<String>getAs("outcome")).isEqualTo("gate_refused");
            assertThat(run.<String>getAs("message")).contains("gate.min-rows = 1");
        });

        day.write(events("1111", 2));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(2);
        assertThat(day.table("runs")).hasSize(1);
    }

    @Test
    void refusesADayThatIsFarFromTheUsualUntilItIsLetPass() throws Exception {
        day.set("gate.max-deviation", "0.5");
        exportedWeekOf(10);
        day.write(events("1111", 16));

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(codes()).isEqualTo("[\"unusual_size\"]");
        assertThat(day.said()).contains("the day has 16 rows, the median of the last 7 days is 10: +60 %");

        day.set("gate.max-deviation", "0.6");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void takesOtherJobsRefusedRunsAndTheDatesOwnForNoMeasure() throws Exception {
        day.set("gate.max-deviation", "0");
        exported("other", -1, "complete", 1_000, 1);
        exported("offline-events", -2, "gate_refused", 1_000, 0);
        exported("offline-events", 0, "gate_refused", 1_000, 1);
        exported("offline-events", -91, "complete", 1_000, 1);
        exported("offline-events", -3, "complete", 10, 1);
        exported("offline-events", -4, "gate_refused", 10, 1);
        day.write(events("1111", 10));

        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said())
                .contains("gate.max-deviation was not asked: the table runs at " + folder, "knows 2 other days");

        exported("offline-events", 20, "complete", 10, 1);
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).doesNotContain("was not asked");
        for (int before = 5; before <= 11; before++) {
            exported("offline-events", -before, "complete", 9, 1);
        }
        assertThat(day.dryRun()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.said()).contains("the median of the last 7 days is 9");
    }

    @Test
    void addsTheRunsOfADateUp() throws Exception {
        day.set("gate.max-deviation", "0");
        for (int before = 1; before <= 3; before++) {
            exported("offline-events", -before, "complete", 8, 1);
            exported("offline-events", -before, "in_doubt", 2, 1);
        }
        day.write(events("1111", 10));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void saysThatThereIsNoTableYet() throws Exception {
        day.set("gate.max-deviation", "0.5");
        day.write(events("1111", 1));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).containsOnlyOnce("was not asked").contains("knows 0 other days");
    }

    @Test
    void refusesWhereTheUsualCannotBeRead() throws Exception {
        day.set("gate.max-deviation", "0.5");
        exportedWeekOf(10);
        Path broken = Files.createDirectories(runs().resolve("date=" + Day.DATE.minusDays(1) + "/run_id=x"));
        Files.writeString(broken.resolve("part.parquet"), "no Parquet");
        day.write(events("1111", 10));

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(codes()).isEqualTo("[\"usual_size_unreadable\"]");
        assertThat(day.said()).contains("gate.max-deviation cannot be asked", "set gate.max-deviation = null");

        day.set("gate.max-deviation", "null");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void sendsTheFewLateRowsOfADateThatWasLetPass() throws Exception {
        exportedWeekOf(10);
        List<Map<String, String>> events = events("1111", 30);
        day.write(events);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        day.set("gate.max-deviation", "0.5");
        day.set("gate.min-rows", "100");
        day.add(events("2222", 2));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(32);
        day.write(events);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(32);
    }

    @Test
    void bringsToItsEndWhatHasBegun() throws Exception {
        day.set("payload.max-rows", "2");
        day.set("upload.max-attempts", "1");
        day.write(events("1111", 4));
        day.restartSandbox(FaultPlan.of(1, "429"));
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        day.restartSandbox(FaultPlan.NONE);
        exportedWeekOf(100);
        day.set("gate.max-deviation", "0.5");
        day.set("gate.min-rows", "100");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(4);
    }
}
