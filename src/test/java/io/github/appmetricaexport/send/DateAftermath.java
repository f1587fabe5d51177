package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is left of a {@link ChaosDate} when everything has ended, and what of it breaks the promise.
 *
 * @param broken what was seen on the way
 * @param isComplete whether the last driver, which was left in peace, had nothing left to send and knew the source
 */
record DateAftermath(
        Setting setting, ChaosSource source, Outbox outbox, Path ledger, List<String> broken, boolean isComplete) {
    /** @param later when every lease is over */
    record Setting(String story, WhenUnknown whenUnknown, Instant later) {}

    /** Where it was read. */
    record Outbox(Store store, DateOutbox date) {}

    /**
     * The judgement.
     *
     * @param runs that have claimed payloads
     * @param payloads of them, by what they came to
     * @param violations with the story
     */
    record Judged(int runs, Map<Outcome, Integer> payloads, List<String> violations, boolean isComplete) {}

    Judged judged() throws IOException {
        List<FrozenRun> runs = outbox.date().counting();
        List<String> wrong = new ArrayList<>(broken);
        Map<Outcome, Integer> met = new EnumMap<>(Outcome.class);
        Map<String, Integer> frozen = new HashMap<>();
        Map<String, Integer> atMost = new HashMap<>();
        Map<String, Integer> atLeast = new HashMap<>();
        Map<String, Integer> told = new HashMap<>();
        for (FrozenRun run : runs) {
            for (PayloadHistory history : histories(run)) {
                Outcome outcome = Outcome.of(history, setting.later());
                met.merge(outcome, 1, Integer::sum);
                List<String> names = names(outbox.store(), run, history);
                if (names.isEmpty()) {
                    wrong.add(name(run, history) + " is " + outcome + ", and its file is gone");
                }
                int times =
                        1 + (setting.whenUnknown() == WhenUnknown.RESEND ? history.lostAnswers(setting.later()) : 0);
                boolean isFrozen = history.payload().parentId().isEmpty();
                for (String name : names) {
                    frozen.merge(name, isFrozen ? 1 : 0, Integer::sum);
                    if (outcome != Outcome.SPLIT) {
                        atMost.merge(name, times, Integer::sum);
                        atLeast.merge(name, outcome == Outcome.ACCEPTED ? 1 : 0, Integer::sum);
                        told.merge(name, isTold(outcome) ? times : 0, Integer::sum);
                    }
                }
                if (isComplete && outcome == Outcome.NOT_SENT) {
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
        if (isComplete) {
            source.counts().forEach((name, times) -> {
                if (times > frozen.getOrDefault(name, 0)) {
                    wrong.add(name + " is there " + times + " times and was frozen " + frozen.getOrDefault(name, 0)
                            + " times");
                }
            });
        }
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
                isComplete);
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
