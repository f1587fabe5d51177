package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.event;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A date whose source changed after it was sent. */
class FurtherRunTest extends SparkTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Map<String, String>> first = events("1111", 20);
    private final List<Map<String, String>> late = events("2222", 3);

    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void send() throws IOException {
        day = new Day(spark(), folder);
        day.write(first);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    private static List<Map<String, String>> both(List<Map<String, String>> some, List<Map<String, String>> more) {
        List<Map<String, String>> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }

    private void assertSent(List<Map<String, String>> events) {
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(Day.asSent(events));
    }

    private JsonNode manifest(int run) throws IOException {
        return JSON.readTree(day.run(run).resolve("manifest.json").toFile());
    }

    private long inRuns(String column, int run) {
        return day.table("runs").stream()
                .filter(row -> row.<String>getAs("run_id").endsWith("-" + run))
                .mapToLong(row -> row.<Long>getAs(column))
                .sum();
    }

    @Test
    void sendsTheRowsOfFilesThatWereAddedAndReadsNoOthers() throws IOException {
        day.add(late);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(both(first, late));
        assertThat(day.said())
                .contains("1 files were added", "3 rows in 1 files")
                .contains("read 23 = booked 20 + accepted 3");
        assertThat(manifest(2).get("comparedWith").get(0).asText()).isEqualTo("offline-events-2026-11-20-1");
        assertThat(inRuns("booked", 2)).isEqualTo(20);
        assertThat(inRuns("gone", 2)).isZero();
        assertThat(inRuns("accepted", 2)).isEqualTo(3);
    }

    @Test
    void sendsTheRowsThatAreNewInADayThatWasRewritten() throws IOException {
        List<Map<String, String>> rewritten = new ArrayList<>(both(first.subList(1, 20), late));
        rewritten.add(first.get(4));
        Collections.reverse(rewritten);
        day.write(rewritten);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(both(first, both(late, List.of(first.get(4)))));
        assertThat(day.said())
                .contains("read 23 = booked 19 + accepted 4")
                .contains("1 rows that they booked are no longer in the source");
        assertThat(inRuns("booked", 2)).isEqualTo(19);
        assertThat(inRuns("gone", 2)).isEqualTo(1);
        assertThat(day.run(2).resolve("aside")).doesNotExist();
    }

    @Test
    void sendsNothingOfADayThatWasOnlyWrittenAnewAndComparesItOnce() throws IOException {
        day.write(first);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertSent(first);
        assertThat(day.said()).contains("read 20 = booked 20 + accepted 0");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("taking the payloads that run offline-events-2026-11-20-2");
        assertThat(Day.namesIn(day.outbox())).contains("run=2").doesNotContain("run=3");
    }

    @Test
    void looksNoFurtherWhereTheSourceIsWhatItWas() throws IOException {
        // What is not read cannot fail: of the file only its length and its time are as they were.
        Path file = day.sourceFile();
        var time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("read 20 = accepted 20");
        assertThat(Day.namesIn(day.outbox())).doesNotContain("run=2");
    }

    @Test
    void goesOnFromRunToRun() throws IOException {
        day.add(late);
        day.export();
        day.add(List.of(event("1111", "user-0", "third")));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("read 24 = booked 23 + accepted 1");

        List<Map<String, String>> all = both(both(first, late), List.of(event("2222", "user-9", "fourth")));
        day.write(all);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("read 24 = booked 23 + accepted 1", "1 rows that they booked are no longer");
        assertThat(day.ledger()).hasSize(25);
        assertThat(manifest(4).get("comparedWith")).hasSize(3);
    }

    @Test
    void anUnfinishedRunIsResumedFirstAndTheDateThenLookedAtAgain() throws IOException {
        day.set("payload.max-rows", "4");
        List<Map<String, String>> second = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            second.add(event("2222", "user-" + i, "second-" + i));
        }
        day.write(both(first, second));
        day.set("gate.max-late-share", "9");
        day.restartSandbox(FaultPlan.of(1, "503"));
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        day.add(late);

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(day.said()).contains("resuming run offline-events-2026-11-20-2");
        assertThat(Day.namesIn(day.outbox())).doesNotContain("run=3");

        day.restartSandbox(FaultPlan.NONE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("resuming run offline-events-2026-11-20-2", "1 files were added");
        assertSent(both(first, both(second, late)));
    }

    @Test
    void whatIsInDoubtIsTheOlderRunsAffairAndCountsAsBooked() throws IOException {
        day.add(late);
        day.restartSandbox(FaultPlan.of(1, "500:1:applied=true"));
        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);
        day.restartSandbox(FaultPlan.NONE);
        List<Map<String, String>> more = List.of(event("1111", "user-0", "more"));
        day.write(both(first, both(late, more)));

        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);

        assertThat(day.said()).contains("read 24 = booked 23 + accepted 1");
        assertThat(day.ledger())
                .filteredOn(event -> event.get("event_name").equals("more"))
                .hasSize(1);
    }

    @Test
    void aMappingThatMendsRefusedRowsSendsThoseAlone() throws IOException {
        List<Map<String, String>> nameless =
                List.of(event("1111", "user-0", ""), event("1111", "user-1", ""), event("1111", "user-2", "named"));
        day.add(nameless);
        day.export();
        assertThat(inRuns("invalid", 2)).isEqualTo(2);
        day.set("mapping.event_name", "if(event_name = '', 'unnamed', event_name)");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).hasSize(23);
        assertThat(day.said()).contains("read 23 = booked 21 + accepted 2", "2 rows that they booked are no longer");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(23);
    }

    @Test
    void aMappingThatMakesEveryRowLookNewIsRefused() throws IOException {
        day.set("mapping.event_name", "concat(event_name, '.')");

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.said())
                .contains(
                        "20 rows look new",
                        "offline-events-2026-11-20-1 booked",
                        "changed mapping",
                        "gate.max-late-share");
        assertThat(day.summary().get("objection_codes").get(0).asText()).isEqualTo("too_many_late");
        assertSent(first);

        day.set("mapping.event_name", "event_name");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertSent(first);
        assertThat(day.table("runs")).hasSize(1);
    }

    @Test
    void whatWaitsStaysWhereTheSourceIsGoneMeanwhile() throws IOException {
        List<Map<String, String>> many = events("2222", 20);
        day.add(many);
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        Path gone = folder.resolve("gone");
        Files.move(day.source(), gone);

        day.set("gate.max-late-share", "1");
        day.export();

        assertThat(day.said()).contains("whether rows came later is not known");
        assertSent(first);
        Files.move(gone, day.source());
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("taking the payloads that run offline-events-2026-11-20-2 froze");
        assertSent(both(first, many));
    }

    @Test
    void aShareThatWasRaisedForARunHoldsToItsEnd() throws IOException {
        List<Map<String, String>> many = events("2222", 20);
        day.set("payload.max-rows", "4");
        day.set("gate.max-late-share", "1");
        day.set("upload.max-attempts", "1");
        day.add(many);
        day.restartSandbox(FaultPlan.of(3, "503:0.6"));
        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(day.ledger()).hasSizeBetween(21, 39);
        day.restartSandbox(FaultPlan.NONE);
        day.set("gate.max-late-share", "0.2");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(both(first, many));
    }

    /** Of other columns than the files before, in another order. */
    @Test
    void readsAddedFilesInAFolderOfTheirOwnByTheKeysOfAll() throws IOException {
        try (Day there = new Day(spark(), folder.resolve("there"))) {
            there.set("mapping.device_model", "region");
            there.set("mapping.operator_name", "operator");
            there.set("gate.max-late-share", "1");
            String columns = "'1111' as application_id, concat('user-', id) as profile_id, 'open' as event_name, "
                    + Instant.now().minusSeconds(3600).getEpochSecond() + " as event_timestamp";
            String rest = ", cast(null as string) as appmetrica_device_id, cast(null as string) as event_json";
            String north = there.source().resolve("region=north").toString();
            String south = there.source().resolve("region=south").toString();
            spark().sql("select " + columns + rest + ", 'one' as operator from range(3)")
                    .write()
                    .parquet(north);
            assertThat(there.export()).isEqualTo(RunOutcome.COMPLETE);
            spark().sql("select id" + rest + ", " + columns + " from range(10, 12)")
                    .write()
                    .parquet(south);

            assertThat(there.export()).isEqualTo(RunOutcome.COMPLETE);

            assertThat(there.said()).contains("files were added", "booked 3 + accepted 2");
            assertThat(there.ledger())
                    .extracting(event -> event.get("device_model") + event.get("operator_name"))
                    .containsExactlyInAnyOrder("northone", "northone", "northone", "southnull", "southnull");
        }
    }

    @Test
    void aMappingThatRemakesAFewSentRowsIsRefusedUntilTheOperatorSaysThatTheyAreNew() throws IOException {
        day.set("mapping.event_name", "if(event_name = 'event-1111-3', 'another', event_name)");

        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.said()).contains("1 rows that were sent are not what they were", "gate.max-late-share = 1");
        assertThat(day.summary().get("objection_codes").get(0).asText()).isEqualTo("sent_rows_remade");
        assertSent(first);

        day.set("gate.max-late-share", "1");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(21);
    }

    @Test
    void lateRowsStayBehindWhereThatIsAskedFor() throws IOException {
        day.set("source.late-rows", "warn");
        day.add(late);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(first);
        assertThat(day.said()).contains("WARNING: the source has changed", "source.late-rows = warn");
    }

    @Test
    void aDryRunShowsWhatAFurtherRunWouldSendAndTheExportSendsThoseBytes() throws IOException {
        day.add(late);

        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("would send 3 events in 1 payloads");
        assertSent(first);
        Map<String, Path> shown = day.payloads(2);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("taking the payloads that run offline-events-2026-11-20-2");
        assertThat(day.payloads(2)).isEqualTo(shown);
        assertSent(both(first, late));
    }

    @ParameterizedTest
    @ValueSource(strings = {"payloads", "rejects"})
    void aLedgerThatIsGoneRefusesTheComparisonAndSendsNothing(String gone) throws IOException {
        List<Map<String, String>> more = List.of(event("1111", "user-0", ""), event("1111", "user-0", "more"));
        day.add(more);
        day.export();
        for (int run = 1; run <= 2; run++) {
            FileUtil.fullyDelete(day.run(run).resolve(gone).toFile());
        }
        day.write(both(first, both(more, late)));

        assertThatThrownBy(day::export)
                .isInstanceOf(LostOutboxException.class)
                .hasMessageContaining("was rewritten")
                .hasMessageContaining("source.late-rows = warn");
        assertThat(day.said()).doesNotContain("looking for the expression");
        assertSent(both(first, more.subList(1, 2)));

        day.set("source.late-rows", "warn");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void whatARunHadBookedThatLostItsOutboxIsSentAnewOnceThatIsDecided() throws IOException {
        day.add(late);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        FileUtil.fullyDelete(day.run(1).toFile());
        day.set("gate.max-late-share", "9");

        assertThat(day.run(new ExportRequest(ExportMode.SEND, "AppMetrica has none of it", "somebody")))
                .isEqualTo(RunOutcome.COMPLETE);

        assertSent(both(first, both(first, late)));
        assertThat(day.said()).contains("read 23 = booked 3 + accepted 20");
        day.add(List.of(event("1111", "user-0", "more")));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).contains("1 files were added", "read 24 = booked 23 + accepted 1");
    }

    /** It would tell by claims alone what was begun, and an older one yet knows the last run alone. */
    @Test
    void noVersionBeforeFatesGoesOnWithARun() throws IOException {
        day.add(late);
        day.dryRun();

        assertThat(manifest(1).get("format").asInt()).isEqualTo(3);
        assertThat(manifest(2).get("format").asInt()).isEqualTo(3);
    }

    @Test
    void refusedRowsOfARunThatWasWithdrawnAndStandsAgainAreListed() {
        day.add(List.of(event("1111", "user-0", "")));
        day.export();
        assertThat(day.table("rejects")).hasSize(1);
        day.set("source.late-rows", "warn");
        day.export();
        assertThat(day.table("rejects")).isEmpty();
        day.set("source.late-rows", "send");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.table("rejects")).hasSize(1);
    }

    @Test
    void aSourceThatIsOutOfReachIsLookedAtByTheNextExport() throws IOException {
        spark().sparkContext().hadoopConfiguration().set("fs.torn.impl", TornFileSystem.class.getName());
        try (Day there = new Day(spark(), folder.resolve("there"))) {
            there.set("source.path", "torn:" + folder.resolve("there/source") + "/dt={date}");
            there.write(first);
            assertThat(there.export()).isEqualTo(RunOutcome.COMPLETE);
            there.add(late);

            TornFileSystem.torn = true;
            assertThatThrownBy(there::export)
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("run again to resume");
            there.set("source.late-rows", "warn");
            assertThat(there.export()).isEqualTo(RunOutcome.COMPLETE);
        } finally {
            TornFileSystem.torn = false;
        }
    }

    /** The local disk under the scheme {@code torn}, of a server that does not always answer. */
    public static final class TornFileSystem extends RawLocalFileSystem {
        private static volatile boolean torn;

        @Override
        public URI getUri() {
            return URI.create("torn:///");
        }

        @Override
        public FileStatus[] globStatus(org.apache.hadoop.fs.Path pattern) throws IOException {
            if (torn) {
                throw new ConnectException("Connection refused");
            }
            return super.globStatus(pattern);
        }

        @Override
        public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
            // Copies: what the local disk gives looks for owners under the scheme file alone.
            return Arrays.stream(super.listStatus(path))
                    .map(found -> new FileStatus(
                            found.getLen(), found.isDirectory(), 1, 1, found.getModificationTime(), found.getPath()))
                    .toArray(FileStatus[]::new);
        }
    }

    @Test
    void addedFilesNeedNoOldPayloads() throws IOException {
        FileUtil.fullyDelete(day.run(1).resolve("payloads").toFile());
        day.add(late);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertSent(both(first, late));
    }

    @Test
    void rowsThatWereGoneAndAreBackInAFileOfTheirOwnAreBooked() throws IOException {
        day.write(both(first.subList(0, 15), late));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        day.add(first.subList(15, 20));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertSent(both(first, late));
        assertThat(day.said()).contains("read 23 = booked 23 + accepted 0");
    }

    @Test
    void ofTwoDriversOfADateThatWasRewrittenOneWorksAndEachRowIsSentOnce() throws Exception {
        day.write(both(late, first));
        ExecutorService drivers = Executors.newFixedThreadPool(2);
        try {
            List<Future<RunOutcome>> exports = List.of(drivers.submit(day::export), drivers.submit(day::export));
            int complete = 0;
            for (Future<RunOutcome> export : exports) {
                try {
                    assertThat(export.get()).isEqualTo(RunOutcome.COMPLETE);
                    complete++;
                } catch (ExecutionException held) {
                    assertThat(held).hasCauseInstanceOf(LockHeldException.class);
                }
            }
            assertThat(complete).isPositive();
        } finally {
            drivers.shutdownNow();
        }
        assertSent(both(first, late));
    }

    @Test
    void aRunThatWasRefusedKeepsItsExitCodeForTheDate() throws IOException {
        day.restartSandbox(FaultPlan.of(1, "400"));
        day.add(late);
        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);
        day.restartSandbox(FaultPlan.NONE);
        day.add(List.of(event("1111", "user-0", "more")));

        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(day.said()).contains("read 24 = booked 23 + accepted 1");
    }

    @Test
    void whatWasRefusedAfterItsAnswerWasLostIsNotSentAgainAndHoldsNothingUp() throws IOException {
        day.set("upload.when-unknown", "resend");
        day.add(late);
        day.restartSandbox(FaultPlan.parse(1, List.of("no-answer:1:from=2,to=2", "413:1:from=3,to=3")));
        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);
        List<Map<String, String>> later = events("1111", 22).subList(20, 22);
        day.add(later);

        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);

        assertSent(both(first, later));
        assertThat(inRuns("unknown", 2)).isEqualTo(3);
        assertThat(inRuns("accepted", 3)).isEqualTo(2);
    }

    @Test
    void theDateIsToldByItsGravestRunAlsoWhileALaterOneIsUnfinished() throws IOException {
        day.restartSandbox(FaultPlan.of(1, "400"));
        day.add(late);
        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);
        day.restartSandbox(FaultPlan.of(1, "503"));
        day.add(List.of(event("1111", "user-0", "more")));
        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);

        assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);
        assertThat(day.said()).contains("resuming run offline-events-2026-11-20-3", "the date");
    }

    @Test
    void theRowsOfEachRunStayInTheTables() {
        day.add(late);
        day.export();

        List<Row> runs = day.table("runs");
        assertThat(runs).hasSize(2);
        assertThat(day.table("payloads")).hasSize(2);
    }
}
