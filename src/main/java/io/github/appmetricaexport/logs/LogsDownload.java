package io.github.appmetricaexport.logs;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.logs.LogsApi.Freshness;
import io.github.appmetricaexport.time.Sleeper;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks until every question has its answer: at most two of an application at a time, each again after a pause that grows, in
 * halves where it is too much for the API.
 *
 * <p>For use once, by one thread.
 */
public final class LogsDownload {
    /** The API's queue has three places: one is left to others. */
    private static final int MOST_PER_APPLICATION = 2;

    static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private final LogsApi api;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Consumer<String> progress;
    private final Map<String, Deque<LogsQuery>> waiting = new LinkedHashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private int requests;

    /** An answer's file. */
    public record Part(String applicationId, String name) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** A question that has no answer yet. */
    private static final class Asked {
        private final LogsQuery query;
        private Freshness freshness;
        private Instant next;
        private Duration pause = FIRST_PAUSE;
        private LogsAnswer last;

        private Asked(LogsQuery query, Freshness freshness, Instant next) {
            this.query = query;
            this.freshness = freshness;
            this.next = next;
        }
    }

    /** @param progress is told what is waited for */
    public LogsDownload(LogsApiClient api, Clock clock, Sleeper sleeper, Consumer<String> progress) {
        this((LogsApi) api, clock, sleeper, progress);
    }

    LogsDownload(LogsApi api, Clock clock, Sleeper sleeper, Consumer<String> progress) {
        this.api = api;
        this.clock = clock;
        this.sleeper = sleeper;
        this.progress = progress;
    }

    /**
     * Asks, each at least once.
     *
     * @param goesOn whether an earlier command asked the same within the day that the API keeps its files
     * @param deadline when to give up
     * @return the files of the answers
     * @throws LogsNotReadyException when the deadline is over
     * @throws ConfigException as of {@link LogsApi#ask}
     * @throws InterruptedException when it is told to end
     */
    public List<Part> fetch(List<LogsQuery> queries, GoesOn goesOn, Instant deadline, LogsTarget target)
            throws InterruptedException {
        queries.forEach(query -> waiting.computeIfAbsent(query.applicationId(), first -> new ArrayDeque<>())
                .add(query));
        Freshness first = goesOn == GoesOn.YES ? Freshness.AS_PREPARED : Freshness.ANEW;
        while (true) {
            fillPlaces(first);
            Optional<Asked> next = asked.stream().min(Comparator.comparing(question -> question.next));
            if (next.isEmpty()) {
                return parts;
            }
            waitFor(next.get(), deadline);
            take(next.get(), target);
        }
    }

    /** Whether what is asked for may have been asked for before. */
    public enum GoesOn {
        YES,
        NO
    }

    /** How many requests it took. */
    public int requests() {
        return requests;
    }

    private void fillPlaces(Freshness freshness) {
        Map<String, Integer> taken = new HashMap<>();
        asked.forEach(question -> taken.merge(question.query.applicationId(), 1, Integer::sum));
        waiting.forEach((application, queries) -> {
            for (int place = taken.getOrDefault(application, 0);
                    place < MOST_PER_APPLICATION && !queries.isEmpty();
                    place++) {
                asked.add(new Asked(queries.poll(), freshness, clock.instant()));
            }
        });
    }

    private void waitFor(Asked question, Instant deadline) throws InterruptedException {
        Duration pause = Duration.between(clock.instant(), question.next);
        if (pause.isNegative() || pause.isZero()) {
            return;
        }
        if (question.next.isAfter(deadline)) {
            long left = asked.size()
                    + waiting.values().stream().mapToLong(Deque::size).sum();
            throw new LogsNotReadyException(String.format(
                    Locale.ROOT,
                    "the Logs API is not ready: of %d questions %d have no answer yet (%s: %s). Run the same command again"
                            + " later: what was asked for is kept a day; --wait waits longer",
                    parts.size() + left,
                    left,
                    question.query,
                    words(question.last)));
        }
        progress.accept(String.format(
                Locale.ROOT,
                "waiting for the Logs API: %d answers are here, %s: %s",
                parts.size(),
                question.query,
                words(question.last)));
        sleeper.sleep(pause);
    }

    private void take(Asked question, LogsTarget target) {
        String name = question.query.applicationId() + "-" + requests + ".csv.gz";
        requests++;
        question.last = api.ask(question.query, question.freshness, target, name);
        switch (question.last) {
            case HERE -> {
                asked.remove(question);
                parts.add(new Part(question.query.applicationId(), name));
            }
            case TOO_MUCH -> {
                asked.remove(question);
                halve(question.query);
            }
            case IN_PREPARATION -> {
                // From here on it is asked for what it prepares, and not to begin anew.
                question.freshness = Freshness.AS_PREPARED;
                pause(question);
            }
            case QUEUE_IS_FULL, OUT_OF_REACH -> pause(question);
        }
    }

    private void halve(LogsQuery query) {
        List<LogsQuery> halves = query.halves();
        if (halves.isEmpty()) {
            throw new ConfigException(List.of(new Problem(
                    EvidenceOptions.LOGS_BASE_URL.key(),
                    "",
                    "the Logs API has too many events in a single second to answer for " + query)));
        }
        Deque<LogsQuery> queue = waiting.get(query.applicationId());
        queue.addFirst(halves.get(1));
        queue.addFirst(halves.get(0));
    }

    private void pause(Asked question) {
        question.next = clock.instant().plus(question.pause);
        Duration longer = question.pause.multipliedBy(2);
        question.pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }

    private static String words(LogsAnswer answer) {
        return switch (answer) {
            case IN_PREPARATION -> "it is being prepared";
            case QUEUE_IS_FULL -> "its queue is full";
            default -> "it is out of reach";
        };
    }
}
