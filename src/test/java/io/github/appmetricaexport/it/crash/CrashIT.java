package io.github.appmetricaexport.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes are killed at every step of the protocol, exactly there; a plain rerun ends what they began.
 *
 * <p>A driver that dies is followed by one that dies a step later. Executors die one after the other under one driver. The
 * days are played side by side.
 */
@Tag("cluster")
class CrashIT {
    private static final int ROWS = 12_000;

    private static final CrashPoint BEFORE_THE_PLAN =
            new CrashPoint("within-plan", "after", "create", ".*/payloads/.*");
    private static final CrashPoint BEFORE_THE_MANIFEST = manifest("before");
    private static final CrashPoint AFTER_THE_MANIFEST = manifest("after");
    private static final CrashPoint BEFORE_THE_CLAIM =
            new CrashPoint("before-claim", "before", "rename", ".*/intents/.*");
    private static final CrashPoint AFTER_THE_CLAIM = new CrashPoint("after-claim", "after", "rename", ".*/intents/.*");
    private static final CrashPoint WITHIN_THE_BODY = new CrashPoint("mid-body", "before", "read-on", ".*/payloads/.*");
    private static final CrashPoint BEFORE_THE_RECEIPT =
            new CrashPoint("before-receipt", "before", "rename", ".*/receipts/.*");
    private static final CrashPoint AFTER_THE_RECEIPT =
            new CrashPoint("after-receipt", "after", "rename", ".*/receipts/.*");
    private static final CrashPoint WITHIN_THE_TABLES =
            new CrashPoint("within-tables", "after", "create", ".*/results/payloads/.*parquet");
    private static final CrashPoint BETWEEN_THE_TABLES =
            new CrashPoint("between-tables", "before", "create", ".*/results/runs/.*parquet");
    private static final CrashPoint BEFORE_THE_SUMMARY = summary("before");
    private static final CrashPoint AFTER_THE_SUMMARY = summary("after");

    private static final ExecutorService PLAYERS = Executors.newFixedThreadPool(2);

    @TempDir
    private static Path folder;

    private static Path lake;
    private static String date;
    private static Path jar;
    private static Future<Drivers> drivers;
    private static Future<Dead> executors;
    private static Future<Tables> undisturbed;

    private static CrashPoint manifest(String when) {
        return new CrashPoint(when + "-manifest", when, "rename", ".*/manifest\\.json");
    }

    private static CrashPoint summary(String when) {
        return new CrashPoint(when + "-summary", when, "replace", ".*/summary\\.json");
    }

    @BeforeAll
    static void play() throws Exception {
        date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS, 0.02);
        jar = CrashJar.write(folder.resolve("crash.jar"));
        drivers = PLAYERS.submit((Callable<Drivers>) CrashIT::killDrivers);
        executors = PLAYERS.submit((Callable<Dead>) CrashIT::killExecutors);
        undisturbed = PLAYERS.submit((Callable<Tables>) CrashIT::disturbNobody);
    }

    @AfterAll
    static void endThemAll() {
        PLAYERS.shutdownNow();
    }

    /** The tables' rows without what tells of times, attempts and outcomes. */
    private record Tables(Set<Map<String, String>> payloads, Set<Map<String, String>> rejects) {
        private static final Set<String> FROZEN = Set.of(
                "payload_id",
                "parent_id",
                "application_id",
                "identifier_kind",
                "rows",
                "bytes",
                "sha256",
                "first_event_time",
                "last_event_time");

        static Tables of(CrashDay day) throws Exception {
            Set<Map<String, String>> payloads =
                    day.table("payloads").stream().map(row -> only(row, FROZEN)).collect(Collectors.toSet());
            List<Map<String, String>> rejects = day.table("rejects");
            rejects.forEach(row -> row.remove("run_id"));
            return new Tables(payloads, Set.copyOf(rejects));
        }

        private static Map<String, String> only(Map<String, String> row, Set<String> columns) {
            Map<String, String> left = new TreeMap<>(row);
            left.keySet().retainAll(columns);
            return left;
        }
    }

    /** What is left of a day. */
    private record Dead(CrashBooks books, List<LedgerRequest> requests, Tables tables) {}

    /** The same, and the tables whole as they stood when a driver had died after its summary, and one run later. */
    private record Drivers(Dead dead, List<?> before, List<?> after, CrashBooks resolved, int exitCode, Tables last) {}

    private static Tables disturbNobody() throws Exception {
        try (CrashDay day = CrashDay.open(folder.resolve("undisturbed"), lake, date, jar)) {
            assertThat(day.run()).isZero();
            return Tables.of(day);
        }
    }

    private static Drivers killDrivers() throws Exception {
        try (CrashDay day = CrashDay.open(folder.resolve("drivers"), lake, date, jar, "slow:1:from=1,to=1,delay=100")) {
            for (CrashPoint point :
                    List.of(BEFORE_THE_MANIFEST, AFTER_THE_MANIFEST, BEFORE_THE_CLAIM, AFTER_THE_CLAIM)) {
                day.dieAt(point);
                day.books().assertThatThePromiseHolds();
            }
            assertThat(day.requests()).isEmpty();
            day.dieBeforeTheAnswer();
            for (CrashPoint point : List.of(
                    WITHIN_THE_BODY,
                    BEFORE_THE_RECEIPT,
                    AFTER_THE_RECEIPT,
                    WITHIN_THE_TABLES,
                    BETWEEN_THE_TABLES,
                    BEFORE_THE_SUMMARY,
                    AFTER_THE_SUMMARY)) {
                day.dieAt(point);
                day.books().assertThatThePromiseHolds();
            }
            List<?> before = everything(day);
            assertThat(day.run()).isEqualTo(7);
            List<?> after = everything(day);
            CrashBooks books = day.books();
            books.assertThatTheSummaryAgrees(ROWS, 7);
            Dead dead = new Dead(books, day.requests(), Tables.of(day));
            Set<String> applied = books.inDoubt(true);
            assertThat(day.resolve(books.inDoubt(false), "not-applied")).isEqualTo(7);
            assertThat(day.run()).isEqualTo(7);
            int exitCode = day.resolve(applied, "accepted");
            return new Drivers(dead, before, after, day.books(), exitCode, Tables.of(day));
        }
    }

    private static List<?> everything(CrashDay day) throws Exception {
        List<Map<String, String>> rows = new ArrayList<>(day.table("payloads"));
        rows.addAll(day.table("rejects"));
        rows.addAll(day.table("runs"));
        return rows;
    }

    private static Dead killExecutors() throws Exception {
        try (CrashDay day =
                CrashDay.open(folder.resolve("executors"), lake, date, jar, "slow:1:from=2,to=2,delay=100")) {
            List<CrashPoint> beforeTheAnswer =
                    List.of(BEFORE_THE_PLAN, BEFORE_THE_CLAIM, AFTER_THE_CLAIM, WITHIN_THE_BODY);
            List<CrashPoint> afterTheAnswer = List.of(BEFORE_THE_RECEIPT, AFTER_THE_RECEIPT, WITHIN_THE_TABLES);
            List<CrashPoint> all = new ArrayList<>(beforeTheAnswer);
            all.addAll(afterTheAnswer);
            try (SparkSubmitProcess export =
                    day.submit(all, "--master", "local-cluster[1,1,1024]", "--conf", "spark.task.maxFailures=20")) {
                for (CrashPoint point : beforeTheAnswer) {
                    day.killExecutorAt(point, export);
                }
                day.killExecutorBeforeTheAnswer(export);
                for (CrashPoint point : afterTheAnswer) {
                    day.killExecutorAt(point, export);
                }
                assertThat(export.exitCode()).as(export.output()).isEqualTo(7);
            }
            day.books().assertThatTheSummaryAgrees(ROWS, 7);
            List<LedgerRequest> requests = day.requests();
            assertThat(day.run()).isEqualTo(7);
            assertThat(day.requests()).as("requests of a rerun").hasSameSizeAs(requests);
            return new Dead(day.books(), requests, Tables.of(day));
        }
    }

    @Test
    void doublesAndLosesNothingWhereverItsDriverDies() throws Exception {
        assertThatFourAreInDoubtAndTwoOfThemApplied(drivers.get().dead().books());
    }

    @Test
    void doublesAndLosesNothingWhereverAnExecutorDies() throws Exception {
        assertThatFourAreInDoubtAndTwoOfThemApplied(executors.get().books());
    }

    /** After the claim, within the body; before the answer, before the receipt: nothing else is in doubt. */
    private static void assertThatFourAreInDoubtAndTwoOfThemApplied(CrashBooks books) {
        assertThat(books.inDoubt(false)).hasSize(2);
        assertThat(books.inDoubt(true)).hasSize(2);
        assertThat(books.accepted()).hasSize(books.sha256OfPayload().size() - 4);
    }

    @Test
    void diesWithABodyHalfSent() throws Exception {
        for (Dead dead : List.of(drivers.get().dead(), executors.get())) {
            assertThat(dead.requests())
                    .filteredOn(request -> request.answered().isEmpty() && request.rows() == 0 && request.bytes() > 0)
                    .singleElement()
                    .satisfies(request -> assertThat(request.bytes()).isLessThanOrEqualTo(CrashPoint.WELL_WITHIN));
        }
    }

    @Test
    void writesTheSameTablesHoweverOftenItDies() throws Exception {
        Tables quiet = undisturbed.get();
        assertThat(quiet.payloads()).isNotEmpty();
        assertThat(quiet.rejects()).isNotEmpty();
        assertThat(drivers.get().dead().tables()).isEqualTo(quiet);
        assertThat(executors.get().tables()).isEqualTo(quiet);
        assertThat(drivers.get().last()).isEqualTo(quiet);
    }

    @Test
    void writesTheVerySameRowsWhenItSettlesAgain() throws Exception {
        assertThat(drivers.get().after()).isEqualTo(drivers.get().before());
    }

    /** Told the truth about what was in doubt, the date ends with every event applied exactly once. */
    @Test
    void endsWithEveryEventAppliedOnceWhenTheDoubtsAreResolved() throws Exception {
        CrashBooks books = drivers.get().resolved();
        books.assertThatThePromiseHolds();
        assertThat(drivers.get().exitCode()).isZero();
        assertThat(books.sha256OfPayload().keySet())
                .allSatisfy(payload -> assertThat(books.timesApplied(payload)).isOne());
    }
}
