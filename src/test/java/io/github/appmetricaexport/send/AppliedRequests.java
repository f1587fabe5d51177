package io.github.appmetricaexport.send;

import static java.util.stream.Collectors.groupingBy;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.sandbox.Fault;
import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The requests that applied something, by the server's ledger, and of which of them a sender was left in doubt: no more may be sent
 * again.
 *
 * <p>That the outbox has no answer says nothing: a request that was lost on its way applied nothing, and allows nothing. Which
 * attempt a request was tells the time, since {@link ChaosFileSystem} says exactly when a claim or a receipt was there, and the
 * attempts of a payload follow one another.
 *
 * @param ambiguous statuses that leave in doubt
 * @param ofEvents the requests in the order of their arrival, by the names of the events that each applied
 */
record AppliedRequests(Set<Integer> ambiguous, Map<List<String>, List<LedgerRequest>> ofEvents) {
    private static final Set<Integer> SETTABLE = Set.of(500, 502, 503, 504);

    static AppliedRequests in(Path folder, ExportConfig config) {
        Ledger ledger = Ledger.at(folder);
        return new AppliedRequests(
                Set.copyOf(config.value(ApiOptions.AMBIGUOUS_STATUSES)),
                ledger.requests().stream()
                        .filter(request -> request.file().isPresent())
                        .sorted(Comparator.comparing(LedgerRequest::receivedAt))
                        .collect(groupingBy(request -> names(ledger, request))));
    }

    private static List<String> names(Ledger ledger, LedgerRequest request) {
        try (var rows = ledger.rowsOf(request)) {
            return rows.map(row -> row.get("event_name")).toList();
        }
    }

    /**
     * How often a payload may have been applied where what is in doubt is sent again: once, and once more for each request that
     * applied it and whose answer its sender had not got when the payload was claimed again.
     *
     * @param events of the payload
     */
    int allowed(RunPaths run, PayloadHistory history, List<String> events) throws IOException {
        SortedMap<Integer, LedgerRequest> ofAttempts = new TreeMap<>();
        for (LedgerRequest request : ofEvents.getOrDefault(events, List.of())) {
            attempt(run, history, request, ofAttempts.keySet()).ifPresent(attempt -> ofAttempts.put(attempt, request));
        }
        int allowed = 1;
        for (Map.Entry<Integer, LedgerRequest> request : ofAttempts.entrySet()) {
            if (isAnswered(run, history, request.getKey(), request.getValue())) {
                return allowed;
            }
            allowed++;
        }
        return allowed;
    }

    /** The last that was claimed before, or an earlier one whose request came late; empty where each has its request. */
    private static Optional<Integer> attempt(
            RunPaths run, PayloadHistory history, LedgerRequest request, Set<Integer> taken) throws IOException {
        Optional<Integer> last = Optional.empty();
        for (int attempt : attempts(history)) {
            if (!taken.contains(attempt) && !since(claim(run, history, attempt)).isAfter(request.receivedAt())) {
                last = Optional.of(attempt);
            }
        }
        return last;
    }

    /** Whether an answer that leaves no doubt was on record before the payload was claimed again. */
    private boolean isAnswered(RunPaths run, PayloadHistory history, int attempt, LedgerRequest request)
            throws IOException {
        Receipt receipt = history.receipts().get(attempt);
        if (receipt == null
                // Interrupted or too late: of a 200 the head can be all that came.
                || !receipt.result().error().isEmpty()
                || request.answered()
                        .filter(status -> status == receipt.result().status() && !leavesInDoubt(status))
                        .isEmpty()
                || request.fault().filter(Fault.Kind.OTHER_BODY.label()::equals).isPresent()) {
            return false;
        }
        Integer next = attempts(history).higher(attempt);
        return next == null
                || since(local(run.receipt(history.payload().payloadId(), attempt)))
                        .isBefore(since(claim(run, history, next)));
    }

    /** Of a server's errors a setting says so of the documented ones alone. */
    private boolean leavesInDoubt(int status) {
        return ambiguous.contains(status) || status >= 500 && !SETTABLE.contains(status);
    }

    /** Of an attempt that was answered the claim is not read. */
    private static NavigableSet<Integer> attempts(PayloadHistory history) {
        NavigableSet<Integer> attempts = new TreeSet<>(history.claims().keySet());
        attempts.addAll(history.receipts().keySet());
        return attempts;
    }

    private static Path claim(RunPaths run, PayloadHistory history, int attempt) {
        return local(run.claim(history.payload().payloadId(), attempt));
    }

    private static Path local(org.apache.hadoop.fs.Path path) {
        return Path.of(path.toUri().getPath());
    }

    private static Instant since(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }
}
