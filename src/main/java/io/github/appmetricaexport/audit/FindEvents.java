package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.EventSearch;
import io.github.appmetricaexport.results.IdentifierHash;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.settle.EventIndex;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * From a user to each of his events of a day, to its payload, to the answer.
 *
 * <p>While the payload files are kept they are searched, without Spark. Afterwards the tables are asked: {@code rejects},
 * and {@code events} where {@code results.index-events} was set in time.
 */
public final class FindEvents {
    private final ExportConfig config;
    private final LocalDate date;
    private final SoughtUser user;

    public FindEvents(ExportConfig config, LocalDate date, SoughtUser user) {
        this.config = config;
        this.date = date;
        this.user = user;
    }

    /**
     * Searches; the answer is for people.
     *
     * @throws ConfigException when nothing is frozen for the date
     */
    public String answer(Instant now) {
        try (Store store = FileSystems.openWork(config, FileSystems.submitted())) {
            DateOutbox outbox = new DateOutbox(store, config, date);
            FrozenRun run = outbox.requireFrozen();
            Journal journal = new Journal(store, run.paths());
            return run.manifest().content().payloads() == 0
                            || store.exists(run.paths().payloads())
                    ? inPayloads(run, new PayloadSearch(store, run, user).find(journal.histories(run.payloads()), now))
                    : inTables(run, EventIndex.hash(store, run.paths()));
        }
    }

    private String inPayloads(FrozenRun run, List<FoundEvent> found) {
        return text(
                run,
                found,
                String.format(
                        Locale.ROOT,
                        "searched %,d payloads, %,.1f MB, and %,d refused rows",
                        run.manifest().content().payloads(),
                        run.manifest().content().bytes() / 1e6,
                        run.manifest().content().invalidRows()));
    }

    private String inTables(FrozenRun run, Optional<IdentifierHash> hash) {
        try (SparkSession spark = SparkSessions.start("appmetrica-export find " + date)) {
            return inTables(spark, run, hash);
        }
    }

    String inTables(SparkSession spark, FrozenRun run, Optional<IdentifierHash> hash) {
        EventSearch search = new EventSearch(
                ResultsTables.of(spark, config), date, run.manifest().identity().runId());
        try {
            List<FoundEvent> found = new ArrayList<>();
            if (hash.isPresent()) {
                search.events(hash.get().of(user.kind(), user.identifier()), user.kind())
                        .forEach(row -> found.add(packed(row)));
            }
            search.refused(user.kind(), user.identifier())
                    .forEach(row -> found.add(FoundEvent.refused(
                            row.getAs("event_name"),
                            row.getAs(PostApiField.EVENT_TIMESTAMP.column()),
                            row.getList(row.fieldIndex("reasons")))));
            return text(run, found, coverage(run, hash, search.indexed()));
        } catch (IOException e) {
            throw new OutboxException("cannot read the results tables", e);
        }
    }

    /** What "nothing found" is worth. */
    private static String coverage(FrozenRun run, Optional<IdentifierHash> hash, long indexed) {
        long events = run.manifest().content().validRows();
        String gone = "the payload files were deleted after work.keep-payloads; ";
        if (indexed == 0) {
            return gone
                    + "the run has no rows in the table events, which results.index-events makes: only refused rows were"
                    + " searched";
        }
        if (hash.isEmpty()) {
            return gone
                    + "the job's index.key was deleted, so that no user can be found in the table events: only refused"
                    + " rows were searched";
        }
        return String.format(
                Locale.ROOT,
                "%ssearched %,d events in the table events%s, and the refused rows",
                gone,
                indexed,
                indexed < events
                        ? String.format(Locale.ROOT, " (of %,d: the others could not be listed)", events)
                        : "");
    }

    private static FoundEvent packed(Row row) {
        return new FoundEvent(
                row.getAs("payload_id"),
                row.<Integer>getAs("row_number"),
                row.getAs("event_name"),
                instant(row, "event_time"),
                row.getAs("outcome"),
                FoundEvent.words(
                        row.getAs("http_status"),
                        instant(row, "finished_at"),
                        row.getAs("error"),
                        row.getAs("resolution")));
    }

    private static Instant instant(Row row, String column) {
        Timestamp time = row.getAs(column);
        return time == null ? null : time.toInstant();
    }

    private String text(FrozenRun run, List<FoundEvent> found, String coverage) {
        Formatter text = new Formatter(Locale.ROOT);
        String runId = run.manifest().identity().runId();
        text.format("%n%s %s, %s, run %s%n  %s%n%n", user.kind().label(), user.identifier(), date, runId, coverage);
        found.forEach(event -> line(text, event));
        if (found.isEmpty()) {
            return text.format("  no event of this user%n").toString();
        }
        Map<String, Long> outcomes =
                found.stream().collect(Collectors.groupingBy(FoundEvent::outcome, TreeMap::new, Collectors.counting()));
        String sums = outcomes.entrySet().stream()
                .map(outcome -> String.format(Locale.ROOT, "%,d %s", outcome.getValue(), words(outcome.getKey())))
                .collect(Collectors.joining(", "));
        String events = found.size() == 1 ? "event" : "events";
        return text.format("%n  %,d %s: %s%n", found.size(), events, sums).toString();
    }

    private static void line(Formatter text, FoundEvent event) {
        text.format(
                "  %-17s%-12s%-9s%s  %s  %s%n",
                words(event.outcome()),
                event.payloadId().isEmpty() ? "-" : event.payloadId(),
                event.row() == 0 ? "-" : "row " + event.row(),
                event.time() == null ? "no time" : event.time(),
                event.name(),
                String.join("; ", event.words()));
    }

    private static String words(String outcome) {
        return outcome.replace('_', ' ');
    }
}
