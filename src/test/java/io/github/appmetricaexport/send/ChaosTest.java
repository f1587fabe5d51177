package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.outbox.Outcome.ACCEPTED;
import static io.github.appmetricaexport.outbox.Outcome.NOT_SENT;
import static io.github.appmetricaexport.outbox.Outcome.REJECTED;
import static io.github.appmetricaexport.outbox.Outcome.SPLIT;
import static io.github.appmetricaexport.outbox.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.send.ChaosRun.Aftermath;
import io.github.appmetricaexport.send.ChaosRun.Setting;
import io.github.appmetricaexport.send.ChaosTasks.Manner;
import io.github.appmetricaexport.send.DateAftermath.Judged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise under fire: seeded runs of {@link ChaosRun}, and dates of {@link ChaosDate}, judged by the sandbox's ledger.
 *
 * <p>{@code -Dchaos.runs=N} and {@code -Dchaos.large.runs=N} ask for more of them, {@code -Dchaos.first=S} for the seeds from S on, and
 * {@code -Dchaos.at-once=N} plays so many side by side: they mostly wait. {@code -Dchaos.seed=S} plays one seed again and again, since the
 * threads of a run interleave differently each time; the test's method says in which form.
 */
class ChaosTest {
    private static final int AT_ONCE = Integer.getInteger("chaos.at-once", 4);
    private static final String ENDED = "brought to their ends";
    /** Seen: eight of ten. */
    private static final double FEWEST_ENDED = 0.4;
    /** Three drivers, one after the other, with five payloads and all the time in the world. */
    private static final long SEED_OF_THREE_RUNS = 19;

    @TempDir
    private Path folder;

    private String test;

    @BeforeEach
    void know(TestInfo info) {
        test = info.getTestMethod().orElseThrow().getName();
    }

    @Test
    void losesNothingAndDoublesNothingThatTheOperatorDidNotAllow() throws Exception {
        Played all = play("small", Integer.getInteger("chaos.runs", isOneSeed() ? 20 : 300), (seed, place) -> {
            Aftermath aftermath = ChaosRun.play(seed, place, Setting.usual());
            Played played = new Played(new EnumMap<>(Outcome.class), violations(aftermath), Map.of());
            aftermath
                    .histories()
                    .forEach(history ->
                            played.payloads().merge(Outcome.of(history, aftermath.later()), 1, Integer::sum));
            return played;
        });
        if (!isOneSeed()) {
            assertThat(all.payloads()).as("what payloads came to").containsKeys(ACCEPTED, UNKNOWN, REJECTED, NOT_SENT);
        }
    }

    @Test
    void norOfADateOfSeveralRunsThatIsHalvedDecidedOnAndTakenOver() throws Exception {
        int runs = Integer.getInteger("chaos.large.runs", 10);
        Played all = play("large", runs, (seed, place) -> {
            Judged judged = ChaosDate.play(seed, place);
            Map<String, Integer> figures = new TreeMap<>();
            figures.put("runs of their dates", judged.runs());
            figures.put(ENDED, judged.unfinished().isEmpty() ? 1 : 0);
            judged.unfinished().orElse(Set.of()).forEach(reason -> figures.put("not, since " + reason, 1));
            return new Played(judged.payloads(), judged.violations(), figures);
        });
        if (!isOneSeed()) {
            assertThat(all.payloads()).as("what payloads came to").containsKeys(ACCEPTED, SPLIT);
            assertThat(all.figures().get(ENDED)).as(ENDED).isGreaterThanOrEqualTo((int) (FEWEST_ENDED * runs));
        }
    }

    private static boolean isOneSeed() {
        return Long.getLong("chaos.seed") != null;
    }

    /** Plays one. */
    private interface Play {
        Played of(long seed, Path place) throws Exception;
    }

    /**
     * What one came to.
     *
     * @param payloads by what became of them
     * @param figures of which the sum is told
     */
    private record Played(Map<Outcome, Integer> payloads, List<String> violations, Map<String, Integer> figures) {}

    private Played play(String form, int runs, Play play) throws Exception {
        ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Played>> playing = new ArrayList<>();
            long first = Long.getLong("chaos.first", 1);
            for (int run = 0; run < runs; run++) {
                long seed = Long.getLong("chaos.seed", first + run);
                Path place = folder.resolve(form + "-" + run);
                playing.add(players.submit(() -> {
                    Played played = play.of(seed, Files.createDirectory(place));
                    if (played.violations().isEmpty()) {
                        FileUtil.fullyDelete(place.toFile());
                    }
                    return played;
                }));
            }
            List<String> violations = new ArrayList<>();
            Map<Outcome, Integer> payloads = new EnumMap<>(Outcome.class);
            Map<String, Integer> figures = new TreeMap<>();
            for (Future<Played> run : playing) {
                Played played = run.get();
                violations.addAll(played.violations());
                played.payloads().forEach((outcome, count) -> payloads.merge(outcome, count, Integer::sum));
                played.figures().forEach((name, count) -> figures.merge(name, count, Integer::sum));
            }
            System.out.printf(
                    Locale.ROOT,
                    "played %,d %s histories from seed %d on: payloads %s %s%n",
                    runs,
                    form,
                    first,
                    payloads,
                    figures);
            assertThat(violations)
                    .as("replay one with -Dtest=ChaosTest#%s -Dchaos.seed=S", test)
                    .isEmpty();
            return new Played(payloads, violations, figures);
        } finally {
            players.shutdownNow();
        }
    }

    /**
     * Something between job and server that answers so though the server has applied the rows. What operating.md says of each status is
     * played, with 409 for any other 4xx.
     */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 404, 405, 408, 409, 413, 420, 429, 500, 502, 503, 504})
    void aStatusThatHidesWhatWasAppliedHasToBeAmbiguous(int status) throws Exception {
        assertThat(underFire(status, Set.of(status)))
                .as("with api.ambiguous-statuses = [%d]", status)
                .isEmpty();
        assertThat(inThreeRuns(status, Set.of()))
                .as("with api.ambiguous-statuses = []")
                .anyMatch(wrong -> isLastWord(status)
                        ? wrong.contains(" was applied and reported REJECTED")
                        : wrong.matches("(?s).* was applied \\d+ times.*"));
    }

    @Test
    void anyOther5xxIsInDoubtWhateverTheSettingSays() throws Exception {
        assertThat(underFire(507, Set.of(507))).isEmpty();
        assertThat(underFire(507, Set.of())).isEmpty();
        assertThat(inThreeRuns(507, Set.of())).isEmpty();
    }

    /** Else the same run, or one that finds the address wrong again, sends the rows again. */
    private static boolean isLastWord(int status) {
        return status == 409 || status == 413;
    }

    /** Violations where most requests come to it, and anything else may happen besides. */
    private List<String> underFire(int status, Set<Integer> ambiguous) throws Exception {
        List<String> violations = new ArrayList<>();
        for (int seed = 1; seed <= 8; seed++) {
            Setting setting = new Setting(status + ":0.6:applied=true", ambiguous, Manner.PLAIN);
            violations.addAll(violations(ChaosRun.play(seed, newFolder(), setting)));
        }
        return violations;
    }

    /** Violations where every request comes to it, and nothing else happens: no matter of chance. */
    private List<String> inThreeRuns(int status, Set<Integer> ambiguous) throws Exception {
        Setting setting = new Setting(status + ":1:applied=true", ambiguous, Manner.CALM);
        return violations(ChaosRun.play(SEED_OF_THREE_RUNS, newFolder(), setting));
    }

    private Path newFolder() throws IOException {
        return Files.createTempDirectory(folder, "status-");
    }

    private static List<String> violations(Aftermath aftermath) throws IOException {
        Map<String, Integer> applied = new HashMap<>();
        List<String> wrong = new ArrayList<>(aftermath.brokenLeases());
        try (var rows = Ledger.at(aftermath.judge().ledger()).rows()) {
            rows.forEach(row -> {
                applied.merge(row.get("event_name"), 1, Integer::sum);
                if (!row.get("event_json").matches("\\{\"a\":\"b+\"}")) {
                    wrong.add("a row arrived that nobody froze");
                }
            });
        }
        for (PayloadHistory history : aftermath.histories()) {
            wrong.addAll(violations(aftermath, history, applied));
        }
        List<PayloadResult> results = aftermath.histories().stream()
                .map(history -> PayloadResult.of(history, aftermath.later()))
                .toList();
        long read = results.stream().mapToLong(PayloadResult::rows).sum();
        if (!Books.of(read, 0, 0, results).balance()) {
            wrong.add("the books do not balance");
        }
        return wrong.stream().map(text -> text + ": " + aftermath.story()).toList();
    }

    private static List<String> violations(
            Aftermath aftermath, PayloadHistory history, Map<String, Integer> appliedByName) throws IOException {
        Outcome outcome = Outcome.of(history, aftermath.later());
        String id = history.payload().payloadId();
        List<String> wrong = new ArrayList<>();
        if (history.payload().firstEventTime() <= ChaosRun.EXPIRED.getEpochSecond() && history.lastAttempt() > 0) {
            wrong.add(id + " was sent though its oldest event had left the age window");
        }
        List<String> names = IntStream.rangeClosed(1, history.payload().rows())
                .mapToObj(row -> id + "-" + row)
                .toList();
        int allowed = aftermath.whenUnknown() == WhenUnknown.RESEND
                ? aftermath.judge().applied().allowed(aftermath.judge().run(), history, names)
                : 1;
        for (String name : names) {
            int applied = appliedByName.getOrDefault(name, 0);
            if (applied > allowed) {
                wrong.add(name + " was applied " + applied + " times, at most " + allowed + " are allowed");
            }
            if (applied > 1 && history.lostAnswers(aftermath.later()) < applied - 1) {
                wrong.add(name + " was applied " + applied + " times, though only "
                        + history.lostAnswers(aftermath.later()) + " attempts were in doubt");
            }
            if (applied == 0 && outcome == Outcome.ACCEPTED) {
                wrong.add(name + " was reported accepted and never applied");
            }
            if (applied > 0 && !isReported(outcome)) {
                wrong.add(name + " was applied and reported " + outcome);
            }
        }
        return wrong;
    }

    private static boolean isReported(Outcome outcome) {
        return Stream.of(Outcome.ACCEPTED, Outcome.ASSUMED_ACCEPTED, Outcome.UNKNOWN)
                .anyMatch(outcome::equals);
    }
}
