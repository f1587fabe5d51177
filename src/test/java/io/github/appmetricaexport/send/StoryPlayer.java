package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.explore.Bounds;
import io.github.appmetricaexport.explore.Guard;
import io.github.appmetricaexport.explore.Step;
import io.github.appmetricaexport.explore.Step.Kind;
import io.github.appmetricaexport.explore.Walk;
import io.github.appmetricaexport.job.Resolving;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.Fate;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import io.github.appmetricaexport.send.StagedTask.Gate;
import io.github.appmetricaexport.upload.VirtualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Plays the steps of a story with real files, locks, senders and requests.
 *
 * <p>A step that the real parts do not allow is refused; whoever plays decides what that means.
 */
final class StoryPlayer implements AutoCloseable {
    private static final Duration LEASE_AND_MORE = Duration.ofSeconds(17);

    private final Path folder;
    private final Bounds bounds;
    private final VirtualTime clock = new VirtualTime(Instant.now());
    private final SandboxServer server;
    private final Store store;
    private final ExportConfig config;
    private final DateOutbox outbox;
    private final Path date;
    private final SendRule rule;
    private final Map<Integer, FrozenRun> runs = new HashMap<>();
    private final Map<Integer, RunLock> locks = new HashMap<>();
    private final Map<Integer, List<Resolution>> decisions = new HashMap<>();
    private final Map<Integer, StagedTask> tasks = new HashMap<>();

    /** @param steps of which the answers are prepared; more of them cannot be played */
    StoryPlayer(Path folder, Bounds bounds, List<Step> steps) throws Exception {
        this.folder = folder;
        this.bounds = bounds;
        Path keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(keys.resolve("1111"), "invented-key-1");
        server = SandboxServer.start(SandboxOptions.of(folder.resolve("ledger"), Map.of(1111, "invented-key-1"))
                .withFaults(FaultPlan.parse(1, faults(steps))));
        store = new Store(new Configuration(false), new org.apache.hadoop.fs.Path(folder.toUri()));
        config = TestConfig.with(
                """
                api { base-url = "%s", key-source = directory, key-directory = "%s" }
                upload { call-timeout = 5s, host-clock-skew = 6s, first-back-off = 1ms, longest-back-off = 1m }
                upload { max-attempts = 1000, when-unknown = %s }
                work.path = "%s"
                """.formatted(server.baseUrl(), keys, TestConfig.text(bounds.whenUnknown()), folder.resolve("work")));
        outbox = new DateOutbox(store, config, LocalDate.of(2026, 11, 22));
        outbox.prepare();
        date = Path.of(outbox.folder().toUri().getPath());
        rule = new SendRule(bounds.whenUnknown());
        if (!bounds.parts().contains(Bounds.Part.FREEZING)) {
            freeze(1);
        }
    }

    /** One for each request, in the order in which they come. */
    private static List<String> faults(List<Step> steps) {
        List<String> faults = new ArrayList<>();
        int request = 0;
        for (Step step : steps) {
            if (step.kind() == Kind.ANSWERED && step.answer().status() != 0) {
                request++;
                if (step.answer().status() != 200) {
                    faults.add(step.answer().status() + ":1:applied="
                            + step.answer().isApplied() + ",from=" + request + ",to=" + request);
                }
            }
        }
        return faults;
    }

    private void freeze(int run) throws IOException {
        int payloads = bounds.size().payloads();
        List<FrozenPayload> frozen = new ArrayList<>();
        if (run == 1) {
            for (int payload = 0; payload < payloads; payload++) {
                frozen.add(write(run, payload, List.of(payload)));
            }
        } else {
            // Planned anew, in another cut: all rows.
            frozen.add(write(run, payloads, IntStream.range(0, payloads).boxed().toList()));
        }
        runs.put(run, FrozenRun.commit(store, paths(run), FrozenPayloads.manifest(frozen), frozen));
    }

    private RunPaths paths(int run) {
        return outbox.paths(run);
    }

    private FrozenPayload write(int run, int payload, List<Integer> rows) throws IOException {
        long now = clock.instant().getEpochSecond();
        StringBuilder csv = new StringBuilder("application_id,profile_id,event_name,event_timestamp\r\n");
        rows.forEach(row -> csv.append("1111,invented,row")
                .append(row)
                .append(',')
                .append(now)
                .append("\r\n"));
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
        Files.write(file(run, payload), bytes);
        return new FrozenPayload(
                new FrozenPayload.Name(id(payload), "", id(payload) + ".csv"),
                new FrozenPayload.Owner("1111", IdentifierKind.PROFILE_ID),
                new FrozenPayload.Content(rows.size(), bytes.length, DigestUtils.sha256Hex(bytes), now, now));
    }

    private Path file(int run, int payload) throws IOException {
        return Files.createDirectories(date.resolve("run=" + run + "/payloads")).resolve(id(payload) + ".csv");
    }

    private static String id(int payload) {
        return "p" + (payload + 1);
    }

    private int runOf(String id) {
        return runOf(Integer.parseInt(id.substring(1)) - 1);
    }

    private int runOf(int payload) {
        return payload < bounds.size().payloads() ? 1 : 2;
    }

    /** Plays the step; false when the real parts do not allow it. */
    boolean play(Step step) throws Exception {
        return switch (step.kind()) {
            case LEASE_ENDS -> {
                clock.pass(LEASE_AND_MORE);
                yield true;
            }
            case SOURCE_CHANGES, RESUMES, FINDS_NO_OTHER, DRIVER_DIES -> true;
            case ROTS -> {
                Path file = file(runOf(step.payload()), step.payload());
                Files.writeString(file, Files.readString(file).replace("invented", "rotten--"));
                yield true;
            }
            case TAKES_LOCK -> takeLock(step);
            case LOOKS_AT_LOCK -> locks.get(step.actor()).isHeld();
            case FREEZES -> {
                freeze(step.number());
                yield true;
            }
            case FINDS_FROZEN -> isFrozen(step.number());
            case FINDS_UNTOUCHED, SEES_OLDER_UNTOUCHED -> !fate(1).isBegun() && !fate(2).isBegun();
            case MAKES_WAY -> fate(step.number()).withdraw();
            case FINDS_OTHER_BEGUN -> !fate(step.number()).withdraw();
            case GATE_OPENS -> !isBegunAtTheGate() || begin(step);
            case BEGINS -> begin(step);
            case FINDS_IT_GAVE_WAY -> !begin(step);
            case WITHDRAWS -> {
                store.delete(paths(1).payloads());
                yield true;
            }
            case ORDERS -> order(step);
            case LOOKS_ACCEPTED, LOOKS_NOT_APPLIED -> decide(step);
            case RESOLVES -> {
                decisions.remove(step.actor()).forEach(this::record);
                yield true;
            }
            case CLAIMS -> stand(step, Gate.CLAIM) && goTo(step, Gate.REQUEST, Gate.RECEIPT);
            case LOSES_CLAIM -> stand(step, Gate.CLAIM) && goTo(step, Gate.CLAIM, Gate.END);
            case OPENS -> stand(step, Gate.REQUEST);
            case FINDS_NO_FILE -> stand(step, Gate.RECEIPT);
            case ANSWERED -> answer(step);
            case RECEIPT, RECEIPT_AND_DIES -> stand(step, Gate.RECEIPT) && goTo(step, Gate.CLAIM, Gate.END);
            case NO_RECEIPT -> {
                tasks.get(step.actor()).fail();
                yield tasks.get(step.actor()).stands() == Gate.CLAIM;
            }
            case TASK_DIES -> {
                tasks.remove(step.actor()).die();
                yield true;
            }
            case FINDS_SETTLED, SEES_TOO_LARGE, HALVES, ORDERS_BY_A_CLOCK_AHEAD ->
                throw new UnsupportedOperationException("cannot be played: " + step);
        };
    }

    private boolean isFrozen(int run) {
        return store.exists(paths(run).manifest());
    }

    private Fate fate(int run) {
        return new Fate(store, paths(run));
    }

    /** A story without fates has no step for it; one without the look at the lock is of a version that had none. */
    private boolean isBegunAtTheGate() {
        return bounds.without().equals(Set.of(Guard.FATE));
    }

    private boolean begin(Step step) {
        try {
            outbox.begin(runs.get(step.number()));
            return true;
        } catch (LockHeldException late) {
            return false;
        }
    }

    private boolean takeLock(Step step) {
        // No beat: to the next driver this one counts as dead, though its tasks may go on.
        RunLock lock = RunLock.acquire(
                new Fence(store, outbox.folder()),
                "driver " + step.actor(),
                Duration.ofSeconds(1),
                clock,
                pause -> {},
                words -> {});
        locks.put(step.actor(), lock);
        return lock.epoch() == step.number();
    }

    private List<PayloadHistory> histories(int run) {
        return new Journal(store, paths(run)).histories(runs.get(run).payloads());
    }

    private Optional<PayloadHistory> find(List<PayloadHistory> histories, int payload) {
        return histories.stream()
                .filter(history -> history.payload().payloadId().equals(id(payload)))
                .findFirst();
    }

    private boolean order(Step step) throws InterruptedException {
        int run = runOf(step.payload());
        Optional<SendOrder> order = find(rule.toSend(histories(run), clock.instant()), step.payload())
                .map(SendOrder::next)
                .filter(next -> next.lastAttempt() + 1 == step.number());
        if (order.isEmpty()) {
            return false;
        }
        int free = 0;
        while (tasks.containsKey(free) && tasks.get(free).stands() != Gate.END) {
            free++;
        }
        long epoch = locks.get(step.actor()).epoch();
        tasks.put(free, StagedTask.start(settings(run, epoch), folder, order.get(), clock));
        return tasks.get(free).stands() == Gate.CLAIM;
    }

    private SendSettings settings(int run, long epoch) {
        return new SendSettings(
                config,
                new RunPaths(ChaosFileSystem.path(date.resolve("run=" + run)).toString()),
                new FencingToken(ChaosFileSystem.path(date).toString(), epoch),
                clock.instant().plus(Duration.ofDays(1)),
                new SerializableConfiguration(new Configuration(false)));
    }

    private boolean decide(Step step) {
        List<PayloadHistory> history =
                find(histories(runOf(step.payload())), step.payload()).stream().toList();
        Verdict verdict = step.kind() == Kind.LOOKS_ACCEPTED ? Verdict.ACCEPTED : Verdict.NOT_APPLIED;
        List<Resolution> decided = bounds.whenUnknown() == WhenUnknown.ASSUME_ACCEPTED
                ? rule.toAssume(history, clock.instant())
                : Resolving.onAllInDoubt(history, verdict, clock.instant());
        decisions.put(step.actor(), decided);
        return decided.size() == 1 && decided.get(0).throughAttempt() == step.number();
    }

    /**
     * To the explorer the last on record is the last decision. Here too, unless two operators overtake each other between their
     * look and their word, of whom the job believes who looked last.
     */
    private void record(Resolution decided) {
        new Journal(store, paths(runOf(decided.payloadId())))
                .record(new Resolution(
                        decided.payloadId(),
                        decided.verdict(),
                        decided.throughAttempt(),
                        decided.reason(),
                        decided.by(),
                        clock.instant()));
    }

    private boolean stand(Step step, Gate gate) {
        return tasks.containsKey(step.actor()) && tasks.get(step.actor()).stands() == gate;
    }

    private boolean goTo(Step step, Gate... gates) throws InterruptedException {
        tasks.get(step.actor()).go();
        return List.of(gates).contains(tasks.get(step.actor()).stands());
    }

    private boolean answer(Step step) throws InterruptedException {
        if (!stand(step, Gate.REQUEST)) {
            // What found no file stands before its receipt already.
            return stand(step, Gate.RECEIPT) && !step.answer().isApplied();
        }
        int before = applied().values().stream().mapToInt(Integer::intValue).sum();
        boolean isThere = goTo(step, Gate.RECEIPT);
        int after = applied().values().stream().mapToInt(Integer::intValue).sum();
        return isThere && after > before == step.answer().isApplied();
    }

    /** How often each row was applied, by its name. */
    Map<String, Integer> applied() {
        Map<String, Integer> applied = new HashMap<>();
        try (var rows = Ledger.at(folder.resolve("ledger")).rows()) {
            rows.forEach(row -> applied.merge(row.get("event_name"), 1, Integer::sum));
        }
        return applied;
    }

    List<Integer> appliedByRow() {
        Map<String, Integer> applied = applied();
        return IntStream.range(0, Walk.rows(bounds))
                .mapToObj(row -> applied.getOrDefault("row" + row, 0))
                .toList();
    }

    /** Of the first run, where it is frozen. */
    List<PayloadState> states() {
        return isFrozen(1)
                ? histories(1).stream()
                        .map(history -> history.state(clock.instant()))
                        .toList()
                : Collections.nCopies(bounds.size().payloads(), PayloadState.PENDING);
    }

    /** Lets every task go on to its end, so that whatever may still be sent is. */
    void letAllEnd() throws InterruptedException {
        for (StagedTask task : tasks.values()) {
            while (task.stands() != Gate.END) {
                task.go();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (StagedTask task : tasks.values()) {
            task.die();
        }
        locks.values().forEach(RunLock::close);
        store.close();
        server.close();
    }
}
