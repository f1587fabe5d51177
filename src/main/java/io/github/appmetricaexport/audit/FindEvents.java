package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Store;
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
    /** What a run has of the user. */
    record Found(FrozenRun run, List<FoundEvent> events, Coverage coverage) {}

    /**
     * Searches all runs of the date that count; the answer is for people.
     *
     * @throws ConfigException when nothing is frozen for the date
     */
    public String answer(Instant now) {
        return text(search(now));
    }

    /** As {@link #answer}, for programs. */
    public FoundEvents found(Instant now) {
        return FoundEvents.of(config.value(ExportOptions.JOB_NAME), date, user, search(now));
    }

    private List<Found> search(Instant now) {
        try (Store store = FileSystems.openWork(config, FileSystems.submitted())) {
            List<FrozenRun> runs = new DateOutbox(store, config, date).requireCounting();
            if (runs.stream().allMatch(run -> isKept(store, run))) {
                return runs.stream().map(run -> inFiles(store, run, now)).toList();
            }
            try (SparkSession spark = SparkSessions.start("appmetrica-export find " + date)) {
                return search(spark, store, runs, now);
            }
        }
    }

    String answer(SparkSession spark, Store store, List<FrozenRun> runs, Instant now) {
        return text(search(spark, store, runs, now));
    }

    List<Found> search(SparkSession spark, Store store, List<FrozenRun> runs, Instant now) {
        return runs.stream()
                .map(run -> isKept(store, run) ? inFiles(store, run, now) : inTables(spark, store, run))
                .toList();
    }

    private static boolean isKept(Store store, FrozenRun run) {
        return (run.payloads().isEmpty() || store.exists(run.paths().payloads()))
                && (run.manifest().files().rejectFiles().isEmpty()
                        || store.exists(run.paths().rejects()));
    }

    private Found inFiles(Store store, FrozenRun run, Instant now) {
        PayloadSearch search = new PayloadSearch(store, run, user);
        Journal journal = new Journal(store, run.paths());
        return new Found(run, search.find(journal.histories(run.payloads()), now), search.coverage());
    }

    private Found inTables(SparkSession spark, Store store, FrozenRun run) {
        TableSearch search =
                new TableSearch(ResultsTables.of(spark, config), run, user, EventIndex.hash(store, run.paths()));
        try {
            return new Found(run, search.find(), search.coverage());
        } catch (IOException e) {
            throw new OutboxException("cannot read the results tables", e);
        }
    }

    private String text(List<Found> runs) {
        Formatter text = new Formatter(Locale.ROOT);
        for (Found found : runs) {
            text.format(
                    "%n%s %s, %s, run %s%n  %s%n%n",
                    user.kind().label(),
                    VisibleText.line(user.identifier()),
                    date,
                    found.run().manifest().identity().runId(),
                    found.coverage().words());
            found.events().forEach(event -> line(text, event));
            sum(text, "", found.events());
        }
        if (runs.size() > 1) {
            sum(
                    text,
                    runs.size() + " runs of the date: ",
                    runs.stream().flatMap(found -> found.events().stream()).toList());
        }
        return text.toString();
    }

    private static void sum(Formatter text, String where, List<FoundEvent> found) {
        if (found.isEmpty()) {
            text.format("  %sno event of this user%n", where);
            return;
        }
        Map<String, Long> outcomes =
                found.stream().collect(Collectors.groupingBy(FoundEvent::outcome, TreeMap::new, Collectors.counting()));
        String sums = outcomes.entrySet().stream()
                .map(outcome -> String.format(Locale.ROOT, "%,d %s", outcome.getValue(), words(outcome.getKey())))
                .collect(Collectors.joining(", "));
        text.format("%n  %s%,d %s: %s%n", where, found.size(), found.size() == 1 ? "event" : "events", sums);
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
