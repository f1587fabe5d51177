package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Duplicates;
import io.github.appmetricaexport.outbox.Manifest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the table {@code runs}, the run's account included.
 *
 * @param manifest what was frozen
 * @param requests claims made for the run so far
 * @param finishedAt when the last answer came
 */
public record RunResult(
        Manifest manifest, RunOutcome outcome, Books books, long requests, Instant finishedAt, Words words) {
    /**
     * What is said of it.
     *
     * @param message the outcome in a sentence, or the gate's objections
     * @param warnings what an auditor should know besides, a sentence each; they change no outcome
     */
    public record Words(String message, List<String> warnings) {
        public Words {
            warnings = List.copyOf(warnings);
        }
    }

    public String message() {
        return words.message();
    }

    public List<String> warnings() {
        return words.warnings();
    }

    public String job() {
        return manifest.identity().jobName();
    }

    public LocalDate date() {
        return LocalDate.parse(manifest.identity().date());
    }

    /** Unique among all jobs and dates. */
    public String runId() {
        return manifest.identity().runId();
    }

    /** Among the runs of its date. */
    int number() {
        return manifest.identity().run();
    }

    /** When its payloads were frozen. */
    public Instant startedAt() {
        return manifest.identity().createdAt();
    }

    /** Rows with the same key; empty where rows have none. */
    public Optional<Duplicates> duplicates() {
        return Optional.ofNullable(manifest.source().duplicates());
    }

    /** How many rows each reason refused. */
    public Map<String, Long> reasons() {
        return manifest.content().reasons();
    }

    /** The same, the commonest first. */
    List<Map.Entry<String, Long>> commonestReasons() {
        return commonest(reasons());
    }

    static List<Map.Entry<String, Long>> commonest(Map<String, Long> reasons) {
        return reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    /** Rows for which the filter was NULL. */
    public long undecided() {
        return manifest.source().skipped().undecidedRows();
    }

    /** From the freezing to the last answer. */
    long durationMillis() {
        return finishedAt.toEpochMilli() - startedAt().toEpochMilli();
    }

    /** Of all its payloads, as they were frozen. */
    public long bytes() {
        return manifest.content().bytes();
    }
}
