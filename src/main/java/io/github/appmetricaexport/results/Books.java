package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The account of a run: every row read is in exactly one place.
 *
 * @param read rows of the source by its own footers, counted apart from the reading
 * @param booked rows that earlier runs of the date answer for
 * @param invalid rows refused by validation
 * @param skipped rows that the filter did not pick
 * @param events rows in payloads, by what became of them
 * @param payloads payloads, by what became of them
 */
public record Books(
        long read, long booked, long invalid, long skipped, Map<Outcome, Long> events, Map<Outcome, Long> payloads) {

    /** The account of what was planned, by what became of its payloads. */
    public static Books of(Manifest manifest, Collection<PayloadResult> results) {
        return of(
                        manifest.source().sourceRows(),
                        manifest.earlier().bookedRows(),
                        manifest.content().invalidRows(),
                        results)
                .skipping(manifest.source().skipped().rows());
    }

    /** The same of these numbers, where all rows were wanted. */
    public static Books of(long read, long booked, long invalid, Collection<PayloadResult> results) {
        Map<Outcome, Long> events = new EnumMap<>(Outcome.class);
        Map<Outcome, Long> payloads = new EnumMap<>(Outcome.class);
        for (PayloadResult result : results) {
            // The rows of a split payload are counted where they are now.
            events.merge(result.outcome(), result.outcome() == Outcome.SPLIT ? 0 : result.rows(), Long::sum);
            payloads.merge(result.outcome(), 1L, Long::sum);
        }
        return new Books(read, booked, invalid, 0, events, payloads);
    }

    /** The same with as many rows that nobody wanted. */
    Books skipping(long rows) {
        return new Books(read, booked, invalid, rows, events, payloads);
    }

    public long events(Outcome outcome) {
        return events.getOrDefault(outcome, 0L);
    }

    public long payloads(Outcome outcome) {
        return payloads.getOrDefault(outcome, 0L);
    }

    /** Rows in payloads, whatever became of them. */
    public long packed() {
        return events.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many there are, split ones included. */
    public long payloadCount() {
        return payloads.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@code read = booked + accepted + assumed accepted + rejected + invalid + unknown + not sent + skipped}. */
    public boolean balance() {
        return read == booked + packed() + invalid + skipped;
    }

    /** The equation with its numbers, for people. */
    public String equation() {
        return String.format(
                Locale.ROOT,
                "read %,d %s %s%s",
                read,
                balance() ? "=" : "≠",
                booked == 0 ? "" : String.format(Locale.ROOT, "booked %,d + ", booked),
                places());
    }

    /** Its right side, but for what was booked before. */
    String places() {
        return String.format(
                Locale.ROOT,
                "accepted %,d + assumed accepted %,d + rejected %,d + invalid %,d + unknown %,d + not sent %,d%s",
                events(Outcome.ACCEPTED),
                events(Outcome.ASSUMED_ACCEPTED),
                events(Outcome.REJECTED),
                invalid,
                events(Outcome.UNKNOWN),
                events(Outcome.NOT_SENT),
                skipped == 0 ? "" : String.format(Locale.ROOT, " + skipped %,d", skipped));
    }
}
