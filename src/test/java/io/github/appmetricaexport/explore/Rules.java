package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.gate.Budgets;
import io.github.appmetricaexport.job.Resolving;
import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.outbox.Split;
import io.github.appmetricaexport.send.Leases;
import io.github.appmetricaexport.send.SendRule;
import io.github.appmetricaexport.send.SplitRule;
import io.github.appmetricaexport.upload.Attempts;
import io.github.appmetricaexport.upload.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the job's own classes say of a {@link World}; each answer is asked for once. */
final class Rules {
    /** As in {@link World}; so far, too, one host's clock may be ahead of another's. */
    static final Duration TICK = Duration.ofSeconds(5);

    private static final Duration SKEW = TICK.plusSeconds(1);

    static final Instant NOW = FrozenPayloads.NOW;
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    private final Bounds bounds;
    private final ExportConfig config;
    private final SendRule sendRule;
    private final SplitRule splitRule;
    private final RetryPolicy retryPolicy;
    private final Duration lease;
    private final Map<Long, Decision> decisions = new HashMap<>();
    private final Map<AttemptOutcome, Boolean> retries = new EnumMap<>(AttemptOutcome.class);
    private final Map<Long, Boolean> gates = new HashMap<>();

    /** @param isResolvable by an operator */
    record ByClock(boolean toSend, boolean isResolvable) {}

    /**
     * What is to be decided on one payload.
     *
     * @param ahead by a clock that is ahead
     * @param mayBeSent what the gate counts on being sent
     * @param toAssume what the policy decides on it, by some clock
     */
    record Decision(ByClock now, ByClock ahead, boolean mayBeSent, boolean toAssume, Outcome outcome, Told told) {}

    /**
     * What else the files say.
     *
     * @param lost answers, when all leases are over
     * @param lastAttempt that was claimed
     */
    record Told(PayloadState state, int lost, int lastAttempt) {}

    Rules(Bounds bounds) {
        this.bounds = bounds;
        config = config(bounds);
        sendRule = new SendRule(bounds.whenUnknown());
        splitRule = new SplitRule(config);
        retryPolicy = new RetryPolicy(config);
        lease = bounds.has(Guard.LEASE)
                ? Leases.lease(config).minus(bounds.has(Guard.SKEW) ? Duration.ZERO : SKEW)
                : Duration.ZERO;
        if (!Leases.claimToRequest(config).equals(TICK)) {
            throw new IllegalStateException("a world's tick is no longer as long as from a claim to its request");
        }
    }

    /** A call takes a tick, and so does the writing of a claim; clocks differ by a little more. */
    static ExportConfig config(Bounds bounds) {
        boolean isLimited = bounds.has(Part.BUDGET) && bounds.has(Guard.BUDGET);
        return TestConfig.with("upload { call-timeout = 5s, host-clock-skew = 6s, when-unknown = "
                + TestConfig.text(bounds.whenUnknown()) + " }\n"
                + (bounds.has(Part.KNOWN_PROXY) ? "api.ambiguous-statuses = [408, 429, 500, 502, 504]\n" : "")
                + "api.daily-event-budget = "
                + (isLimited ? bounds.size().payloads() : "null"));
    }

    Set<Integer> ambiguousStatuses() {
        return config.value(ApiOptions.AMBIGUOUS_STATUSES);
    }

    Decision of(World world, int payload) {
        return decisions.computeIfAbsent(world.filesOf(payload), files -> decide(history(world, payload)));
    }

    private Decision decide(PayloadHistory history) {
        List<PayloadHistory> alone = List.of(history);
        Instant ahead = NOW.plus(TICK);
        return new Decision(
                byClock(alone, NOW),
                byClock(alone, ahead),
                !sendRule.toSendByAndBy(alone, NOW).isEmpty(),
                !sendRule.toAssume(alone, ahead).isEmpty(),
                Outcome.of(history, LATER),
                new Told(history.state(NOW), history.lostAnswers(LATER), history.lastAttempt()));
    }

    private ByClock byClock(List<PayloadHistory> alone, Instant now) {
        return new ByClock(
                !sendRule.toSend(alone, now).isEmpty(),
                bounds.whenUnknown() == WhenUnknown.HOLD
                        && !Resolving.onAllInDoubt(alone, Verdict.ACCEPTED, now).isEmpty());
    }

    boolean isToSplit(World world, int payload) {
        List<PayloadHistory> run = new ArrayList<>();
        for (int other = 0; other < World.slots(bounds); other++) {
            if (world.isThere(other) && world.runOf(other) == world.runOf(payload)) {
                run.add(history(world, other));
            }
        }
        return splitRule.toSplit(run, NOW).stream()
                .anyMatch(history -> history.payload().payloadId().equals(id(payload)));
    }

    /** Whether the sender of an attempt may go on with the next one; that it used up all its attempts is as if it died. */
    boolean triesAgain(AttemptOutcome outcome) {
        return retries.computeIfAbsent(
                outcome,
                known -> retryPolicy.after(
                                Attempts.ending(known),
                                1,
                                NOW,
                                NOW.plus(Duration.ofDays(1)),
                                NOW.plus(Duration.ofDays(2)),
                                new Random(1))
                        instanceof RetryPolicy.Again);
    }

    /** Whether the gate lets so many events pass when other runs have sent so many. */
    boolean gateIsOpen(long events, long spent) {
        return gates.computeIfAbsent(
                events << 8 | spent, key -> Budgets.allow(config, FrozenPayloads.manifest(List.of()), events, spent));
    }

    static String id(int payload) {
        return "p" + (payload + 1);
    }

    static FrozenPayload payload(World world, int payload) {
        int parent = world.parentOf(payload);
        return new FrozenPayload(
                new FrozenPayload.Name(id(payload), parent < 0 ? "" : id(parent), id(payload) + ".csv"),
                new FrozenPayload.Owner("1111", IdentifierKind.PROFILE_ID),
                new FrozenPayload.Content(Math.max(1, world.rowsOf(payload)), 100, "00", 0, 1));
    }

    PayloadHistory history(World world, int payload) {
        SortedMap<Integer, Claim> claims = new TreeMap<>();
        SortedMap<Integer, Receipt> receipts = new TreeMap<>();
        for (int attempt = 1; attempt <= bounds.size().attempts(); attempt++) {
            if (world.hasReceipt(payload, attempt)) {
                AttemptOutcome outcome = world.receipt(payload, attempt);
                receipts.put(attempt, FrozenPayloads.receipt(id(payload), attempt, outcome, 299, ""));
            } else if (world.isClaimed(payload, attempt)) {
                Instant claimedAt = NOW.minus(TICK.multipliedBy(world.age(payload, attempt)));
                claims.put(
                        attempt,
                        new Claim(
                                new AttemptId(id(payload), attempt),
                                new Claim.Sender("1111", 1, "host", "task", "token"),
                                new Claim.Lease(claimedAt, claimedAt.plus(lease))));
            }
        }
        Optional<Split> split = world.isSplit(payload)
                ? Optional.of(new Split(id(payload), AttemptOutcome.TOO_LARGE, List.of(), NOW))
                : Optional.empty();
        return new PayloadHistory(payload(world, payload), claims, receipts, resolutions(world, payload), split);
    }

    private static List<Resolution> resolutions(World world, int payload) {
        if (!world.isDecided(payload)) {
            return List.of();
        }
        Verdict verdict = world.isDecidedAsAccepted(payload) ? Verdict.ACCEPTED : Verdict.NOT_APPLIED;
        return List.of(
                new Resolution(id(payload), verdict, world.decidedThrough(payload), "asked", "an operator", NOW));
    }

    /** Whether an attempt of which nothing is on record could still be under way by a clock that is ahead. */
    boolean mayBeUnderWay(World world, int payload, int attempt) {
        return world.isClaimed(payload, attempt)
                && !world.hasReceipt(payload, attempt)
                && attempt > world.decidedThrough(payload)
                && TICK.multipliedBy(world.age(payload, attempt) + 1L).compareTo(Leases.lease(config)) < 0;
    }

    /** How a world breaks the promise; empty when it does not. */
    String violation(World world) {
        int sum = 0;
        boolean doubled = false;
        for (int row = 0; row < World.rows(bounds); row++) {
            String wrong = violation(world, row);
            if (!wrong.isEmpty()) {
                return wrong;
            }
            sum += world.applied(row);
            doubled |= world.applied(row) > 1;
        }
        if (bounds.has(Guard.FATE) && World.hasSecondRun(bounds)) {
            if (world.fate(1) == World.BEGUN && world.run1() == World.WITHDRAWN) {
                return "run 1 was begun, and its payloads are deleted";
            }
            if (world.fate(1) == World.BEGUN && world.fate(2) == World.BEGUN && world.run2() == World.ALL_ROWS) {
                return "two runs with the same rows were begun";
            }
        }
        return bounds.has(Part.BUDGET) && !doubled && sum > bounds.size().payloads()
                ? "more rows were applied than the budget of the day allows"
                : "";
    }

    private String violation(World world, int row) {
        int lost = 0;
        int lies = 0;
        boolean told = false;
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            if (!world.isThere(payload) || !world.holds(payload, row)) {
                continue;
            }
            Decision decision = of(world, payload);
            lost += decision.told().lost();
            lies += world.lies(payload);
            told |= switch (decision.outcome()) {
                case ACCEPTED, ASSUMED_ACCEPTED, UNKNOWN -> true;
                case REJECTED, SPLIT, NOT_SENT -> false;
            };
            if (decision.outcome() == Outcome.ACCEPTED && world.applied(row) == 0) {
                return "row " + (row + 1) + " was reported accepted and never applied";
            }
        }
        int allowed = 1 + lies + (bounds.whenUnknown() == WhenUnknown.RESEND ? lost : 0);
        if (world.applied(row) > allowed) {
            return "row " + (row + 1) + " was applied " + world.applied(row) + " times";
        }
        return world.applied(row) > 0 && !told && lies == 0
                ? "row " + (row + 1) + " was applied and reported as not applied"
                : "";
    }
}
