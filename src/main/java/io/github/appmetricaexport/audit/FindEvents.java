package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.IdentifierHash;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.settle.EventIndex;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * From a user to each of his events of a day, to its payload, to the answer.
 *
 * <p>While the payload files are kept they are searched, without Spark. Afterwards the tables are asked: {@code rejects},
 * and {@code events} where {@code results.index-events} was set in time.
 */
public record FindEvents(ExportConfig config, LocalDate date, SoughtUser user) {
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
            if (run.manifest().content().payloads() == 0
                    || store.exists(run.paths().payloads())) {
                PayloadSearch search = new PayloadSearch(store, run, user);
                return text(run, search.find(journal.histories(run.payloads()), now), search.coverage());
            }
            try (SparkSession spark = SparkSessions.start("appmetrica-export find " + date)) {
                return inTables(spark, run, EventIndex.hash(store, run.paths()));
            }
        }
    }

    String inTables(SparkSession spark, FrozenRun run, Optional<IdentifierHash> hash) {
        TableSearch search = new TableSearch(ResultsTables.of(spark, config), run, user, hash);
        try {
            return text(run, search.find(), search.coverage());
        } catch (IOException e) {
            throw new OutboxException("cannot read the results tables", e);
        }
    }

    private String text(FrozenRun run, List<FoundEvent> found, String coverage) {
        Formatter text = new Formatter(Locale.ROOT);
        String runId = run.manifest().identity().runId();
        text.format(
                "%n%s %s, %s, run %s%n  %s%n%n",
                user.kind().label(), VisibleText.line(user.identifier()), date, runId, coverage);
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
                VisibleText.line(event.name()),
                VisibleText.line(String.join("; ", event.words())));
    }

    private static String words(String outcome) {
        return outcome.replace('_', ' ');
    }
}
