package io.github.appmetricaexport.outbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The claims, receipts and resolutions of one run: what was to be sent, what came of it, what was decided. */
public final class Journal {
    /** Small files read at once: the file system's answers are waited for, not computed. */
    private static final int READERS = 16;

    private static final Pattern NUMBERED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*\\.[0-9]{1,9}");

    private static final SortedSet<Integer> NONE = Collections.emptySortedSet();

    private final Store store;
    private final RunPaths paths;

    /** Receipts never change once they are there: each is read once, however often the histories are. */
    private final Map<String, Receipt> receiptsRead = new ConcurrentHashMap<>();

    public Journal(Store store, RunPaths paths) {
        this.store = store;
        this.paths = paths;
    }

    /** Claims one attempt; false when it is somebody else's. */
    public boolean claim(Claim claim) {
        return store.createIfAbsent(
                paths.claim(claim.id().payloadId(), claim.id().attempt()), Json.write(claim));
    }

    /** Records what became of an attempt. Only the holder of its claim calls this, once. */
    public void record(Receipt receipt) {
        store.createIfAbsent(
                paths.receipt(receipt.id().payloadId(), receipt.id().attempt()), Json.write(receipt));
    }

    public void record(Resolution resolution) {
        int number = 1;
        while (!store.createIfAbsent(paths.resolution(resolution.payloadId(), number), Json.write(resolution))) {
            number++;
        }
    }

    /** Commits the halves of a payload; the first to do so counts. */
    public void record(Split split) {
        store.createIfAbsent(paths.split(split.parentId()), Json.write(split));
    }

    public Optional<Receipt> receipt(String payloadId, int attempt) {
        Path path = paths.receipt(payloadId, attempt);
        return store.exists(path) ? Optional.of(store.read(path, Receipt.class)) : Optional.empty();
    }

    /** Whether anybody ever claimed anything of this run. */
    public boolean isUntouched() {
        return !store.anyIn(paths.claims(), name -> NUMBERED.matcher(name).matches());
    }

    /**
     * What lies in the run's folders, by the names of the files.
     *
     * @param claims the attempts of each payload, as the other two
     * @param splits the payloads that were halved
     */
    public record Holdings(
            Map<String, SortedMap<Integer, Instant>> claims,
            Map<String, SortedMap<Integer, Instant>> receipts,
            Map<String, SortedMap<Integer, Instant>> resolutions,
            Set<String> splits) {}

    public Holdings holdings() {
        Set<String> splits = new HashSet<>();
        store.list(paths.splits()).forEach(file -> splits.add(file.getPath().getName()));
        return new Holdings(numbers(paths.claims()), numbers(paths.receipts()), numbers(paths.resolutions()), splits);
    }

    /**
     * The histories of these payloads in their order, each followed by those of its halves.
     *
     * @throws OutboxException also when the run is no longer there: nothing on record would read as nothing sent
     */
    public List<PayloadHistory> histories(List<FrozenPayload> frozen) {
        Map<String, Split> splits = splits();
        List<FrozenPayload> payloads = new ArrayList<>();
        frozen.forEach(payload -> addWithHalves(payload, splits, payloads));
        Map<String, SortedSet<Integer>> claimed = numbers(paths.claims());
        Map<String, SortedSet<Integer>> answered = numbers(paths.receipts());
        Map<String, SortedSet<Integer>> resolved = numbers(paths.resolutions());
        List<PayloadHistory> histories = new ArrayList<>(payloads.size());
        ExecutorService readers = Executors.newFixedThreadPool(
                READERS,
                new BasicThreadFactory.Builder()
                        .namingPattern("outbox-reader")
                        .daemon(true)
                        .build());
        try {
            List<Future<PayloadHistory>> reads = new ArrayList<>(payloads.size());
            for (FrozenPayload payload : payloads) {
                String id = payload.payloadId();
                reads.add(readers.submit(() -> history(
                        payload,
                        claimed.getOrDefault(id, NONE),
                        answered.getOrDefault(id, NONE),
                        resolved.getOrDefault(id, NONE),
                        Optional.ofNullable(splits.get(id)))));
            }
            for (Future<PayloadHistory> read : reads) {
                histories.add(read.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw OutboxException.interrupted("interrupted while reading " + paths.root(), e);
        } finally {
            readers.shutdownNow();
        }
        // After the reading: what it did not find may have been taken away meanwhile.
        if (!store.exists(paths.manifest())) {
            throw OutboxException.vanished(paths.manifest());
        }
        return histories;
    }

    private PayloadHistory history(
            FrozenPayload payload,
            SortedSet<Integer> claimed,
            SortedSet<Integer> answered,
            SortedSet<Integer> resolved,
            Optional<Split> split) {
        String id = payload.payloadId();
        SortedMap<Integer, Receipt> receipts = each(answered, attempt -> read(paths.receipt(id, attempt)));
        // With a receipt beside it a claim has nothing more to tell: it need not be read.
        SortedSet<Integer> open = new TreeSet<>(claimed);
        open.removeAll(answered);
        SortedMap<Integer, Claim> claims = each(open, attempt -> store.read(paths.claim(id, attempt), Claim.class));
        List<Resolution> resolutions =
                new ArrayList<>(each(resolved, number -> store.read(paths.resolution(id, number), Resolution.class))
                        .values());
        return new PayloadHistory(payload, claims, receipts, resolutions, split);
    }

    private static <T> SortedMap<Integer, T> each(SortedSet<Integer> numbers, IntFunction<T> read) {
        SortedMap<Integer, T> found = new TreeMap<>();
        numbers.forEach(number -> found.put(number, read.apply(number)));
        return found;
    }

    private Map<String, Split> splits() {
        Map<String, Split> splits = new HashMap<>();
        for (FileStatus file : store.list(paths.splits())) {
            if (file.getPath().getName().charAt(0) != '.') {
                Split split = store.read(file.getPath(), Split.class);
                splits.put(split.parentId(), split);
            }
        }
        return splits;
    }

    private static void addWithHalves(FrozenPayload payload, Map<String, Split> splits, List<FrozenPayload> target) {
        target.add(payload);
        Split split = splits.get(payload.payloadId());
        if (split != null) {
            split.children().forEach(half -> addWithHalves(half, splits, target));
        }
    }

    private Receipt read(Path receipt) {
        Receipt known = receiptsRead.get(receipt.getName());
        if (known == null) {
            known = store.read(receipt, Receipt.class);
            receiptsRead.put(receipt.getName(), known);
        }
        return known;
    }

    /** What the names of a folder's files say: payload and number. */
    private Map<String, SortedSet<Integer>> numbers(Path folder) {
        Map<String, SortedSet<Integer>> numbers = new HashMap<>();
        for (FileStatus file : store.list(folder)) {
            String name = file.getPath().getName();
            int dot = name.lastIndexOf('.');
            // Anything else is a file on its way to its real name, or somebody else's.
            if (NUMBERED.matcher(name).matches()) {
                numbers.computeIfAbsent(name.substring(0, dot), payload -> new TreeSet<>())
                        .add(Integer.valueOf(name.substring(dot + 1)));
            }
        }
        return numbers;
    }

    /** Tells every receipt that this journal has not read before. */
    public void newReceipts(Consumer<Receipt> told) {
        for (FileStatus file : store.list(paths.receipts())) {
            String name = file.getPath().getName();
            if (NUMBERED.matcher(name).matches() && !receiptsRead.containsKey(name)) {
                told.accept(read(file.getPath()));
            }
        }
    }

    /** Keeps every task of this epoch from sending for an application whose key or address was refused. */
    public void stop(long epoch, String applicationId) {
        store.createIfAbsent(paths.stop(epoch, applicationId), new byte[0]);
    }

    public boolean isStopped(long epoch, String applicationId) {
        return store.exists(paths.stop(epoch, applicationId));
    }
}
