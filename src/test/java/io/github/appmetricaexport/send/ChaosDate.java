package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.gate.Preflight;
import io.github.appmetricaexport.job.Resolving;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.plan.PlainPlanning;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.sandbox.ApiSwitches;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import io.github.appmetricaexport.send.ChaosFileSystem.Killed;
import io.github.appmetricaexport.send.ChaosFileSystem.Plan;
import io.github.appmetricaexport.send.ChaosTasks.Manner;
import io.github.appmetricaexport.send.ChaosTasks.Task;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A date of several runs under fire: tens of payloads, drivers that plan, halve and send, die and take over from each other, an operator
 * who decides between them, and a source that grows and is written anew.
 *
 * <p>In each of three acts drivers come one after the other, each without waiting for the one before; then all comes to rest, and
 * the operator looks at the server. At last one driver is left in peace. All choices come from the seed; only how the threads
 * interleave is the machine's.
 */
final class ChaosDate implements AutoCloseable {
    static final LocalDate DATE = LocalDate.of(2026, 11, 1);

    private static final int ACTS = 3;
    /** For those who send nothing. */
    private static final String NOWHERE = "http://127.0.0.1:1";

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Console SILENT =
            new Console(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC());
    private static final Map<Integer, String> KEYS = Map.of(1111, "invented-key-1", 2222, "invented-key-2");

    private final Random random;
    private final Path folder;
    private final long seed;
    private final WhenUnknown whenUnknown;
    private final String atomic;
    private final ChaosSource source;
    private final ChaosTasks tasks;
    private final ChaosTasks calm;
    private final Queue<String> odd = new ConcurrentLinkedQueue<>();
    private final Queue<Task> sending = new ConcurrentLinkedQueue<>();
    private final List<List<String>> faults = new ArrayList<>();
    private final Set<Path> rotten = new HashSet<>();
    private ExportConfig config;
    /** So short that many an answer is too late; in peace none is, however slow the machine. */
    private Duration callTimeout = Duration.ofMillis(250);

    private ChaosDate(long seed, Path folder) throws IOException {
        this.seed = seed;
        this.folder = folder;
        random = new Random(seed);
        whenUnknown = WhenUnknown.values()[random.nextInt(WhenUnknown.values().length)];
        atomic = Boolean.toString(random.nextBoolean());
        source = new ChaosSource(folder.resolve("lake/" + DATE), random);
        tasks = new ChaosTasks(folder, seed, Manner.HALTING);
        calm = new ChaosTasks(folder, seed, Manner.CALM);
    }

    /** Plays the date of a seed in an empty folder. */
    static DateAftermath.Judged play(long seed, Path folder) throws Exception {
        try (ChaosDate date = new ChaosDate(seed, folder)) {
            return date.play();
        }
    }

    private DateAftermath.Judged play() throws Exception {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        for (Map.Entry<Integer, String> key : KEYS.entrySet()) {
            Files.writeString(keys.resolve(key.getKey().toString()), key.getValue());
        }
        for (int act = 0; act < ACTS; act++) {
            faults.add(ChaosRun.faults(random));
            try (SandboxServer server = SandboxServer.start(server(faults.get(act)))) {
                config = config(server);
                act();
            }
            // Now nothing is under way, here or there.
            resolveByTheLedger();
            rot();
        }
        DateAftermath.End end;
        try (SandboxServer server = SandboxServer.start(server(List.of()))) {
            callTimeout = Duration.ofMinutes(1);
            config = config(server);
            end = drive(new Driver(later(), Manner.CALM.disk(random), calm, random), new CountDownLatch(1));
            awaitSending();
        }
        try (Store disk = new Store(new Configuration(false), new org.apache.hadoop.fs.Path(folder.toUri()))) {
            String story = "seed " + seed + ", when-unknown " + whenUnknown + ", faults " + faults + ", in " + folder;
            List<String> broken = new ArrayList<>(tasks.brokenLeases());
            broken.addAll(odd);
            return new DateAftermath(
                            new DateAftermath.Setting(story, config, later().instant()),
                            source,
                            new DateAftermath.Outbox(
                                    disk,
                                    new DateOutbox(disk, config(folder.toUri().toString(), NOWHERE), DATE)),
                            folder.resolve("ledger"),
                            broken,
                            rotten)
                    .judged(end);
        }
    }

    private void act() throws Exception {
        List<CompletableFuture<Void>> driving = new ArrayList<>();
        int many = 1 + random.nextInt(3);
        // While the first is alone every lease is over.
        ClockAhead clock = later();
        for (int driver = 0; driver < many; driver++) {
            if (random.nextBoolean()) {
                changeSource();
            }
            Random dice = new Random(random.nextLong());
            if (driver > 0) {
                clock.setRight();
            }
            Driver next = new Driver(clock, disk(dice), tasks, dice);
            CountDownLatch owns = new CountDownLatch(1);
            driving.add(CompletableFuture.runAsync(() -> drive(next, owns), tasks.threads()));
            if (random.nextInt(6) > 0) {
                // Else the next one asks for the lock in the same moment.
                owns.await(LONG.toSeconds(), TimeUnit.SECONDS);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(random.nextBoolean() ? 10 : 200));
            }
        }
        if (random.nextInt(3) == 0) {
            changeSource();
        }
        for (CompletableFuture<Void> driver : driving) {
            driver.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        awaitSending();
    }

    private void changeSource() throws IOException {
        if (random.nextInt(3) == 0) {
            source.rewrite();
        } else {
            source.grow(1 + random.nextInt(12));
        }
    }

    private static Plan disk(Random dice) {
        return new Plan(
                dice.nextLong(),
                dice.nextInt(3) == 0 ? 1 + dice.nextInt(250) : Integer.MAX_VALUE,
                dice.nextInt(12) == 0 ? 0.01 : 0);
    }

    /**
     * One of them.
     *
     * @param clock by which leases are over
     * @param tasks that work for it
     */
    private record Driver(Clock clock, Plan disk, ChaosTasks tasks, Random dice) {}

    /**
     * A driver's life, to its end or its death.
     *
     * @param owns is told when it has the lock, or never will
     */
    private DateAftermath.End drive(Driver driver, CountDownLatch owns) {
        String name = folder + "/driver-" + driver.dice().nextLong();
        Configuration hadoop = ChaosFileSystem.configuration(name, driver.disk());
        try (Store store = new Store(hadoop, ChaosFileSystem.path(folder))) {
            JobContext job = new JobContext(null, config, DATE, store, driver.clock(), SILENT);
            job.outbox().prepare();
            // No beat: to the next driver this one counts as dead, whatever it still does.
            RunLock lock = RunLock.acquire(
                    new Fence(store, job.outbox().folder()),
                    name,
                    Duration.ofSeconds(1),
                    driver.clock(),
                    pause -> {},
                    words -> {});
            owns.countDown();
            return new DateAftermath.End(
                    export(job, lock, new SerializableConfiguration(hadoop), driver), Optional.empty());
        } catch (OutboxException | LockHeldException | LostOutboxException | SourceException told) {
            return new DateAftermath.End(false, Optional.of(told));
        } catch (Killed | RuntimeException | IOException | InterruptedException ended) {
            if (!(ExceptionUtils.getRootCause(ended) instanceof Killed || ended instanceof Killed)) {
                odd.add("a driver ended with " + ExceptionUtils.getStackTrace(ended));
            }
            return new DateAftermath.End(false, Optional.empty());
        } finally {
            owns.countDown();
            ChaosFileSystem.forget(name);
        }
    }

    /**
     * In the steps of the job.
     *
     * @return whether it left nothing to be sent and knows all rows of the source
     */
    private boolean export(JobContext job, RunLock lock, SerializableConfiguration hadoop, Driver driver)
            throws IOException, InterruptedException {
        PlainPlanning planning = new PlainPlanning(job, lock, hadoop);
        List<FrozenRun> begun = planning.begun();
        for (FrozenRun run : begun) {
            if (isUnfinished(job, run, lock)) {
                send(job, run, lock, driver);
            }
        }
        for (FrozenRun run : begun) {
            if (isUnfinished(job, run, lock)) {
                return false;
            }
        }
        Optional<FrozenRun> next = planning.next(begun);
        if (next.isPresent()) {
            send(job, next.get(), lock, driver);
        }
        return next.isEmpty() || !isUnfinished(job, next.get(), lock);
    }

    private boolean isUnfinished(JobContext job, FrozenRun run, RunLock lock) {
        return !new Preflight(job, run, settings(run, lock)).toSend().isEmpty();
    }

    /** As {@link Sending} does it, but that it waits for no lease. */
    private void send(JobContext job, FrozenRun run, RunLock lock, Driver driver)
            throws IOException, InterruptedException {
        if (!run.payloads().isEmpty()) {
            job.outbox().begin(run);
        }
        Journal journal = new Journal(job.store(), run.paths());
        SendRule rule = new SendRule(whenUnknown);
        Splitting splitting = new Splitting(job, run.paths(), journal, new HashMap<>());
        Set<String> tried = new HashSet<>();
        while (true) {
            List<PayloadHistory> histories = journal.histories(run.payloads());
            Instant now = job.now();
            if (splitting.splitAny(histories)) {
                continue;
            }
            List<PayloadHistory> toSend = rule.toSend(histories, now).stream()
                    .filter(history -> tried.add(history.payload().payloadId()))
                    .toList();
            if (toSend.isEmpty()) {
                rule.toAssume(histories, now).forEach(journal::record);
                return;
            }
            toSend.forEach(history -> driver.tasks().lookForARunningLease(job.store(), run.paths(), history, now));
            List<Task> running = driver.tasks().start(toSend, settings(run, lock), driver.dice());
            sending.addAll(running);
            for (Task task : running) {
                await(task);
            }
        }
    }

    private void awaitSending() throws InterruptedException {
        for (Task task : sending) {
            await(task);
        }
    }

    private static void await(Task task) throws InterruptedException {
        try {
            task.end().get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IllegalStateException("a task does not end", stuck);
        }
    }

    private SendSettings settings(FrozenRun run, RunLock lock) {
        return new SendSettings(
                config,
                run.paths(),
                lock.token(),
                Instant.now().plus(Duration.ofHours(1)),
                new SerializableConfiguration(new Configuration(false)));
    }

    /** What an operator decides who looks at the server when nothing is under way any more. */
    private void resolveByTheLedger() throws IOException {
        try (Store disk = new Store(new Configuration(false), new org.apache.hadoop.fs.Path(folder.toUri()))) {
            DateOutbox outbox = new DateOutbox(disk, config(folder.toUri().toString(), NOWHERE), DATE);
            Set<String> applied =
                    DateAftermath.applied(folder.resolve("ledger")).keySet();
            for (FrozenRun run : outbox.counting()) {
                Journal journal = new Journal(disk, run.paths());
                for (PayloadHistory history : journal.histories(run.payloads())) {
                    List<String> names = DateAftermath.names(disk, run, history);
                    boolean isClear =
                            names.stream().noneMatch(name -> name.startsWith(ChaosSource.TWIN)) && !names.isEmpty();
                    if (isClear && random.nextInt(3) > 0) {
                        Verdict verdict = applied.contains(names.get(0)) ? Verdict.ACCEPTED : Verdict.NOT_APPLIED;
                        Resolving.onAllInDoubt(List.of(history), verdict, later().instant())
                                .forEach(journal::record);
                    }
                }
            }
        }
    }

    /** Now and then a letter of a payload's last event rots on the disk. */
    private void rot() throws IOException {
        if (random.nextInt(20) > 0) {
            return;
        }
        try (var files = Files.find(
                folder.resolve("work"), 9, (file, attributes) -> file.toString().endsWith(".csv"))) {
            List<Path> payloads = files.sorted().toList();
            if (!payloads.isEmpty()) {
                Path payload = payloads.get(random.nextInt(payloads.size()));
                byte[] csv = Files.readAllBytes(payload);
                csv[csv.length - 7] = 'X';
                Files.write(payload, csv);
                rotten.add(payload);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Past every lease: only where nothing can still be sending. */
    private static ClockAhead later() {
        return new ClockAhead(Duration.ofHours(1));
    }

    private SandboxOptions server(List<String> faults) {
        SandboxOptions options = SandboxOptions.of(folder.resolve("ledger"), KEYS)
                .withFaults(FaultPlan.parse(random.nextLong(), faults));
        return random.nextInt(3) == 0
                ? options.withSwitches(ApiSwitches.DEFAULT.withCeilings(1 + random.nextInt(2), 1_000_000))
                : options;
    }

    private ExportConfig config(SandboxServer server) {
        return config(ChaosFileSystem.path(folder).toString(), server.baseUrl());
    }

    private ExportConfig config(String outbox, String server) {
        return TestConfig.with("""
                job.name = chaos
                source.path = "%s/lake/{date}"
                work.path = "%s/work"
                api { base-url = "%s", key-source = directory, key-directory = "%s", rejection-is-atomic = %s }
                upload { max-concurrent-requests = 4, connect-timeout = 1s, call-timeout = %sms, host-clock-skew = 40s }
                upload { max-attempts = 3, first-back-off = 1ms, longest-back-off = 4ms, when-unknown = %s }
                """.formatted(
                        folder,
                        outbox,
                        server,
                        folder.resolve("keys"),
                        atomic,
                        callTimeout.toMillis(),
                        TestConfig.text(whenUnknown)));
    }

    @Override
    public void close() {
        tasks.close();
        calm.close();
    }
}
