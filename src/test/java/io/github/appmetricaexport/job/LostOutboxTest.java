package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An outbox that was lost, or that belongs to another job, is missed before anything is sent. */
class LostOutboxTest extends SparkTest {
    private static final String RUN = "offline-events-2026-11-20-";

    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void sendsADayInThreePayloads() throws IOException {
        day = new Day(spark(), folder);
        day.set("payload.max-rows", "2");
        day.write(events("1111", 5));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(3);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    private void assertNothingIsSentAnew() {
        assertThatThrownBy(day::export)
                .isInstanceOf(LostOutboxException.class)
                .hasMessageContainingAll(
                        RUN + "1",
                        "--after-lost-outbox",
                        folder.resolve("results").toString());
        assertThatThrownBy(day::dryRun).isInstanceOf(LostOutboxException.class);
        assertThat(day.requests()).isEqualTo(3);
        assertThat(day.table("payloads")).extracting(LostOutboxTest::run).containsOnly(RUN + "1");
        assertThat(day.table("runs")).hasSize(1);
    }

    private static String run(Row row) {
        return row.getAs("run_id");
    }

    @Test
    void aDateWhoseOutboxWasDeletedIsNotSentAgain() throws Exception {
        FileUtil.fullyDelete(folder.resolve("work").toFile());

        assertNothingIsSentAnew();
        assertThatThrownBy(day::export).hasMessageContaining("5 events in 3 payloads (3 accepted)");
    }

    @Test
    void aDateWhoseOutboxIsBackIsFinishedAsItWas() throws Exception {
        Path away = folder.resolve("away");
        Files.move(day.outbox(), away);
        assertNothingIsSentAnew();
        FileUtil.fullyDelete(day.outbox().toFile());
        Files.move(away, day.outbox());

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(3);
    }

    /** Such as a bucket's rule takes away, file by file. */
    @ParameterizedTest
    @ValueSource(strings = {"intents", "receipts", "manifest.json"})
    void aPartOfARunThatWasSentIsMissedToo(String part) throws Exception {
        Path gone = day.run(1).resolve(part);
        if (part.equals("intents")) {
            // A claim counts as seen by its receipt.
            FileUtil.fullyDelete(day.run(1).resolve("receipts").toFile());
        }
        FileUtil.fullyDelete(gone.toFile());

        assertNothingIsSentAnew();
        assertThat(day.run(1)).exists();
    }

    @Test
    void aSingleReceiptIsMissed() throws Exception {
        Files.delete(day.run(1).resolve("receipts").resolve("p000002.1"));
        day.set("upload.when-unknown", "resend");

        assertNothingIsSentAnew();
    }

    @Test
    void claimsWithoutAManifestAreMissedThoughTheTablesWereNeverWritten() throws Exception {
        FileUtil.fullyDelete(folder.resolve("results").toFile());
        Files.delete(day.run(1).resolve("manifest.json"));

        assertThatThrownBy(day::export)
                .isInstanceOf(LostOutboxException.class)
                .hasMessageContaining(RUN + "1 was begun and has no manifest");
        assertThat(day.run(1).resolve("receipts")).isNotEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"work", "work/offline-events/date=2026-11-20/run=1/intents"})
    void aDecisionSendsTheDateAnewUnderANewNumberAndIsKept(String lost) throws Exception {
        FileUtil.fullyDelete(folder.resolve(lost).toFile());
        if (lost.endsWith("intents")) {
            FileUtil.fullyDelete(day.run(1).resolve("receipts").toFile());
        }

        ExportRequest request = new ExportRequest(ExportMode.SEND, "the application was deleted", "invented-login");
        assertThat(day.run(request)).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.requests()).isEqualTo(6);
        assertThat(day.table("payloads")).extracting(LostOutboxTest::run).containsOnly(RUN + "1", RUN + "2");
        Row anew = day.table("runs").stream()
                .filter(row -> run(row).equals(RUN + "2"))
                .findFirst()
                .orElseThrow();
        String words = "invented-login";
        assertThat(anew.<String>getList(anew.fieldIndex("warnings")).get(0))
                .contains(RUN + "1", "5 events", words, "the application was deleted");
        assertThat(StatusReport.of(day.config(), Day.DATE, Instant.now()))
                .contains("the application was deleted", words);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(6);
        assertThat(day.summary().get("warnings")).hasSize(1);
    }

    @Test
    void aDecisionIsGoneWithTheOutboxThatHeldIt() throws Exception {
        FileUtil.fullyDelete(folder.resolve("work").toFile());
        day.run(new ExportRequest(ExportMode.SEND, "because", "invented-login"));
        FileUtil.fullyDelete(folder.resolve("work").toFile());

        assertThatThrownBy(day::export)
                .isInstanceOf(LostOutboxException.class)
                .hasMessageContainingAll(RUN + "1: 5 events", RUN + "2: 5 events");
    }

    @Test
    void aDecisionChangesNothingWhereNothingIsLost() {
        assertThat(day.run(new ExportRequest(ExportMode.SEND, "because", "invented-login")))
                .isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("--after-lost-outbox changes nothing");
        assertThat(day.requests()).isEqualTo(3);
    }

    @Test
    void theTableOfRunsAloneRemembersToo() throws Exception {
        FileUtil.fullyDelete(folder.resolve("results/payloads").toFile());
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        FileUtil.fullyDelete(folder.resolve("results/payloads").toFile());
        FileUtil.fullyDelete(folder.resolve("work").toFile());

        assertThatThrownBy(day::export)
                .isInstanceOf(LostOutboxException.class)
                .hasMessageContaining(RUN + "1: 5 events");
        assertThat(day.requests()).isEqualTo(3);
    }

    @Test
    void aRunThatTheTablesKnowGivesItsNumberToNoOther() throws Exception {
        FileUtil.fullyDelete(folder.resolve("work").toFile());
        FileUtil.fullyDelete(folder.resolve("results").toFile());
        List<Map<String, String>> sent = events("1111", 3);
        day.write(List.of());
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        FileUtil.fullyDelete(folder.resolve("work").toFile());
        day.write(sent);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.table("runs")).extracting(LostOutboxTest::run).containsExactlyInAnyOrder(RUN + "1", RUN + "2");
    }

    @Test
    void anotherJobsOutboxIsRefusedWithBothNamed() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.move(day.source(), other.resolve("dt=" + Day.DATE));
        day.set("source.path", other + "/dt={date}");
        day.set("results.path", folder + "/elsewhere");

        assertThatThrownBy(day::export)
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Object::toString)
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("source.path = " + other)
                                        .contains(folder.resolve("source").toString(), "job.name", "--adopt-outbox"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("results.path = " + folder + "/elsewhere")
                                        .contains(folder.resolve("results").toString())));
        assertThat(StatusReport.of(day.config(), Day.DATE, Instant.now())).contains("WARNING  source.path = " + other);

        AdoptOutbox.of(day.config(), Day.DATE, "invented-login", Instant.now(), console());
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(3);
        assertThat(Files.readString(folder.resolve("work/offline-events/job.json")))
                .contains("invented-login", folder.resolve("source").toString(), other.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "null", "{}", "[]", "{\"format\":1,\"sour"})
    void aDamagedRecordOfWhoseTheOutboxIsCanBeMended(String damage) throws Exception {
        Path record = folder.resolve("work/offline-events/job.json");
        Files.writeString(record, damage);

        assertThatThrownBy(day::export)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("cannot tell whose outbox this is", "--adopt-outbox");
        assertThat(StatusReport.of(day.config(), Day.DATE, Instant.now())).contains("cannot tell whose", "accepted");

        AdoptOutbox.of(day.config(), Day.DATE, "invented-login", Instant.now(), console());
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void aRecordOfAnotherFormatIsRefusedByItsNumber() throws Exception {
        Path record = folder.resolve("work/offline-events/job.json");
        Files.writeString(record, Files.readString(record).replace("\"format\" : 1", "\"format\" : 2"));

        assertThatThrownBy(day::export)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is of format 2, and this version of the job knows 1");
    }

    @Test
    void whoResolvesDoesNotMakeTheTablesForgetWhatWasLost() throws Exception {
        FileUtil.fullyDelete(day.run(1).resolve("intents").toFile());
        FileUtil.fullyDelete(day.run(1).resolve("receipts").toFile());

        assertThatThrownBy(() -> resolve(
                        new Resolve(Set.of(), Optional.empty(), Verdict.NOT_APPLIED, "invented-login", "because")))
                .isInstanceOf(LostOutboxException.class)
                .hasMessageContaining("5 events in 3 payloads (3 accepted)");
        assertNothingIsSentAnew();
    }

    @Test
    void aPayloadWhoseReceiptWasLostCanBeResolved() throws Exception {
        Files.delete(day.run(1).resolve("receipts").resolve("p000002.1"));

        assertThat(resolve(new Resolve(
                        Set.of("p000002"), Optional.empty(), Verdict.ACCEPTED, "invented-login", "seen there")))
                .isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(3);
    }

    private RunOutcome resolve(Resolve resolve) {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        return new ResolveJob(spark(), day.config(), Day.DATE, resolve, console(), later).run();
    }

    @Test
    void receiptsAloneKeepADateFromBeingPlannedAnewThoughTheTablesWereNeverWritten() throws Exception {
        FileUtil.fullyDelete(folder.resolve("results").toFile());
        FileUtil.fullyDelete(day.run(1).resolve("intents").toFile());
        day.set("payload.max-rows", "3");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(3);
        Files.delete(day.run(1).resolve("manifest.json"));
        FileUtil.fullyDelete(folder.resolve("results").toFile());
        assertThatThrownBy(day::export).isInstanceOf(LostOutboxException.class);
        assertThat(day.run(1).resolve("receipts")).isNotEmptyDirectory();
    }

    @Test
    void noRunIsBegunUnderANumberThatNoLaterOneFinds() throws Exception {
        FileUtil.fullyDelete(folder.resolve("work").toFile());
        FileUtil.fullyDelete(folder.resolve("results").toFile());
        Files.createDirectories(day.outbox().resolve("run=999999999"));

        assertThatThrownBy(day::export)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("run=999999999", "delete it if it is empty");
        assertThat(day.requests()).isEqualTo(3);
    }

    @Test
    void aRunOfAnotherDateIsNotTakenForThisOne() throws Exception {
        LocalDate next = Day.DATE.plusDays(1);
        copy(day.outbox(), day.outbox().resolveSibling("date=" + next));
        copy(day.source(), day.source().resolveSibling("dt=" + next));

        assertThatThrownBy(() -> new ExportJob(
                                spark(),
                                day.config(),
                                next,
                                ExportRequest.to(ExportMode.SEND),
                                console(),
                                Clock.systemUTC())
                        .run())
                .isInstanceOf(SpoiltFileException.class)
                .hasMessageContainingAll("date=" + next, "is of " + Day.DATE);
        assertThat(StatusReport.of(day.config(), next, Instant.now())).contains("run      not known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut off", "beside a stranger's file"})
    void tablesThatCannotBeReadAreToldInALine(String how) throws Exception {
        Path payloads = folder.resolve("results/payloads/date=" + Day.DATE);
        if (how.equals("cut off")) {
            try (Stream<Path> files = Files.walk(payloads)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.writeString(file, "PAR1 and no more");
                    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
                }
            }
        } else {
            Files.writeString(payloads.resolve("notes.txt"), "hello");
        }

        assertThatThrownBy(day::export)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("results.path = " + folder.resolve("results"), "nothing was begun")
                .message()
                .hasLineCount(1);
        assertThat(day.requests()).isEqualTo(3);
    }

    @Test
    void aDecisionWithoutItsWordsIsNoneAndNoLineOfItSteersATerminal() throws Exception {
        Path decision = day.outbox().resolve("lost.1");
        Files.writeString(decision, "{\"runIds\":[\"" + RUN + "1\"]}");
        assertThat(StatusReport.of(day.config(), Day.DATE, Instant.now())).doesNotContain("sent anew");

        Files.writeString(
                decision,
                "{\"runIds\":[\"\\u001b[31m\"],\"by\":\"a\\nb\",\"reason\":\"c\\nd\",\"decidedAt\":\"2026-11-20T00:00:00Z\"}");
        assertThat(StatusReport.of(day.config(), Day.DATE, Instant.now()))
                .contains("  lost     \\u001b[31m, 0 events; sent anew by a\\nb at 2026-11-20T00:00:00Z: c\\nd");
        day.export();
        assertThat(day.said()).contains("a\\nb", "c\\nd").doesNotContain("\nd");
    }

    @Test
    void whoResolvesARunWithoutASummaryKeepsTheDecisionThatBeganIt() throws Exception {
        FileUtil.fullyDelete(folder.resolve("work").toFile());
        day.run(new ExportRequest(ExportMode.SEND, "because", "invented-login"));
        // As if it had been killed before it was settled.
        Files.delete(day.run(2).resolve("summary.json"));

        resolve(new Resolve(Set.of(), Optional.empty(), Verdict.ACCEPTED, "invented-login", "seen there"));

        assertThat(day.summary().get("warnings")).hasSize(1);
        resolve(new Resolve(Set.of(), Optional.empty(), Verdict.ACCEPTED, "invented-login", "seen there"));
        assertThat(day.summary().get("warnings")).hasSize(1);
    }

    @Test
    void theRecordOfALaterVersionIsNotAdopted() throws Exception {
        Path record = folder.resolve("work/offline-events/job.json");
        Files.writeString(record, Files.readString(record).replace("\"format\" : 1", "\"format\" : 2"));

        assertThatThrownBy(() -> AdoptOutbox.of(day.config(), Day.DATE, "invented-login", Instant.now(), console()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is of format 2, and this version of the job knows 1");
        assertThat(Files.readString(record)).contains("\"format\" : 2");
    }

    private static void copy(Path from, Path to) throws IOException {
        FileUtil.copy(
                from.toFile(),
                FileSystem.getLocal(new Configuration()).getRaw(),
                new org.apache.hadoop.fs.Path(to.toUri()),
                false,
                new Configuration());
    }

    private static Console console() {
        return new Console(System.out, Clock.systemUTC());
    }
}
