package io.github.appmetricaexport.sandbox;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers the requests of a sandbox and counts them as they are settled. */
final class Books {
    private final LedgerWriter ledger;
    private final AtomicLong lastNumber;
    private Counts counts;

    /** Books that go on from what the ledger already holds. */
    Books(LedgerWriter ledger, Ledger before) {
        this.ledger = ledger;
        this.counts = Counts.of(before.requests());
        this.lastNumber = new AtomicLong(before.requests().stream()
                .mapToLong(LedgerRequest::number)
                .max()
                .orElse(0));
    }

    LedgerWriter ledger() {
        return ledger;
    }

    long nextNumber() {
        return lastNumber.incrementAndGet();
    }

    synchronized void record(LedgerRequest request) throws IOException {
        ledger.record(request);
        counts = counts.plus(request);
    }

    synchronized Counts counts() {
        return counts;
    }
}
