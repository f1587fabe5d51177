package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes are killed at every step of the protocol; a plain rerun ends what they began.
 *
 * <p>All deaths come first: a claim without a receipt is respected for a minute, and the minutes pass together.
 */
class CrashIT {
    private static final int ROWS = 300;
    private static final String ONE_JVM = "local[2]";
    private static final String EXECUTORS = "local-cluster[2,1,1024]";
    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
    private static final String SLOW = "slow:1:delay=1.5,to=8";

    @TempDir
    private static Path folder;

    private static final List<CrashSite> SITES = new ArrayList<>();
    private static Path lake;
    private static String date;
    private static CrashSite executorLost;
    private static CrashSite beforeTheManifest;
    private static CrashSite afterTheManifest;
    private static CrashSite afterTheClaim;
    private static CrashSite beforeTheAnswer;
    private static CrashSite beforeTheReceipt;
    private static CrashSite withinSettle;

    @BeforeAll
    static void letThemDie() throws Exception {
        date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS);

        executorLost = site("executor-lost", EXECUTORS, SLOW);
        executorLost.awaitApplied();
        ProcessHandle executor = executorLost.first().descendants(EXECUTOR).get(0);
        assertThat(executor.destroyForcibly()).isTrue();

        beforeTheAnswer = site("before-the-answer", EXECUTORS, SLOW);
        beforeTheAnswer.awaitApplied();
        beforeTheAnswer.first().kill();

        afterTheClaim = site("after-the-claim", ONE_JVM, SLOW);
        afterTheClaim.awaitFile("intents");
        afterTheClaim.first().kill();

        beforeTheReceipt = site("before-the-receipt", ONE_JVM);
        beforeTheReceipt.awaitApplied();
        beforeTheReceipt.first().kill();

        beforeTheManifest = site("before-the-manifest", ONE_JVM);
        beforeTheManifest.awaitFile("payloads");
        beforeTheManifest.first().kill();

        afterTheManifest = site("after-the-manifest", ONE_JVM);
        afterTheManifest.awaitFile("manifest.json");
        afterTheManifest.first().kill();

        withinSettle = site("within-settle", ONE_JVM);
        withinSettle.awaitFileIn(withinSettle.results("payloads"));
        withinSettle.first().kill();
    }

    private static CrashSite site(String name, String master, String... faults) throws Exception {
        CrashSite site = CrashSite.start(folder.resolve(name), lake, date, master, faults);
        SITES.add(site);
        return site;
    }

    @AfterAll
    static void endThemAll() {
        SITES.forEach(CrashSite::close);
    }

    @Test
    void plansADayAnewWhoseDriverDiedBeforeTheManifest() throws Exception {
        assertThat(beforeTheManifest.again()).isZero();
        beforeTheManifest.assertThatThePromiseHolds(ROWS);
    }

    @Test
    void sendsEverythingThatADriverFrozeBeforeItDied() throws Exception {
        assertThat(afterTheManifest.again()).isIn(0, 7);
        afterTheManifest.assertThatThePromiseHolds(ROWS);
    }

    @Test
    void holdsWhatWasClaimedWhenTheDriverDied() throws Exception {
        assertThat(afterTheClaim.again()).isEqualTo(7);
        afterTheClaim.assertThatThePromiseHolds(ROWS);
    }

    @Test
    void doublesNothingThatWasAppliedBeforeTheAnswerWhenTheDriverDied() throws Exception {
        beforeTheAnswer.again();
        beforeTheAnswer.assertThatThePromiseHolds(ROWS);
    }

    @Test
    void doublesNothingWhoseReceiptWasNotWritten() throws Exception {
        beforeTheReceipt.again();
        beforeTheReceipt.assertThatThePromiseHolds(ROWS);
    }

    @Test
    void writesTheTablesAgainWhenTheDriverDiedWithinSettle() throws Exception {
        assertThat(withinSettle.again()).isZero();
        withinSettle.assertThatThePromiseHolds(ROWS);
    }

    /** Spark gives the lost executor's tasks to another, and that one finds their payloads claimed. */
    @Test
    void goesOnByItselfWhenAnExecutorDies() throws Exception {
        assertThat(executorLost.first().exitCode())
                .as(executorLost.first().output())
                .isEqualTo(7);
        executorLost.assertThatThePromiseHolds(ROWS);
        assertThat(executorLost.again()).isEqualTo(7);
        executorLost.assertThatThePromiseHolds(ROWS);
    }
}
