package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApi;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Visibility;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the Logs API knows: the ledger's events, as far as they have become visible, and those of an SDK. Streams what it
 * reads and keeps none of it.
 */
record VisibleEvents(Ledger ledger, LogsApiSwitches switches) {
    /** What an export is about, so that a file which is asked for again is the same file: a moment and what was applied by then. */
    record Snapshot(Instant at, long requests) {}

    /**
     * One event.
     *
     * @param values as it was imported; an empty cell is absent
     * @param zone of its dates
     */
    record Event(Map<String, String> values, Instant receivedAt, ZoneId zone) {
        Instant happenedAt() {
            return Instant.ofEpochSecond(Long.parseLong(values.get("event_timestamp")));
        }

        /** A field's value; empty where there is none. */
        String valueOf(String field) {
            return switch (field) {
                case "event_datetime" -> text(happenedAt());
                case "event_receive_datetime" -> text(receivedAt);
                case "event_receive_timestamp" -> Long.toString(receivedAt.getEpochSecond());
                default -> values.getOrDefault(field, "");
            };
        }

        private String text(Instant time) {
            return ExportQuery.DATE_TIME.format(time.atZone(zone));
        }
    }

    Snapshot snapshot(Instant now) {
        return new Snapshot(now, ledger.requests().size());
    }

    /** The events that an export shows, in no order; close the stream. */
    Stream<Event> of(ExportQuery query, Snapshot snapshot) {
        Stream<Supplier<Stream<Event>>> sent = ledger.requests().stream()
                .limit(snapshot.requests())
                .filter(request -> request.rowsOfApplication().containsKey((long) query.application()))
                .map(request -> () -> eventsOf(request, query, snapshot));
        // File by file: a stream of streams within another would be kept whole where somebody stops early.
        return Stream.concat(sent, Stream.of(this::sdkEvents))
                .flatMap(Supplier::get)
                .filter(query::matches);
    }

    private Stream<Event> eventsOf(LedgerRequest request, ExportQuery query, Snapshot snapshot) {
        Instant appliedAt = request.appliedAt().orElseThrow();
        AtomicLong row = new AtomicLong();
        return ledger.rowsOf(request).mapMulti((values, events) -> {
            long item = request.number() * PostApi.MAXIMUM_ROWS + row.getAndIncrement();
            Dice dice = new Dice(switches.faults().seed(), item);
            show(new Event(values, appliedAt, switches.zone()), dice, query, snapshot, events);
        });
    }

    /** Shows an event if it is visible, and what looks like it. */
    private void show(Event event, Dice dice, ExportQuery query, Snapshot snapshot, Consumer<Event> events) {
        Visibility visibility = switches.visibility();
        double lateness = dice.unit();
        boolean isTwofold = dice.chance(visibility.lookAlikes());
        boolean isUnavailable = dice.chance(visibility.unavailable());
        if (isStranger(event) || (query.shards() == ExportQuery.Shards.SKIP_UNAVAILABLE && isUnavailable)) {
            return;
        }
        Instant visibleAt = event.receivedAt().plus(visibility.delay()).plusMillis((long)
                (visibility.spread().toMillis() * lateness));
        if (!visibleAt.isAfter(snapshot.at())) {
            events.accept(event);
        }
        if (isTwofold) {
            Map<String, String> values = new HashMap<>(event.values());
            values.remove("event_json");
            events.accept(sentBySdk(values));
        }
    }

    private boolean isStranger(Event event) {
        String identifier = event.valueOf("profile_id") + event.valueOf("appmetrica_device_id");
        return switches.visibility()
                .strangers()
                .filter(strangers -> strangers.matcher(identifier).matches())
                .isPresent();
    }

    private Stream<Event> sdkEvents() {
        Optional<Path> file = switches.visibility().sdkEvents().filter(Files::exists);
        return file.map(Ledger::rowsOf).orElse(Stream.empty()).map(this::sentBySdk);
    }

    /** An SDK's events arrive as they happen. */
    private Event sentBySdk(Map<String, String> values) {
        Event event = new Event(values, Instant.EPOCH, switches.zone());
        return new Event(values, event.happenedAt(), switches.zone());
    }
}
