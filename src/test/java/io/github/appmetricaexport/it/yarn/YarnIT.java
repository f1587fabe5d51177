package io.github.appmetricaexport.it.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ClusterDay;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day on a real YARN: what its lists, its logs and the submitter are told, and where the key is not. */
@Tag("cluster")
class YarnIT {
    private static final String KEY = "an-invented-key-of-a-credential-provider";
    private static final int ROWS = 300;
    private static final Pattern APPLICATION = Pattern.compile("application_\\d+_\\d+");

    @TempDir
    private static Path shared;

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static Path lake;
    private static String date;
    private static YarnProcess yarn;
    private static String provider;

    private static ClusterDay killed;
    private static SparkSubmitProcess killedExport;
    private static long appliedBeforeTheKill;
    private static SparkSubmitProcess resumedExport;
    private static ClusterDay complete;
    private static SparkSubmitProcess completeExport;
    private static ClusterDay inDoubt;
    private static SparkSubmitProcess inDoubtExport;
    private static SparkSubmitProcess refusedExport;
    private static ClusterDay completeFromHere;
    private static SparkSubmitProcess completeExportFromHere;
    private static ClusterDay inDoubtFromHere;
    private static SparkSubmitProcess inDoubtExportFromHere;
    private static SparkSubmitProcess refusedExportFromHere;

    @BeforeAll
    static void submitThemAll() throws Exception {
        date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        lake = shared.resolve("lake");
        yarn = open(YarnProcess.start(shared.resolve("yarn")));
        SampleDay.make(lake, date, ROWS);
        yarn.awaitReady();
        provider = yarn.createCredential("appmetrica.post.api.key." + ExportSetting.APPLICATION, KEY);

        killed = day("am-killed", "upload.call-timeout = 5s", "slow:1:delay=1,to=6");
        killedExport = open(killed.submit("export.log", on("cluster")));
        killed.awaitApplied(killedExport, 2);
        assertThat(yarn.applicationMasters()).hasSize(1);
        yarn.applicationMasters().get(0).destroyForcibly();
        assertThat(killedExport.exitCode()).as(killedExport.output()).isNotZero();
        appliedBeforeTheKill = killed.applied();

        // Side by side: much of it is waiting, for containers and for the end of a dead driver's leases.
        resumedExport = open(killed.submit("again.log", on("client")));
        complete = day("complete", "");
        completeExport = open(complete.submit("export.log", on("cluster")));
        inDoubt = dayInDoubt("in-doubt");
        inDoubtExport = open(inDoubt.submit("export.log", on("cluster")));
        refusedExport = open(dayRefused("refused").submit("export.log", on("cluster")));
        completeFromHere = day("complete-from-here", "");
        completeExportFromHere = open(completeFromHere.submit("export.log", on("client")));
        inDoubtFromHere = dayInDoubt("in-doubt-from-here");
        inDoubtExportFromHere = open(inDoubtFromHere.submit("export.log", on("client")));
        refusedExportFromHere = open(dayRefused("refused-from-here").submit("export.log", on("client")));
    }

    private static ClusterDay dayInDoubt(String name) throws Exception {
        return day(name, "upload.call-timeout = 5s", "apply-no-answer:1:from=2,to=2");
    }

    private static ClusterDay dayRefused(String name) throws Exception {
        return day(name, "api.daily-event-budget = 10");
    }

    private static <T extends AutoCloseable> T open(T started) {
        OPEN.add(started);
        return started;
    }

    private static ClusterDay day(String name, String options, String... faults) throws Exception {
        return open(ClusterDay.of(
                shared.resolve(name),
                lake,
                date,
                KEY,
                yarn.environment(),
                "api.key-source = hadoop\n" + options,
                faults));
    }

    private static String[] on(String deployMode) {
        return new String[] {
            "--master=yarn",
            "--deploy-mode=" + deployMode,
            "--driver-memory=512m",
            "--executor-memory=512m",
            "--num-executors=1",
            "--conf=spark.ui.enabled=false",
            "--conf=spark.yarn.report.interval=500ms",
            "--conf=spark.yarn.jars=local:" + yarn.environment().get("SPARK_HOME") + "/jars/*",
            "--conf=spark.hadoop.hadoop.security.credential.provider.path=" + provider
        };
    }

    @AfterAll
    static void endThemAll() throws Exception {
        for (int i = OPEN.size() - 1; i >= 0; i--) {
            OPEN.get(i).close();
        }
    }

    @Test
    void succeedsInYarnsEyesWhenEveryEventWasAccepted() throws Exception {
        assertThat(completeExport.exitCode()).as(completeExport.output()).isZero();
        assertThat(completeExport.output()).contains("final status: SUCCEEDED");
        assertThat(complete.summary().get("exit_code").asInt()).isZero();
        complete.assertThatThePromiseHolds(ROWS);
    }

    @Test
    void leavesTheDriversWordsInTheAggregatedLogsAndTheKeyNowhere() throws Exception {
        assertThat(completeExport.exitCode()).as(completeExport.output()).isZero();
        String[] logs = {""};
        Await.until("the logs are aggregated", () -> {
            logs[0] = yarn.logs(application(completeExport));
            return logs[0].contains("exit     0: ");
        });
        assertThat(logs[0])
                .contains("books    balanced: read 300 = accepted 300")
                .doesNotContain(KEY);
        assertThat(yarn.commandLines())
                .anyMatch(line -> line.contains("ApplicationMaster"))
                .anyMatch(line -> line.contains("CoarseGrainedExecutorBackend"))
                .noneMatch(line -> line.contains(KEY));
        assertThat(Files.readString(completeExport.log())).doesNotContain(KEY);
    }

    @Test
    void tellsYarnOfADoubtInWords() throws Exception {
        assertThat(inDoubtExport.exitCode()).as(inDoubtExport.output()).isNotZero();
        assertThat(inDoubtExport.output())
                .contains("final status: FAILED")
                .contains("exit code 7: answers were lost")
                .contains("summary.json");
        assertThat(inDoubt.summary().get("exit_code").asInt()).isEqualTo(7);
        inDoubt.assertThatThePromiseHolds(ROWS);
    }

    @Test
    void tellsYarnThatTheGateRefused() {
        assertThat(refusedExport.exitCode()).as(refusedExport.output()).isNotZero();
        assertThat(refusedExport.output()).contains("final status: FAILED").contains("exit code 4: ");
    }

    /** A driver on the submitter's host, of a date that nobody has begun. */
    @Test
    void tellsTheSubmitterTheVeryExitCodesInClientMode() throws Exception {
        assertThat(completeExportFromHere.exitCode())
                .as(completeExportFromHere.output())
                .isZero();
        assertThat(inDoubtExportFromHere.exitCode())
                .as(inDoubtExportFromHere.output())
                .isEqualTo(7);
        assertThat(refusedExportFromHere.exitCode())
                .as(refusedExportFromHere.output())
                .isEqualTo(4);
        assertThat(Files.readString(completeExportFromHere.log())).doesNotContain(KEY);
    }

    @Test
    void keepsThePromiseFromItsFirstRunInClientMode() throws Exception {
        assertThat(completeExportFromHere.exitCode()).isZero();
        assertThat(completeExportFromHere.output()).contains("books    balanced: read 300 = accepted 300");
        completeFromHere.assertThatThePromiseHolds(ROWS);
        assertThat(completeFromHere.applied()).isEqualTo(ROWS);

        assertThat(inDoubtExportFromHere.exitCode()).isEqualTo(7);
        assertThat(inDoubtFromHere.summary().get("exit_code").asInt()).isEqualTo(7);
        assertThat(inDoubtFromHere.summary().get("in_doubt")).hasSize(1);
        inDoubtFromHere.assertThatThePromiseHolds(ROWS);
        assertThat(inDoubtFromHere.applied()).isEqualTo(ROWS);
    }

    /** The cluster itself would try four times. */
    @Test
    void resumesFromTheSubmittersHostWhatAKilledDriverBegan() throws Exception {
        assertThat(killedExport.output())
                .contains("final status: FAILED")
                .contains("failed 1 times")
                .contains("_000001")
                .doesNotContain("_000002");
        assertThat(appliedBeforeTheKill).isBetween(1L, (long) ROWS - 1);
        int exitCode = resumedExport.exitCode();
        assertThat(exitCode)
                .as(resumedExport.output())
                .isEqualTo(killed.summary().get("exit_code").asInt());
        assertThat(exitCode).as(resumedExport.output()).isIn(0, 7);
        assertThat(resumedExport.output()).contains("books    balanced");
        killed.assertThatThePromiseHolds(ROWS);
    }

    private static String application(SparkSubmitProcess export) {
        Matcher id = APPLICATION.matcher(export.output());
        assertThat(id.find()).as(export.output()).isTrue();
        return id.group();
    }
}
