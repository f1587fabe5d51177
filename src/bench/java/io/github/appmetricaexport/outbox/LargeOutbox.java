package io.github.appmetricaexport.outbox;

import org.apache.commons.codec.digest.DigestUtils;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.IdentifierKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * What the driver pays for a day of very many payloads: memory and time, with a manifest, a claim and a receipt for each.
 *
 * <p>Arguments: a folder that does not exist yet, and the number of payloads; 400,000 of 25,000 events are 10 billion.
 */
public final class LargeOutbox {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private LargeOutbox() {}

    private record Measured<T>(T result, double seconds, long heapBytes) {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int count = Integer.parseInt(arguments[1]);
        if (Files.exists(folder)) {
            throw new IllegalArgumentException(folder + " is already there");
        }
        RunPaths paths = new RunPaths("file:" + folder + "/run=1");
        try (Store store = new Store(new Configuration(), new org.apache.hadoop.fs.Path(paths.root()))) {
            measure(store, paths, folder, count);
        } finally {
            deleteAll(folder);
        }
    }

    private static void measure(Store store, RunPaths paths, Path folder, int count) throws Exception {
        Measured<FrozenRun> committed = measured(() -> {
            List<FrozenPayload> payloads = payloads(count);
            return FrozenRun.commit(store, paths, manifest(payloads), payloads);
        });
        say(count, "freeze: list and manifest written", committed);
        System.out.printf(
                Locale.ROOT,
                "the list is a file of %,.1f MB, %d bytes a payload%n",
                Files.size(folder.resolve("run=1/payloads-x.jsonl")) / 1e6,
                Files.size(folder.resolve("run=1/payloads-x.jsonl")) / count);
        Measured<FrozenRun> opened = measured(() -> FrozenRun.open(store, paths));
        say(count, "open: the list in the driver's heap", opened);
        say(count, "is anything claimed, of nothing", measured(() -> new Journal(store, paths).isUntouched()));
        makeFiles(folder.resolve("run=1"), count);
        say(count, "is anything claimed, of all", measured(() -> new Journal(store, paths).isUntouched()));
        Journal journal = new Journal(store, paths);
        List<FrozenPayload> payloads = opened.result().payloads();
        say(count, "histories, read for the first time", measured(() -> journal.histories(payloads)));
        say(count, "histories, again", measured(() -> journal.histories(payloads)));
        Journal progress = new Journal(store, paths);
        say(count, "one line of progress", measured(() -> {
            progress.newReceipts(receipt -> {});
            return progress;
        }));
    }

    private static <T> Measured<T> measured(Callable<T> work) throws Exception {
        long before = heap();
        long startedAt = System.nanoTime();
        T result = work.call();
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        return new Measured<>(result, seconds, heap() - before);
    }

    private static void say(int count, String what, Measured<?> measured) {
        System.out.printf(
                Locale.ROOT,
                "%-42s %8.2f s, keeps %,7.1f MB, %,5d bytes a payload%n",
                what,
                measured.seconds(),
                measured.heapBytes() / 1e6,
                measured.heapBytes() / count);
    }

    /** What is still reachable. */
    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** As the tasks leave them, without the ceremony of claiming. */
    private static void makeFiles(Path run, int count) throws IOException {
        Files.createDirectories(run.resolve("intents"));
        Files.createDirectories(run.resolve("receipts"));
        for (int i = 1; i <= count; i++) {
            String id = id(i);
            Files.write(run.resolve("intents/" + id + ".1"), Json.write(new Claim(
                    new AttemptId(id, 1),
                    new Claim.Sender("1111", 1, "host-17", "4.17.0", UUID.randomUUID().toString()),
                    new Claim.Lease(NOW, NOW.plusSeconds(180)))));
            Files.write(run.resolve("receipts/" + id + ".1"), Json.write(new Receipt(
                    new AttemptId(id, 1),
                    new Receipt.Result(AttemptOutcome.ACCEPTED, 200, "Your data has been uploaded.", ""),
                    new Receipt.Request(7_500_000, NOW, NOW.plusMillis(250), 250, "0a1b2c3d", 8))));
        }
    }

    private static List<FrozenPayload> payloads(int count) {
        List<FrozenPayload> payloads = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            payloads.add(new FrozenPayload(
                    new FrozenPayload.Name(
                            id(i), "", String.format(Locale.ROOT, "%08x-%05d-%d-%05d.csv", count, i / 10, i / 10, i % 10)),
                    new FrozenPayload.Owner("1111", IdentifierKind.PROFILE_ID),
                    new FrozenPayload.Content(
                            25_000, 7_500_000, DigestUtils.sha256Hex(id(i)), 1_700_000_000, 1_700_086_400)));
        }
        return payloads;
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "p%06d", number);
    }

    private static Manifest manifest(List<FrozenPayload> payloads) {
        long rows = payloads.size() * 25_000L;
        return Manifest.draft(
                        new Manifest.Identity(Manifest.Identity.FORMAT, "job", "2026-11-22", "job-2026-11-22-1", NOW),
                        new Manifest.Origin("1", "3.5.5", "app", "plan", "rows", "config"),
                        new Manifest.Source("source", "fingerprint", rows),
                        List.of("application_id"),
                        "x")
                .freezing(payloads, rows, 0, Map.of(), List.of());
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
