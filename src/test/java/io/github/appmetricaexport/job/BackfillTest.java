package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.source.ParquetFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several days in one go: which are tried, what ends it, what it tells. */
class BackfillTest extends SparkTest {
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final LocalDate FIRST = TODAY.minusDays(4);
    private static final LocalDate SECOND = TODAY.minusDays(3);
    private static final LocalDate THIRD = TODAY.minusDays(2);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
        day.set("upload.max-concurrent-requests", "1");
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    /** One payload of one application, of so many events. */
    private void write(LocalDate date, String application, int count) throws IOException {
        day.write(events(application, count));
        if (!date.equals(Day.DATE)) {
            Files.move(day.source(), day.source().resolveSibling("dt=" + date));
        }
    }

    private void writeThreeDays() throws IOException {
        write(FIRST, "1111", 2);
        write(SECOND, "2222", 3);
        write(THIRD, "1111", 4);
    }

    private RunOutcome run(LocalDate from, LocalDate to, ExportMode mode) {
        return backfill(from, to, mode).run();
    }

    private Backfill backfill(LocalDate from, LocalDate to, ExportMode mode) {
        said.reset();
        Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Clock.systemUTC());
        List<LocalDate> days = from.datesUntil(to.plusDays(1)).toList();
        return new Backfill(spark(), day.config(), days, mode, console, Clock.systemUTC());
    }

    private RunOutcome backfill() {
        return run(FIRST, THIRD, ExportMode.SEND);
    }

    private void assertSaysRow(String days, String fate, String code, String counts) {
        assertThat(said.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.strip().replaceAll(" {2,}", " ")))
                .contains((days + " " + fate + " " + code + " " + counts).strip());
    }

    private void assertSaysSums(String counts) {
        assertThat(said.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.strip().replaceAll(" {2,}", " ")))
                .contains("sums " + counts);
    }

    @Test
    void aRefusedDayAMissingOneAndOneThatIsTooOldKeepNoOtherFromItsTurn() throws Exception {
        write(FIRST, "1111", 2);
        write(THIRD, "1111", 4);
        day.restartSandbox(FaultPlan.of(1, "400:1:to=1"));

        assertThat(run(TODAY.minusDays(16), THIRD, ExportMode.SEND)).isEqualTo(RunOutcome.REFUSED);

        assertThat(day.ledger()).hasSize(4);
        // The fourteenth day before may still have an hour within the window.
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(TODAY.minusDays(16) + " to ", "too old       ");
        assertSaysRow(FIRST.toString(), "refused", "5", "0 0 2 0 0");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(SECOND + " ended with exit code 3", "exit     5: the API refused payloads");
        assertSaysRow(THIRD.toString(), "complete", "0", "4 0 0 0 0");
        assertSaysSums("4 0 2 0 0");
    }

    @Test
    void aRefusedKeyEndsItAndTheSameCommandGoesOn() throws Exception {
        writeThreeDays();
        day.key("2222", "another-invented-key");

        assertThat(backfill()).isEqualTo(RunOutcome.REFUSED);

        assertThat(day.ledger()).hasSize(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("no other day is tried after " + SECOND + ": the API refused a key");
        assertSaysRow(THIRD.toString(), "not tried", "6", "- - - - -");

        day.key("2222", "invented-key-2");
        assertThat(backfill()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(2 + 3 + 4);
        assertSaysSums("9 0 0 0 0");
        long requests = day.requests();
        assertThat(backfill()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).as("nothing is left to send").isEqualTo(requests);
    }

    @Test
    void programsAreToldOfEveryDayAndOfTheSums() throws Exception {
        write(FIRST, "1111", 2);
        day.set("api.daily-event-budget", "3");
        write(THIRD, "1111", 4);

        BackfillEnd.Answer answer = backfill(TODAY.minusDays(16), TODAY.minusDays(1), ExportMode.SEND)
                .end()
                .answer("a-job", ExportMode.SEND);

        assertThat(answer.mode()).isEqualTo("send");
        assertThat(answer.outcome()).isEqualTo("gate_refused");
        assertThat(answer.events())
                .containsEntry("accepted", 2L)
                .containsEntry("not_sent", 4L)
                .containsEntry("invalid", 0L);
        assertThat(answer.days())
                .extracting(BackfillEnd.Day::date)
                .containsExactlyElementsOf(TODAY.minusDays(16).datesUntil(TODAY).toList());
        assertThat(answer.days().get(0))
                .isEqualTo(new BackfillEnd.Day(
                        TODAY.minusDays(16),
                        "too_old",
                        null,
                        "passed over, since the API takes no event of it any more",
                        null));
        assertThat(answer.days())
                .filteredOn(end -> end.date().equals(SECOND))
                .singleElement()
                .satisfies(end -> {
                    assertThat(end.exitCode()).isEqualTo(3);
                    assertThat(end.outcome()).isEqualTo("bad_source");
                    assertThat(end.message()).contains("dt=" + SECOND);
                    assertThat(end.events()).isNull();
                });
        assertThat(answer.days())
                .filteredOn(end -> end.date().equals(THIRD))
                .singleElement()
                .satisfies(end -> assertThat(end.message()).contains("api.daily-event-budget"));
        assertThat(answer.days().get(15)).satisfies(end -> {
            assertThat(end.outcome()).isEqualTo("not_tried");
            assertThat(end.message()).contains("no other day is tried after " + THIRD);
        });
    }

    @Test
    void theBudgetEndsIt() throws Exception {
        writeThreeDays();
        day.set("api.daily-event-budget", "4");

        assertThat(backfill()).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.ledger()).hasSize(2);
        assertSaysRow(SECOND.toString(), "gate refused", "4", "0 0 0 0 3");
        assertSaysRow(THIRD.toString(), "not tried", "6", "- - - - -");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("api.daily-event-budget is used up");
    }

    @Test
    void theBudgetEndsItAlsoWhereADayIsSentInParts() throws Exception {
        writeThreeDays();
        day.set("payload.max-rows", "1");
        day.set("api.daily-event-budget", "4");
        day.set("api.when-over-budget", "send-what-fits");

        assertThat(backfill()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.ledger()).hasSize(4);
        assertSaysRow(SECOND.toString(), "incomplete", "6", "2 0 0 0 1");
        assertSaysRow(THIRD.toString(), "not tried", "6", "- - - - -");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("api.daily-event-budget is used up");
    }

    @Test
    void anApiThatIsOutOfReachEndsIt() throws Exception {
        writeThreeDays();
        day.stopSandbox();

        assertThat(backfill()).isEqualTo(RunOutcome.INCOMPLETE);

        assertSaysRow(FIRST.toString(), "incomplete", "6", "0 0 0 0 2");
        assertSaysRow(SECOND + " to " + THIRD, "not tried", "6", "- - - - -");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("the API is out of reach, or takes nothing");
    }

    @Test
    void aDayInDoubtKeepsNoOtherFromItsTurnAndIsTheGravest() throws Exception {
        writeThreeDays();
        day.restartSandbox(FaultPlan.of(1, "500:1:to=1,applied=true"));
        FileUtil.fullyDelete(day.source().resolveSibling("dt=" + SECOND).toFile());

        assertThat(backfill()).isEqualTo(RunOutcome.IN_DOUBT);

        assertSaysRow(FIRST.toString(), "in doubt", "7", "0 0 0 2 0");
        assertSaysRow(THIRD.toString(), "complete", "0", "4 0 0 0 0");
    }

    @Test
    void aMistakeInTheConfigurationEndsIt() throws Exception {
        writeThreeDays();
        day.set("mapping.device_model", "no_such_column");

        assertThat(backfill()).isEqualTo(RunOutcome.BAD_CONFIG);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("mapping.device_model", "has to be mended first");
        assertThat(day.requests()).isZero();
    }

    @Test
    void aDryRunSendsNothingAndAsksEveryDay() throws Exception {
        writeThreeDays();
        day.set("api.daily-event-budget", "2");

        assertThat(run(FIRST, THIRD, ExportMode.DRY_RUN)).isEqualTo(RunOutcome.GATE_REFUSED);

        assertThat(day.requests()).isZero();
        assertSaysRow(FIRST.toString(), "complete", "0", "0 0 0 0 2");
        assertSaysRow(THIRD.toString(), "gate refused", "4", "0 0 0 0 4");
        assertSaysSums("0 0 0 0 9");
    }

    @Test
    void daysThatAreAllTooOldAreAMistake() {
        LocalDate old = TODAY.minusDays(100);
        assertThatThrownBy(() -> run(old, old.plusDays(5), ExportMode.SEND))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("--to = " + old.plusDays(5), "api.max-event-age");
        assertThat(Files.exists(folder.resolve("work"))).isFalse();
    }

    @Test
    void whatReadingADaySetsIsNotForTheNext() throws Exception {
        Day.COLUMNS.forEach(column -> day.set("mapping." + column, "cast(null as string)"));
        day.set("mapping.application_id", "1111");
        day.set("mapping.profile_id", "user_id");
        day.set("mapping.event_name", "'open'");
        day.set(
                "mapping.event_timestamp",
                Long.toString(Clock.systemUTC().instant().getEpochSecond() - 3600));
        Path file = day.source().resolveSibling("dt=" + FIRST).resolve("a.parquet");
        ParquetFiles.writeDeltaLengths(file, "user_id", 60, row -> row % 3 == 1 ? null : "user-" + row * row);
        String before = spark().conf().get("spark.sql.parquet.enableVectorizedReader");

        assertThat(run(FIRST, FIRST, ExportMode.SEND)).isEqualTo(RunOutcome.COMPLETE);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("SPARK-52240");
        assertThat(spark().conf().get("spark.sql.parquet.enableVectorizedReader"))
                .isEqualTo(before);
    }
}
