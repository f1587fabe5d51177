package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.outbox.Damage.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** Reads the files of one payload, once; what cannot be understood counts for what {@link Part} says. */
final class HistoryReader {
    private final Journal journal;
    private final FrozenPayload payload;
    private final Set<Part> parts = EnumSet.noneOf(Part.class);
    private final List<String> spoilt = new ArrayList<>();

    HistoryReader(Journal journal, FrozenPayload payload) {
        this.journal = journal;
        this.payload = payload;
    }

    /**
     * The history by these files.
     *
     * @param claimed the numbers of its claims, each with when it was written; the others likewise
     * @param spoiltSplit what is the matter with the record of its halves
     */
    PayloadHistory read(
            SortedMap<Integer, Instant> claimed,
            SortedMap<Integer, Instant> answered,
            SortedMap<Integer, Instant> resolved,
            Optional<Split> split,
            Optional<String> spoiltSplit) {
        spoiltSplit.ifPresent(words -> note(Part.SPLIT, words));
        SortedMap<Integer, Receipt> receipts = receipts(answered);
        // With a receipt beside it a claim has nothing more to tell: it need not be read.
        SortedMap<Integer, Instant> open = new TreeMap<>(answered);
        open.putAll(claimed);
        open.keySet().removeAll(receipts.keySet());
        SortedMap<Integer, Claim> claims = new TreeMap<>();
        open.forEach(
                (attempt, writtenAt) -> claims.put(attempt, claim(attempt, claimed.containsKey(attempt), writtenAt)));
        return new PayloadHistory(
                payload,
                claims,
                receipts,
                resolutions(resolved),
                split,
                parts.isEmpty() ? Damage.NONE : new Damage(parts, spoilt));
    }

    private SortedMap<Integer, Receipt> receipts(SortedMap<Integer, Instant> answered) {
        SortedMap<Integer, Receipt> receipts = new TreeMap<>();
        for (int attempt : answered.keySet()) {
            Path path = journal.paths().receipt(payload.payloadId(), attempt);
            journal.receipt(path, words -> note(Part.RECEIPT, words))
                    .ifPresent(receipt -> receipts.put(attempt, receipt));
        }
        return receipts;
    }

    /** Of an attempt without a receipt that can be understood. */
    private Claim claim(int attempt, boolean isThere, Instant writtenAt) {
        AttemptId id = new AttemptId(payload.payloadId(), attempt);
        Path path = journal.paths().claim(payload.payloadId(), attempt);
        Optional<Claim> claim = isThere ? journal.claim(path, words -> note(Part.CLAIM, words)) : Optional.empty();
        return claim.orElseGet(() -> Claim.unreadable(id, writtenAt));
    }

    private List<Resolution> resolutions(SortedMap<Integer, Instant> resolved) {
        List<Resolution> resolutions = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (int number : resolved.keySet()) {
            Path path = journal.paths().resolution(payload.payloadId(), number);
            journal.resolution(path, lost::add).ifPresent(resolution -> {
                resolutions.add(resolution);
                // Whoever decided later knew of no earlier decision.
                lost.clear();
            });
        }
        lost.forEach(words -> note(Part.RESOLUTION, words));
        return resolutions;
    }

    private void note(Part part, String words) {
        parts.add(part);
        spoilt.add(words);
    }
}
