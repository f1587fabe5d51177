package io.github.appmetricaexport.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The claims, receipts and resolutions of one run: what was to be sent, what came of it, what was decided. */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** Small files read at once: the file system's answers are waited for, not computed. */
    private static final int READERS = 16;

    private static final Pattern NUMBERED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*\\.[0-9]{1,9}");

    private static final SortedMap<Integer, Instant> NONE = Collections.emptySortedMap();

    private final Store store;
    private final RunPaths paths;

    /** Receipts never change once they are there: each is read once, however often the histories are. */
    private final Map<String, Receipt> receiptsRead = new ConcurrentHashMap<>();

    /** Names of files that could not be understood: they are read again and again, and told once. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

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
        Path path = paths.split(split.parentId());
        if (!store.createIfAbsent(path, Json.write(split))
                && read(path, Split.class, Journal::isSplit, spoilt -> {}).isEmpty()) {
            // What cannot be understood commits nothing.
            store.publish(path, Json.write(split));
        }
    }

    /** Empty also when it cannot be understood. */
    public Optional<Receipt> receipt(String payloadId, int attempt) {
        Path path = paths.receipt(payloadId, attempt);
        return store.exists(path) ? receipt(path, spoilt -> {}) : Optional.empty();
    }

    /** Whether nobody ever claimed anything of this run. A receipt tells of a claim, also where that was lost. */
    public boolean isUntouched() {
        return Stream.of(paths.claims(), paths.receipts())
                .noneMatch(folder ->
                        store.anyIn(folder, name -> NUMBERED.matcher(name).matches()));
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
        Map<String, String> spoiltSplits = new HashMap<>();
        Map<String, Split> splits = splits(spoiltSplits);
        List<FrozenPayload> payloads = new ArrayList<>();
        frozen.forEach(payload -> addWithHalves(payload, splits, payloads));
        Map<String, SortedMap<Integer, Instant>> claimed = numbers(paths.claims());
        Map<String, SortedMap<Integer, Instant>> answered = numbers(paths.receipts());
        Map<String, SortedMap<Integer, Instant>> resolved = numbers(paths.resolutions());
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
                reads.add(readers.submit(() -> new HistoryReader(this, payload)
                        .read(
                                claimed.getOrDefault(id, NONE),
                                answered.getOrDefault(id, NONE),
                                resolved.getOrDefault(id, NONE),
                                Optional.ofNullable(splits.get(id)),
                                Optional.ofNullable(spoiltSplits.get(id)))));
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

    private Map<String, Split> splits(Map<String, String> spoilt) {
        Map<String, Split> splits = new HashMap<>();
        for (FileStatus file : store.list(paths.splits())) {
            String parent = file.getPath().getName();
            if (parent.charAt(0) != '.') {
                read(file.getPath(), Split.class, Journal::isSplit, words -> spoilt.put(parent, words))
                        .ifPresent(split -> splits.put(parent, split));
            }
        }
        return splits;
    }

    private static boolean isSplit(Path path, Split split) {
        return path.getName().equals(split.parentId()) && split.children().size() == 2;
    }

    private static void addWithHalves(FrozenPayload payload, Map<String, Split> splits, List<FrozenPayload> target) {
        target.add(payload);
        Split split = splits.get(payload.payloadId());
        if (split != null) {
            split.children().forEach(half -> addWithHalves(half, splits, target));
        }
    }

    /** Empty when it cannot be understood; then {@code spoilt} is told why. */
    Optional<Receipt> receipt(Path path, Consumer<String> spoilt) {
        Receipt known = receiptsRead.get(path.getName());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Receipt> read = read(path, Receipt.class, (file, receipt) -> isOf(file, receipt.id()), spoilt);
        read.ifPresent(receipt -> receiptsRead.put(path.getName(), receipt));
        return read;
    }

    Optional<Claim> claim(Path path, Consumer<String> spoilt) {
        return read(path, Claim.class, (file, claim) -> isOf(file, claim.id()), spoilt);
    }

    Optional<Resolution> resolution(Path path, Consumer<String> spoilt) {
        return read(
                path,
                Resolution.class,
                (file, resolution) -> file.getName().startsWith(resolution.payloadId() + "."),
                spoilt);
    }

    RunPaths paths() {
        return paths;
    }

    private static boolean isOf(Path path, AttemptId id) {
        return path.getName().equals(id.payloadId() + "." + id.attempt());
    }

    /** @param isIts whether what is in the file belongs under its name */
    private <T> Optional<T> read(Path path, Class<T> type, BiPredicate<Path, T> isIts, Consumer<String> spoilt) {
        String words;
        try {
            T value = store.read(path, type);
            if (isIts.test(path, value)) {
                return Optional.of(value);
            }
            words = path + " cannot be understood: it is not of that name";
        } catch (SpoiltFileException e) {
            words = e.getMessage();
        }
        if (told.add(path.getName())) {
            LOG.warn("{}", words);
        }
        spoilt.accept(words);
        return Optional.empty();
    }

    /** What the names of a folder's files say, payload and number, with when each was written. */
    private Map<String, SortedMap<Integer, Instant>> numbers(Path folder) {
        Map<String, SortedMap<Integer, Instant>> numbers = new HashMap<>();
        for (FileStatus file : store.list(folder)) {
            String name = file.getPath().getName();
            int dot = name.lastIndexOf('.');
            // Anything else is a file on its way to its real name, or somebody else's.
            if (NUMBERED.matcher(name).matches()) {
                numbers.computeIfAbsent(name.substring(0, dot), payload -> new TreeMap<>())
                        .put(
                                Integer.valueOf(name.substring(dot + 1)),
                                Instant.ofEpochMilli(file.getModificationTime()));
            }
        }
        return numbers;
    }

    /** Tells every receipt that this journal has not read before; what cannot be understood is logged, once. */
    public void newReceipts(Consumer<Receipt> news) {
        for (FileStatus file : store.list(paths.receipts())) {
            String name = file.getPath().getName();
            if (NUMBERED.matcher(name).matches() && !receiptsRead.containsKey(name)) {
                receipt(file.getPath(), spoilt -> {}).ifPresent(news);
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
