package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.failure.OutOfReach;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Journal.Holdings;
import io.github.appmetricaexport.outbox.LostOutboxException;
import io.github.appmetricaexport.outbox.LostRuns;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.KnownRuns;
import io.github.appmetricaexport.results.KnownRuns.Payload;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.JobContext;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * Whether the outbox still has what was sent from it. Where it was deleted, moved or expired by a rule of a bucket the date
 * would look new, and be sent again; the results tables remember.
 */
public record LostOutbox(JobContext job, ResultsTables tables) {
    private static final int LONGEST_CAUSE = 600;

    /**
     * Looks, before anything is frozen or sent.
     *
     * @param decision to send the date anew all the same: its reason, empty without one
     * @param by the login of who decides
     * @return what the tables know of the date
     * @throws LostOutboxException when payloads are missed that nobody has decided on
     */
    public KnownRuns check(String decision, String by) {
        KnownRuns known = ask();
        TreeMap<String, List<Payload>> lost = lost(known);
        job.outbox().lostRuns().forEach(decided -> decided.runIds().forEach(lost::remove));
        if (lost.isEmpty()) {
            if (!decision.isBlank()) {
                job.say("the outbox has all that is known to have been sent of " + job.date()
                        + ": --after-lost-outbox changes nothing");
            }
            return known;
        }
        if (decision.isBlank()) {
            throw new LostOutboxException(words(lost));
        }
        LostRuns decided = new LostRuns(
                List.copyOf(lost.keySet()),
                lost.values().stream().mapToLong(LostOutbox::events).sum(),
                decision.strip(),
                by,
                job.now());
        job.outbox().record(decided);
        job.say("WARNING: " + warning(decided));
        return known;
    }

    /**
     * Looks before a run that nobody sends from is settled again: its rows in the tables would be replaced, and with them
     * what they remember.
     *
     * @param decided payloads whose lost answers are decided on now
     * @throws LostOutboxException when others of the run are missed
     */
    public void checkAllBut(FrozenRun run, Set<String> decided) {
        String runId = run.manifest().identity().runId();
        SortedMap<Integer, List<Payload>> known = ask().runs();
        List<Payload> missed = job.outbox().numberOf(runId).stream()
                .flatMap(number -> missed(number, known.getOrDefault(number, List.of())).stream())
                .filter(payload -> !decided.contains(payload.payloadId()))
                .toList();
        if (!missed.isEmpty()) {
            throw new LostOutboxException(words(new TreeMap<>(Map.of(runId, missed))));
        }
    }

    /** What is to be known of the date for ever, a sentence for each decision. */
    public static List<String> warnings(DateOutbox outbox) {
        return outbox.lostRuns().stream().map(LostOutbox::warning).toList();
    }

    private static String warning(LostRuns lost) {
        return String.format(
                Locale.ROOT,
                "the date was planned anew, whole, after the outbox of %s was lost, whose payloads hold %,d events: decided by"
                        + " %s at %s: %s",
                String.join(", ", lost.runIds()),
                lost.events(),
                lost.by(),
                lost.decidedAt(),
                lost.reason());
    }

    private KnownRuns ask() {
        try {
            return KnownRuns.of(tables, job.outbox(), job.date());
            // Spark asserts what others put into a table's folder, and throws what it does not declare.
        } catch (Exception | AssertionError e) {
            if (e instanceof IOException || OutOfReach.isBehind(e)) {
                throw new OutboxException(
                        "cannot read the results tables at " + tables.place() + ", which know whether anything of "
                                + job.date() + " was sent before; nothing was begun",
                        e);
            }
            Failures.besideTables(e, job.sparkContext().conf()).ifPresent(ended -> {
                throw ended;
            });
            throw new ConfigException(List.of(new Problem(
                    tables.option(),
                    tables.place(),
                    "cannot be read, and knows whether anything of " + job.date()
                            + " was sent before; nothing was begun."
                            + " Take away what others put there, and bring back from a copy what is damaged ("
                            + oneLine(e) + ")")));
        }
    }

    /** Without the stack that Spark puts into its messages. */
    static String oneLine(Throwable failure) {
        String words = StringUtils.substringBefore(String.valueOf(failure.getMessage()), "\n\tat ");
        return StringUtils.abbreviate(StringUtils.normalizeSpace(words), LONGEST_CAUSE);
    }

    /** By run, those payloads of which the outbox lacks what the tables know. */
    private TreeMap<String, List<Payload>> lost(KnownRuns known) {
        DateOutbox outbox = job.outbox();
        TreeMap<String, List<Payload>> lost = new TreeMap<>();
        outbox.runsWithoutManifest().forEach(run -> lost.put(outbox.runId(run), List.of()));
        known.runs().forEach((run, payloads) -> {
            List<Payload> missed = missed(run, payloads);
            if (!missed.isEmpty()) {
                lost.put(outbox.runId(run), missed);
            }
        });
        return lost;
    }

    private List<Payload> missed(int run, List<Payload> payloads) {
        if (!job.store().exists(job.outbox().paths(run).manifest())) {
            return payloads;
        }
        if (payloads.stream().allMatch(payload -> payload.attempts() == 0)) {
            return List.of();
        }
        Holdings holdings = new Journal(job.store(), job.outbox().paths(run)).holdings();
        return payloads.stream().filter(payload -> !isIn(holdings, payload)).toList();
    }

    private static boolean isIn(Holdings holdings, Payload payload) {
        String id = payload.payloadId();
        if (payload.isWhole()) {
            return !holdings.claims().isEmpty() || !holdings.receipts().isEmpty();
        }
        Set<Integer> attempts = new HashSet<>(numbers(holdings.claims(), id));
        attempts.addAll(numbers(holdings.receipts(), id));
        for (int attempt = 1; attempt <= payload.attempts(); attempt++) {
            if (!attempts.contains(attempt)) {
                return false;
            }
        }
        boolean isAnswered = is(payload, Outcome.ACCEPTED) || is(payload, Outcome.REJECTED);
        boolean isDecided = is(payload, Outcome.ASSUMED_ACCEPTED);
        return !(isAnswered && numbers(holdings.receipts(), id).isEmpty()
                || isDecided && numbers(holdings.resolutions(), id).isEmpty()
                || is(payload, Outcome.SPLIT) && !holdings.splits().contains(id));
    }

    private static Set<Integer> numbers(Map<String, SortedMap<Integer, Instant>> numbers, String payloadId) {
        return numbers.getOrDefault(payloadId, Collections.emptySortedMap()).keySet();
    }

    private static boolean is(Payload payload, Outcome outcome) {
        return payload.outcome().equals(outcome.label());
    }

    /** Those of a payload that was halved are counted with its halves. */
    private static long events(List<Payload> payloads) {
        return payloads.stream()
                .filter(payload -> !is(payload, Outcome.SPLIT))
                .mapToLong(Payload::rows)
                .sum();
    }

    private String words(TreeMap<String, List<Payload>> lost) {
        List<String> runs = new ArrayList<>();
        lost.forEach((runId, payloads) -> runs.add(
                payloads.isEmpty()
                        ? "run " + runId + " was begun and has no manifest"
                        : String.format(
                                Locale.ROOT,
                                "run %s: %,d events in %,d payloads (%s)",
                                runId,
                                events(payloads),
                                payloads.size(),
                                payloads.stream()
                                        .collect(Collectors.groupingBy(
                                                payload -> payload.outcome().replace('_', ' '),
                                                TreeMap::new,
                                                Collectors.counting()))
                                        .entrySet()
                                        .stream()
                                        .map(outcome -> outcome.getValue() + " " + outcome.getKey())
                                        .collect(Collectors.joining(", ")))));
        return "the outbox has lost what was sent of " + job.date() + ". The results tables at " + tables.place()
                + " know what " + job.outbox().folder() + " does not: " + String.join("; ", runs)
                + ". Sent again, these events would count twice for ever, so nothing was planned or sent. Was work.path changed,"
                + " emptied, or expired by a rule of the bucket? Bring the folder back and run again. If another job of this name"
                + " writes to these tables, give this one a job.name of its own. If the outbox is lost for good, leave the date as"
                + " it is, or, once you know that AppMetrica has none of these events, send it anew, whole:"
                + " export --after-lost-outbox 'HOW YOU KNOW'; this is kept with your login in the table runs";
    }
}
