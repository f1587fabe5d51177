package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import io.github.appmetricaexport.send.ChaosTasks.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One date under fire: a few tiny payloads, faults of every kind, tasks that die, twins of tasks, and several drivers.
 *
 * <p>A task that is killed is abandoned: from some operation of its disk on nothing of it goes on, or its thread is
 * interrupted. All choices come from the seed; only how the threads interleave is the machine's.
 */
final class ChaosRun {
    private static final List<String> FAULTS = List.of(
            "500",
            "500:P:applied=true",
            "502",
            "504:P:applied=true",
            "408",
            "408:P:applied=true",
            "420",
            "421",
            "429",
            "429:P:retry-after=0",
            "429:P:retry-after-date=0",
            "420:P:retry-after=1",
            "503:P:retry-after=0",
            "503:P:retry-after-date=1",
            "503:P:retry-after=999999999",
            "413",
            "400",
            "403:P:from=4",
            "301",
            "302",
            "303",
            "307",
            "308",
            "other-body",
            "other-body:P:applied=true",
            "slow:P:delay=0.02",
            "slow:P:delay=0.5",
            "no-answer",
            "apply-no-answer",
            "reset-before-body",
            "reset-within-body",
            "reset-after-body",
            "apply-reset");

    private static final Duration MAX_EVENT_AGE = Duration.ofDays(14);
    /** So old is the oldest event of some payloads: they are never to be sent. */
    static final Instant EXPIRED = Instant.now().minus(MAX_EVENT_AGE);

    private final Random random;
    private final Path folder;
    private final String seed;
    private final WhenUnknown whenUnknown;
    private final SendRule rule;
    private final Duration untilTheDeadline;
    private final List<String> faults = new ArrayList<>();
    private final Setting setting;
    private final ChaosTasks tasks;

    private ExportConfig config;
    private FrozenRun frozen;
    private Store store;

    /**
     * What is left when everything has ended.
     *
     * @param brokenLeases attempts that were ordered while another might still be at it
     */
    record Aftermath(
            String story,
            WhenUnknown whenUnknown,
            List<PayloadHistory> histories,
            List<String> brokenLeases,
            Instant later,
            Judge judge) {}

    /** Whom to ask what was applied. */
    record Judge(Path ledger, RunPaths run, AppliedRequests applied) {}

    private ChaosRun(long seed, Path folder, Setting setting) {
        this.seed = Long.toString(seed);
        this.folder = folder;
        tasks = new ChaosTasks(folder, seed, setting.manner());
        random = new Random(seed);
        whenUnknown = WhenUnknown.values()[random.nextInt(WhenUnknown.values().length)];
        rule = new SendRule(whenUnknown);
        untilTheDeadline = random.nextInt(6) == 0 ? Duration.ofMillis(random.nextInt(100)) : Duration.ofHours(1);
        this.setting = setting;
        if (!setting.fault().isEmpty()) {
            faults.add(setting.fault());
            return;
        }
        faults.addAll(faults(random));
    }

    /** Up to five, each of which befalls the same share of the requests. */
    static List<String> faults(Random random) {
        List<String> faults = new ArrayList<>();
        double share = 0.05 + 0.3 * random.nextDouble();
        int kinds = 1 + random.nextInt(5);
        for (int i = 0; i < kinds; i++) {
            String fault = FAULTS.get(random.nextInt(FAULTS.size()));
            faults.add(fault.contains(":P") ? fault.replace(":P", ":" + share) : fault + ":" + share);
        }
        return faults;
    }

    /**
     * What a run is told.
     *
     * @param fault the only one, or empty for those of the seed's choice
     * @param manner in which its tasks work
     */
    record Setting(String fault, Set<Integer> ambiguousStatuses, ChaosTasks.Manner manner) {
        static Setting usual() {
            return new Setting("", Set.of(408, 500, 502, 504), ChaosTasks.Manner.PLAIN);
        }

        /** Where nothing else goes wrong no answer is lost because the machine is busy. */
        private String callTimeout() {
            return manner == ChaosTasks.Manner.CALM ? "10s" : "250ms";
        }
    }

    /** Plays the run of a seed in an empty folder. */
    static Aftermath play(long seed, Path folder, Setting setting) throws Exception {
        ChaosRun run = new ChaosRun(seed, folder, setting);
        try {
            return run.play();
        } finally {
            run.tasks.close();
        }
    }

    private Aftermath play() throws Exception {
        Path ledger = folder.resolve("ledger");
        Path keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(keys.resolve("1111"), "invented-key-1");
        Files.writeString(keys.resolve("2222"), "invented-key-2");
        Map<Integer, String> keyOfApplication = Map.of(1111, "invented-key-1", 2222, "invented-key-2");
        FaultPlan plan = FaultPlan.parse(random.nextLong(), faults);
        try (SandboxServer server = SandboxServer.start(
                        SandboxOptions.of(ledger, keyOfApplication).withFaults(plan));
                Store disk = new Store(new Configuration(false), new org.apache.hadoop.fs.Path(folder.toUri()))) {
            config = config(server);
            store = disk;
            frozen = freeze();
            int drivers = 1 + random.nextInt(3);
            List<Task> running = new ArrayList<>();
            for (int driver = 0; driver < drivers; driver++) {
                boolean alone = random.nextDouble() < 0.6;
                if (alone) {
                    awaitAll(running);
                }
                running.addAll(drive(alone ? later() : Instant.now()));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
            }
            awaitAll(running);
            applyPolicy();
        }
        try (Store disk = new Store(new Configuration(false), new org.apache.hadoop.fs.Path(folder.toUri()))) {
            List<PayloadHistory> histories = new Journal(disk, frozen.paths()).histories(frozen.payloads());
            String story = "seed " + seed + ", when-unknown " + whenUnknown + ", faults " + faults + ", in " + folder;
            return new Aftermath(
                    story,
                    whenUnknown,
                    histories,
                    tasks.brokenLeases(),
                    later(),
                    new Judge(ledger, frozen.paths(), AppliedRequests.in(ledger, config)));
        }
    }

    /** Past every lease: only where nothing can still be sending. */
    private static Instant later() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private FrozenRun freeze() throws IOException {
        RunPaths paths = new RunPaths(folder.resolve("run=1").toUri().toString());
        Path files = Files.createDirectories(folder.resolve("run=1/payloads"));
        List<FrozenPayload> payloads = new ArrayList<>();
        int number = 1 + random.nextInt(5);
        for (int i = 1; i <= number; i++) {
            String id = String.format(Locale.ROOT, "p%06d", i);
            String application = random.nextInt(4) == 0 ? "2222" : "1111";
            int rows = 1 + random.nextInt(3);
            int filling = random.nextInt(8) == 0 ? 100_000 : 10;
            byte[] csv = csv(id, application, rows, filling).getBytes(StandardCharsets.UTF_8);
            String sha256 = DigestUtils.sha256Hex(csv);
            if (random.nextInt(25) == 0) {
                // A letter of the last event's parameters rots on the disk.
                csv[csv.length - 7] = 'X';
            }
            Files.write(files.resolve(id + ".csv"), csv);
            payloads.add(new FrozenPayload(
                    new FrozenPayload.Name(id, "", id + ".csv"),
                    new FrozenPayload.Owner(application, IdentifierKind.PROFILE_ID),
                    new FrozenPayload.Content(
                            rows,
                            csv.length,
                            sha256,
                            (random.nextInt(12) == 0 ? EXPIRED : Instant.now()).getEpochSecond(),
                            Instant.now().getEpochSecond())));
        }
        return FrozenRun.commit(store, paths, manifest(payloads), payloads);
    }

    private static String csv(String id, String application, int rows, int filling) {
        StringBuilder csv = new StringBuilder("application_id,profile_id,event_name,event_timestamp,event_json\r\n");
        for (int row = 1; row <= rows; row++) {
            csv.append(application).append(",invented,").append(id).append('-').append(row);
            csv.append(',').append(Instant.now().getEpochSecond()).append(",\"{\"\"a\"\":\"\"");
            csv.append("b".repeat(filling)).append("\"\"}\"\r\n");
        }
        return csv.toString();
    }

    private static Manifest manifest(List<FrozenPayload> payloads) {
        long rows = payloads.stream().mapToLong(FrozenPayload::rows).sum();
        return Manifest.draft(
                        new Manifest.Identity(
                                Manifest.Identity.FORMAT, "chaos", "2026-11-01", "chaos-2026-11-01-1", Instant.now()),
                        new Manifest.Origin("", "", "", "", "rows", ""),
                        new Manifest.Source("", "", rows),
                        List.of("application_id"),
                        "chaos")
                .freezing(payloads, rows, 0, Map.of(), List.of());
    }

    /** A driver: takes the lock, looks what is to be sent at that time, and hands it to tasks. */
    private List<Task> drive(Instant now) throws IOException {
        org.apache.hadoop.fs.Path date = new org.apache.hadoop.fs.Path(folder.toUri());
        // No beat: to the next driver this one counts as dead, though its tasks may go on.
        RunLock lock = RunLock.acquire(
                new Fence(store, date), "a driver", Duration.ofSeconds(1), Clock.systemUTC(), pause -> {}, words -> {});
        List<PayloadHistory> histories = new Journal(store, frozen.paths()).histories(frozen.payloads());
        List<PayloadHistory> toSend = rule.toSend(histories, now);
        toSend.forEach(history -> tasks.lookForARunningLease(store, frozen.paths(), history, now));
        return tasks.start(toSend, settings(lock.epoch()), random);
    }

    private ExportConfig config(SandboxServer sandbox) {
        return TestConfig.with("""
                api { base-url = "%s", key-source = directory, key-directory = "%s", max-event-age = %s, event-age-margin = 1h }
                api.ambiguous-statuses = %s
                upload { max-concurrent-requests = 4, connect-timeout = 1s, call-timeout = %s, host-clock-skew = 40s }
                upload { max-attempts = 3, first-back-off = 1ms, longest-back-off = 4ms, when-unknown = %s }
                """.formatted(
                        sandbox.baseUrl(),
                        folder.resolve("keys"),
                        MAX_EVENT_AGE.toDays() + "d",
                        setting.ambiguousStatuses(),
                        setting.callTimeout(),
                        TestConfig.text(whenUnknown)));
    }

    private SendSettings settings(long epoch) {
        return new SendSettings(
                config,
                new RunPaths(ChaosFileSystem.path(folder.resolve("run=1")).toString()),
                new FencingToken(ChaosFileSystem.path(folder).toString(), epoch),
                Instant.now().plus(untilTheDeadline),
                new SerializableConfiguration(new Configuration(false)));
    }

    private void applyPolicy() {
        Journal journal = new Journal(store, frozen.paths());
        rule.toAssume(journal.histories(frozen.payloads()), later()).forEach(journal::record);
    }

    private static void awaitAll(List<Task> running) throws Exception {
        for (Task task : running) {
            try {
                task.result().get(30, TimeUnit.SECONDS);
            } catch (CancellationException interrupted) {
                // Abandoned; but what it still does counts for those who think its lease is over.
                task.end().get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof InterruptedException)) {
                    throw e;
                }
            }
        }
        running.clear();
    }
}
