package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.event;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.audit.FindEvents;
import io.github.appmetricaexport.audit.RunReport;
import io.github.appmetricaexport.audit.SoughtUser;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands show and do of a date that has more than one run. */
class SeveralRunsTest extends SparkTest {
    private static final String FIRST = "offline-events-2026-11-20-1";
    private static final String SECOND = "offline-events-2026-11-20-2";

    @TempDir
    private Path folder;

    private Day day;

    /** Of the first run one payload of four events is in doubt, of the second one of three; both are called p000001. */
    @BeforeEach
    void twoRunsInDoubt() throws IOException {
        day = new Day(spark(), folder);
        day.set("payload.max-rows", "4");
        day.set("upload.max-concurrent-requests", "1");
        day.set("gate.max-late-share", "1");
        day.restartSandbox(FaultPlan.of(1, "502:1:to=1,applied=true"));
        day.write(events("1111", 10));
        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);
        day.restartSandbox(FaultPlan.of(1, "502:1:applied=true"));
        day.add(List.of(event("1111", "user-1", "a"), event("1111", "user-1", "b"), event("1111", "late", "c")));
        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    private RunOutcome resolve(Integer run, Verdict verdict, String... payloads) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());
        Resolve resolve = new Resolve(Set.of(payloads), Optional.ofNullable(run), verdict, "invented-login", "because");
        RunOutcome outcome = new ResolveJob(spark(), day.config(), Day.DATE, resolve, console, Clock.systemUTC()).run();
        resolved = out.toString(StandardCharsets.UTF_8);
        return outcome;
    }

    private String resolved = "";

    private String status() {
        return StatusReport.of(day.config(), Day.DATE, Instant.now());
    }

    private Map<String, Long> inRuns(String column) {
        Map<String, Long> values = new TreeMap<>();
        for (Row row : day.table("runs")) {
            values.put(row.getAs("run_id"), row.getAs(column));
        }
        return values;
    }

    @Test
    void anExportEndsWithTheDateOverItsRuns() {
        assertThat(day.said())
                .containsPattern(FIRST + "  in doubt +10 +0 +6 +0 +0 +0 +4 +0")
                .containsPattern(SECOND + "  in doubt +13 +10 +0 +0 +0 +0 +3 +0")
                .containsPattern("the date +in doubt +13 +- +6 +0 +0 +0 +7 +0")
                .contains("balanced: read 13 = accepted 6 + assumed accepted 0");
    }

    @Test
    void statusShowsThemSideBySideAndTheDetailsOfThoseThatNeedSomebody() {
        assertThat(status())
                .containsPattern(FIRST + "  in doubt +10 +0 +6 +0 +0 +0 +4 +0")
                .containsPattern("the date +in doubt +13 +- +6 +0 +0 +0 +7 +0")
                .contains("exit     7: answers were lost")
                .contains("run      " + FIRST + ", frozen at", "run      " + SECOND + ", frozen at")
                .contains(
                        "--date 2026-11-20 --payload p000001 --as", "--date 2026-11-20 --run 2 --payload p000001 --as");

        resolve(1, Verdict.ACCEPTED);
        assertThat(status())
                .containsPattern(FIRST + "  complete ")
                .contains("exit     7: answers were lost", "run      " + SECOND + ", frozen at")
                .doesNotContain("run      " + FIRST + ", frozen at");
    }

    @Test
    void statusTellsWhyTheGateStayedShutBeforeAFurtherRun() {
        day.set("gate.max-late-share", "0");
        day.add(List.of(event("1111", "later", "d")));
        assertThat(day.export()).as("the gravest").isEqualTo(RunOutcome.IN_DOUBT);

        assertThat(status())
                .containsPattern("offline-events-2026-11-20-3  gate refused +14 +13 +0 +0 +0 +0 +0 +1")
                .contains("gate     1 rows look new beside the 13");
    }

    @Test
    void aPayloadThatSeveralRunsHaveInDoubtIsNotResolvedBeforeSomebodySaysWhich() {
        assertThatThrownBy(() -> resolve(null, Verdict.ACCEPTED, "p000001", "p000009"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Object::toString)
                                .containsExactlyInAnyOrder(
                                        "--payload = p000001: is in doubt in the runs 1, 2: say with --run which of them is"
                                                + " meant",
                                        "--payload = p000009: no run of this date has such a payload"));
        assertThatThrownBy(() -> resolve(7, Verdict.ACCEPTED))
                .hasMessageContaining("--run = 7: must be a run of the date: 1, 2");
        assertThat(day.run(1).resolve("resolutions")).doesNotExist();
        assertThat(day.run(2).resolve("resolutions")).doesNotExist();

        assertThat(resolve(2, Verdict.ACCEPTED, "p000001")).as("the other's").isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(inRuns("assumed_accepted")).isEqualTo(Map.of(FIRST, 0L, SECOND, 3L));
        // There is but one left that can be meant.
        assertThat(resolve(null, Verdict.ACCEPTED, "p000001")).isEqualTo(RunOutcome.COMPLETE);
        assertThat(inRuns("assumed_accepted")).isEqualTo(Map.of(FIRST, 4L, SECOND, 3L));
        assertThatThrownBy(() -> resolve(null, Verdict.ACCEPTED, "p000001"))
                .hasMessageContaining(
                        "is in run 1 assumed accepted; in run 2 assumed accepted, and only a payload in doubt");
    }

    @Test
    void allThatIsInDoubtIsResolvedInAllRunsAndEachIsSettled() throws IOException {
        assertThat(resolve(null, Verdict.NOT_APPLIED)).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(resolved)
                .contains("2 payloads now count as")
                .containsPattern("the date +incomplete +13 +- +6 +0 +0 +0 +0 +7");
        assertThat(inRuns("not_sent")).isEqualTo(Map.of(FIRST, 4L, SECOND, 3L));
        day.restartSandbox(FaultPlan.NONE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.said()).containsPattern("the date +complete +13 +- +13 ");
    }

    @Test
    void theReportShowsThemSideBySideWithTheirSum() {
        String page = RunReport.html(day.config(), Day.DATE, Instant.now());

        assertThat(page)
                .contains("runs " + FIRST + ", " + SECOND, "exit code 7", "The books balance: read 13 = accepted 6 ")
                .contains("--payload p000001 --as", "--run 2 --payload p000001 --as")
                .contains(">outbox</th><td>file:" + day.outbox() + "<");
    }

    @Test
    void findLooksInAllRunsAndTellsWhich() {
        String found = new FindEvents(day.config(), Day.DATE, new SoughtUser(IdentifierKind.PROFILE_ID, "user-1"))
                .answer(Instant.now());

        assertThat(found.indexOf("event-1111-1"))
                .isBetween(found.indexOf("run " + FIRST), found.indexOf("run " + SECOND));
        assertThat(found.indexOf("  a  ")).isGreaterThan(found.indexOf("run " + SECOND));
        assertThat(found)
                .contains("1 event: 1 unknown", "2 events: 2 unknown")
                .contains("2 runs of the date: 3 events: 3 unknown");
    }
}
