package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the operator can do next, in sentences; nothing when all is well. */
public final class Advice {
    private static final int MOST_NAMED = 10;

    /** Beyond so many names a line is no longer read, and the command takes all that are in doubt. */
    private static final int MOST_TYPED = 5;

    private Advice() {}

    /**
     * Composes it.
     *
     * @param reasons why tasks were done with payloads, with how many
     * @param waiting what the budget alone holds back
     */
    public static List<String> of(
            ExportConfig config,
            Settled settled,
            List<String> objections,
            Map<String, Integer> reasons,
            Waiting waiting) {
        RunResult run = settled.run();
        Books books = run.books();
        List<String> advice = new ArrayList<>(objections);
        if (run.outcome() == RunOutcome.UNBALANCED) {
            advice.add("trust no number of this run; keep the outbox as it is and report it with the log");
        }
        List<PayloadResult> doubts = settled.of(Outcome.UNKNOWN).toList();
        if (!doubts.isEmpty() && run.outcome() != RunOutcome.INCOMPLETE) {
            advice.add(String.format(
                    Locale.ROOT,
                    "in doubt: %,d events in %s. Find out whether they were applied (application and time span are in the"
                            + " table), then run: %s",
                    books.events(Outcome.UNKNOWN),
                    named(doubts),
                    resolveCommandLine(
                            run.manifest(),
                            doubts.stream().map(PayloadResult::payloadId).toList())));
        }
        List<String> spoilt = settled.histories().stream()
                .flatMap(history -> history.damage().files().stream())
                .toList();
        if (!spoilt.isEmpty()) {
            advice.add(spoilt.size()
                    + " files of the outbox count for nothing, their payloads were taken for unknown where"
                    + " no other file tells: "
                    + spoilt.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")));
        }
        long inOtherWords = Stream.of(Outcome.UNKNOWN, Outcome.ASSUMED_ACCEPTED)
                .flatMap(settled::of)
                .filter(Advice::isAnsweredInOtherWords)
                .count();
        if (inOtherWords > 0) {
            advice.add(inOtherWords + " payloads were answered 200 with other words than api.accepted-answer = \""
                    + config.value(ApiOptions.ACCEPTED_ANSWER)
                    + "\": see response in the table payloads. If the API says that by now when it took everything, set"
                    + " api.accepted-answer to it before the next export");
        }
        List<String> twice = settled.of(Outcome.ACCEPTED)
                .filter(payload -> payload.lostAnswers() > 0 && payload.resolution() == null)
                .map(PayloadResult::payloadId)
                .toList();
        if (!twice.isEmpty()) {
            advice.add(twice.size() + " payloads were sent again after a lost answer (lost_answers in the table), their"
                    + " events may have been applied twice: "
                    + twice.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")));
        }
        advice.addAll(first(
                counted(settled.of(Outcome.REJECTED).map(payload -> answer(config, payload))), " refused: "));
        boolean isIncomplete = books.payloads(Outcome.NOT_SENT) > 0 || run.outcome() == RunOutcome.INCOMPLETE;
        if (isIncomplete && objections.isEmpty()) {
            advice.addAll(first(new TreeMap<>(reasons), ": "));
            advice.addAll(first(
                    counted(settled.of(Outcome.NOT_SENT)
                            .map(PayloadResult::error)
                            .filter(Objects::nonNull)),
                    " not sent: "));
            if (waiting.holdsAny()) {
                advice.add(waiting.sentence());
            }
            advice.add("run the same command again " + (waiting.steps().isEmpty() ? "to resume" : "then")
                    + ": what was accepted is not sent again");
        }
        return advice;
    }

    /**
     * The command that decides what lost answers count for, as an operator types it.
     *
     * @param run whose they are; named where others came before it, which may have payloads of these names
     * @param payloadIds those in doubt, all of the run's, at least one
     */
    public static String resolveCommandLine(Manifest run, List<String> payloadIds) {
        String which = payloadIds.size() > MOST_TYPED
                ? "--all-unknown"
                : payloadIds.stream().map(id -> "--payload " + id).collect(Collectors.joining(" "));
        String ofRun = run.earlier().comparedWith().isEmpty()
                ? ""
                : " --run " + run.identity().run();
        return "jobs/submit.sh resolve --config FILE --date " + run.identity().date() + ofRun + " " + which
                + " --as accepted|not-applied --reason TEXT";
    }

    /** A whole 200; one that came too early or broke off has an error beside it. */
    private static boolean isAnsweredInOtherWords(PayloadResult payload) {
        return payload.httpStatus() != null && payload.httpStatus() == 200 && payload.error() == null;
    }

    private static String named(List<PayloadResult> payloads) {
        String named = payloads.stream()
                .limit(MOST_NAMED)
                .map(payload -> String.format(
                        Locale.ROOT,
                        "%s (%,d of application %s)",
                        payload.payloadId(),
                        payload.rows(),
                        payload.applicationId()))
                .collect(Collectors.joining(", "));
        int more = payloads.size() - MOST_NAMED;
        return more > 0 ? named + " and " + more + " more payloads" : named;
    }

    /** Those that most payloads have: one for each of a thousand applications nobody reads. */
    private static List<String> first(Map<String, ? extends Number> counts, String what) {
        List<Map.Entry<String, ? extends Number>> sorted = new ArrayList<>(counts.entrySet());
        sorted.sort(Comparator.comparingLong(reason -> -reason.getValue().longValue()));
        List<String> told = new ArrayList<>();
        long others = 0;
        for (Map.Entry<String, ? extends Number> reason : sorted) {
            if (told.size() < MOST_NAMED) {
                told.add(reason.getValue() + " payloads" + what + reason.getKey());
            } else {
                others += reason.getValue().longValue();
            }
        }
        if (others > 0) {
            told.add(others + " payloads more" + what + "see the table payloads");
        }
        return told;
    }

    private static Map<String, Long> counted(Stream<String> texts) {
        return texts.collect(Collectors.groupingBy(text -> text, TreeMap::new, Collectors.counting()));
    }

    private static String answer(ExportConfig config, PayloadResult payload) {
        String remedy = switch (payload.httpStatus()) {
            case 401, 403 ->
                "the API refuses the key of application " + payload.applicationId()
                        + ": set the right one and run again, nothing of it was applied";
            case 413 -> "too large for the API, and not to be halved: see the tables payloads and rejects";
            case 400 -> badRequest(config, payload);
            default -> "see response in the table";
        };
        return "status " + payload.httpStatus() + ", " + remedy;
    }

    private static String badRequest(ExportConfig config, PayloadResult payload) {
        if (payload.rows() == 1) {
            return "a single row each: it is in the table rejects, stage api, with the API's answer";
        }
        return config.value(ApiOptions.REJECTION_IS_ATOMIC)
                ? "the search for its bad rows ended at api.max-bisect-requests = "
                        + config.value(ApiOptions.MAX_BISECT_REQUESTS)
                        + ": see response in the table, or raise it and run again"
                : "its rows are in the table rejects, stage api. Once you have established that a 400 refuses the whole file,"
                        + " api.rejection-is-atomic = true and another export find the bad rows and send the others";
    }
}
