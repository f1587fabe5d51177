package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.results.DateBooks;
import io.github.appmetricaexport.sandbox.Ledger;
import io.github.appmetricaexport.settle.DateAccount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * What is left of a {@link ChaosDate} when everything has ended, and what of it breaks the promise.
 *
 * @param broken what was seen on the way
 * @param rotten files of payloads that rotted
 */
record DateAftermath(
        Setting setting, ChaosSource source, Outbox outbox, Path ledger, List<String> broken, Set<Path> rotten) {
    /**
     * What is known beside the outbox.
     *
     * @param later when every lease is over
     */
    record Setting(String story, ExportConfig config, Instant later) {
        boolean resends() {
            return config.value(UploadOptions.WHEN_UNKNOWN) == WhenUnknown.RESEND;
        }
    }

    /**
     * How the last driver ended, which was left in peace.
     *
     * @param isComplete whether it had nothing left to send and knew the source
     * @param told why it ended before
     */
    record End(boolean isComplete, Optional<RuntimeException> told) {}

    /** Why a driver in peace may leave a date unfinished. There are no other reasons. */
    enum Unfinished {
        /** What it was to send, halve or compare with is not what was frozen. */
        ROTTEN
    }

    /** Where it was read. */
    record Outbox(Store store, DateOutbox date) {}

    /**
     * The judgement.
     *
     * @param runs that have claimed payloads
     * @param payloads of them, by what they came to
     * @param violations with the story
     * @param unfinished why the date did not come to its end; empty where it did
     */
    record Judged(
            int runs, Map<Outcome, Integer> payloads, List<String> violations, Optional<Set<Unfinished>> unfinished) {}

    Judged judged(End end) throws IOException {
        List<FrozenRun> runs = outbox.date().counting();
        List<String> wrong = new ArrayList<>(broken);
        Map<Outcome, Integer> met = new EnumMap<>(Outcome.class);
        Map<String, Integer> frozen = new HashMap<>();
        Map<String, Integer> atMost = new HashMap<>();
        Map<String, Integer> atLeast = new HashMap<>();
        Map<String, Integer> told = new HashMap<>();
        AppliedRequests requests = AppliedRequests.in(ledger, setting.config());
        Map<List<String>, Long> alike = alike(runs);
        for (FrozenRun run : runs) {
            for (PayloadHistory history : histories(run)) {
                Outcome outcome = Outcome.of(history, setting.later());
                met.merge(outcome, 1, Integer::sum);
                List<String> names = names(outbox.store(), run, history);
                if (names.isEmpty()) {
                    wrong.add(name(run, history) + " is " + outcome + ", and its file is gone");
                }
                int times = 1;
                if (setting.resends()) {
                    // Of two that hold the same events no request tells which of them it was.
                    times = alike.get(names) > 1
                            ? 1 + history.lostAnswers(setting.later())
                            : requests.allowed(run.paths(), history, names);
                }
                boolean isFrozen = history.payload().parentId().isEmpty();
                for (String name : names) {
                    frozen.merge(name, isFrozen ? 1 : 0, Integer::sum);
                    if (outcome != Outcome.SPLIT) {
                        atMost.merge(name, times, Integer::sum);
                        atLeast.merge(name, outcome == Outcome.ACCEPTED ? 1 : 0, Integer::sum);
                        told.merge(name, isTold(outcome) ? times : 0, Integer::sum);
                    }
                }
                if (end.isComplete() && outcome == Outcome.NOT_SENT) {
                    wrong.add(name(run, history) + " was left behind");
                }
            }
        }
        Map<String, Integer> applied = applied(ledger);
        applied.forEach((name, times) -> {
            if (times > atMost.getOrDefault(name, 0)) {
                wrong.add(name + " was applied " + times + " times, at most " + atMost.getOrDefault(name, 0)
                        + " are allowed");
            } else if (times > told.getOrDefault(name, 0)) {
                wrong.add(name + " was applied " + times + " times and told of " + told.get(name) + " times");
            }
        });
        atLeast.forEach((name, times) -> {
            if (times > applied.getOrDefault(name, 0)) {
                wrong.add(name + " was reported accepted " + times + " times and applied "
                        + applied.getOrDefault(name, 0) + " times");
            }
        });
        frozen.forEach((name, times) -> {
            if (times > source.shown().getOrDefault(name, 0)) {
                wrong.add(name + " was frozen " + times + " times, and never there more than "
                        + source.shown().get(name) + " times");
            }
        });
        if (end.isComplete()) {
            source.counts().forEach((name, times) -> {
                if (times > frozen.getOrDefault(name, 0)) {
                    wrong.add(name + " is there " + times + " times and was frozen " + frozen.getOrDefault(name, 0)
                            + " times");
                }
            });
        }
        Set<Unfinished> unfinished = end.isComplete() ? Set.of() : unfinished(end, runs, wrong);
        if (!runs.isEmpty()) {
            DateBooks books =
                    DateAccount.draw(outbox.store(), runs, setting.later()).books();
            if (!books.balance()) {
                wrong.add("the books of the date do not add up: " + books.equation());
            }
        }
        return new Judged(
                runs.size(),
                met,
                wrong.stream().map(text -> text + ": " + setting.story()).toList(),
                end.isComplete() ? Optional.empty() : Optional.of(unfinished));
    }

    private Map<List<String>, Long> alike(List<FrozenRun> runs) throws IOException {
        Map<List<String>, Long> alike = new HashMap<>();
        for (FrozenRun run : runs) {
            for (PayloadHistory history : histories(run)) {
                alike.merge(names(outbox.store(), run, history), 1L, Long::sum);
            }
        }
        return alike;
    }

    /**
     * What keeps the date from its end.
     *
     * @param wrong gets what is none of the reasons
     */
    private Set<Unfinished> unfinished(End end, List<FrozenRun> runs, List<String> wrong) {
        if (end.told().isPresent()) {
            if (!rotten.isEmpty() && end.told().get() instanceof LostOutboxException) {
                return EnumSet.of(Unfinished.ROTTEN);
            }
            wrong.add("the last driver ended with "
                    + ExceptionUtils.getStackTrace(end.told().get()));
            return Set.of();
        }
        List<FrozenRun> begun = runs.stream()
                .filter(run -> !new Journal(outbox.store(), run.paths()).isUntouched())
                .toList();
        Set<Unfinished> reasons = EnumSet.noneOf(Unfinished.class);
        int left = 0;
        for (FrozenRun run : begun) {
            for (PayloadHistory history : left(histories(run))) {
                left++;
                reason(run, history)
                        .ifPresentOrElse(
                                reasons::add,
                                () -> wrong.add(name(run, history) + " was left " + history.state(setting.later())
                                        + ", and nothing kept it from being sent: " + history.receipts()));
            }
        }
        if (left == 0) {
            wrong.add("nothing kept the date from its end, and it did not come to it");
        }
        return reasons;
    }

    /** As the job finds them that would go on. */
    private List<PayloadHistory> left(List<PayloadHistory> histories) {
        return Stream.concat(
                        new SendRule(setting.config().value(UploadOptions.WHEN_UNKNOWN))
                                .toSendByAndBy(histories, setting.later()).stream(),
                        new SplitRule(setting.config()).toSplit(histories, setting.later()).stream())
                .toList();
    }

    private Optional<Unfinished> reason(FrozenRun run, PayloadHistory history) {
        if (rotten.contains(
                Path.of(run.paths().payload(history.payload().file()).toUri().getPath()))) {
            return Optional.of(Unfinished.ROTTEN);
        }
        return Optional.empty();
    }

    private List<PayloadHistory> histories(FrozenRun run) {
        return new Journal(outbox.store(), run.paths()).histories(run.payloads());
    }

    private static String name(FrozenRun run, PayloadHistory history) {
        return run.manifest().identity().runId() + "/" + history.payload().payloadId();
    }

    private static boolean isTold(Outcome outcome) {
        return Set.of(Outcome.ACCEPTED, Outcome.ASSUMED_ACCEPTED, Outcome.UNKNOWN)
                .contains(outcome);
    }

    /** The events of a payload, by their names; empty where its file is gone. */
    static List<String> names(Store store, FrozenRun run, PayloadHistory history) throws IOException {
        FrozenPayload payload = history.payload();
        if (!store.exists(run.paths().payload(payload.file()))) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (InputStream file = store.open(run.paths().payload(payload.file()))) {
            CsvRows rows = new CsvRows(file);
            int name = Arrays.asList(rows.nextValues().orElseThrow()).indexOf("event_name");
            for (int row = 0; row < payload.rows(); row++) {
                names.add(rows.nextValues().orElseThrow()[name]);
            }
        }
        return names;
    }

    /** How often each event was applied; what is none of the source's has a name that is nobody's. */
    static Map<String, Integer> applied(Path ledger) {
        Map<String, Integer> applied = new HashMap<>();
        try (var rows = Ledger.at(ledger).rows()) {
            rows.forEach(row -> applied.merge(
                    row.get("event_json").matches("\\{\"a\":\"b+\"}") ? row.get("event_name") : "what nobody froze",
                    1,
                    Integer::sum));
        }
        return applied;
    }
}
