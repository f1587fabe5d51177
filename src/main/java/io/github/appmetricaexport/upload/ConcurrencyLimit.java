package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How many requests may be in flight at once: as many as the server likes, between one and a ceiling. No I/O, no clock.
 *
 * <p>It begins with one and grows by one with each acceptance, so that it doubles with each round trip, until the first
 * sign of trouble; from there on by one in {@value #ROUNDS_PER_STEP} round trips (additive increase). It shrinks by a factor
 * (multiplicative decrease) when the server refuses for now, when an answer is lost, and when answers take more than
 * {@value #TOLERATED_SLOWNESS} times as long as those to one request alone. One trouble shrinks it once: what was begun
 * before says nothing of the number since. A number that keeps being too many is tried ever more rarely, each time
 * after four times as many round trips: a lost answer is a payload in doubt.
 *
 * <p>While nothing gets through it is one; afterwards it doubles again up to where the trouble began.
 */
final class ConcurrencyLimit {
    static final int ROUNDS_PER_STEP = 8;
    static final int ROUNDS_AFTER_LOSS = 50;
    static final int MOST_ROUNDS_AFTER_REFUSAL = 100;
    static final int MOST_ROUNDS_AFTER_LOSS = 3_200;
    static final double TOLERATED_SLOWNESS = 2.0;

    private static final double AFTER_REFUSAL = 0.75;
    private static final double AFTER_LOSS = 0.5;
    private static final double AFTER_SLOWNESS = 0.8;

    /** An outlier among so few decides nothing. */
    private static final int SMALLEST_ROUND = 5;

    private static final int QUIET_ANSWERS = 9;

    private final Deque<Quiet> quiet = new ArrayDeque<>();
    private final List<Double> round = new ArrayList<>();
    private int ceiling;
    private double limit = 1;
    private double doublesUpTo = Double.MAX_VALUE;
    private int tooMany = Integer.MAX_VALUE;
    private int roundsToTooMany = ROUNDS_PER_STEP;
    private long era;
    private long requests;
    private long lastThatFilledIt;
    private int troublesInARow;

    /** The answer to a request that was alone. */
    private record Quiet(long bytes, double millis) {
        /** How long a payload of that size may take by itself: a larger one in proportion, a smaller one no less. */
        double expected(long other) {
            return millis * Math.max(1.0, other / (double) Math.max(1, bytes));
        }
    }

    /**
     * A request that begins now.
     *
     * @param inFlight requests under way, this one included
     * @param era tells whether the number was cut since
     * @param number of this request, counted from the first
     */
    record Begun(int inFlight, long era, long number) {}

    /** @param ceiling the most that it may come to, at least 1 */
    ConcurrencyLimit(int ceiling) {
        this.ceiling = ceiling;
    }

    /** Requests that may be in flight; at least 1, at most the ceiling. */
    int limit() {
        return Math.max(1, Math.min(ceiling, (int) limit));
    }

    /** Moves the ceiling; what was learned of the server stays. */
    void ceiling(int most) {
        ceiling = most;
    }

    Begun begin(int inFlight) {
        requests++;
        if (inFlight >= limit()) {
            lastThatFilledIt = requests;
        }
        return new Begun(inFlight, era, requests);
    }

    /**
     * Takes in how a request ended.
     *
     * @param bytes of its payload
     */
    void ended(Begun begun, AttemptOutcome outcome, long bytes, Duration latency) {
        if (begun.era() != era) {
            return;
        }
        switch (outcome) {
            case ACCEPTED -> accepted(begun, bytes, latency.toNanos() / 1e6);
            case REFUSED_FOR_NOW -> {
                wary(begun.inFlight(), ROUNDS_PER_STEP, MOST_ROUNDS_AFTER_REFUSAL);
                trouble(begun.inFlight() * AFTER_REFUSAL, begun.inFlight() * AFTER_REFUSAL);
            }
            case AMBIGUOUS -> {
                wary(begun.inFlight(), ROUNDS_AFTER_LOSS, MOST_ROUNDS_AFTER_LOSS);
                trouble(begun.inFlight() * AFTER_LOSS, 1);
            }
            // Nothing arrived: the number was not the reason.
            case NOT_SENT -> trouble(limit, 1);
            case REFUSED, KEY_REFUSED, ADDRESS_REFUSED, TOO_LARGE -> {}
        }
    }

    private void accepted(Begun begun, long bytes, double millis) {
        troublesInARow = 0;
        if (begun.inFlight() == 1) {
            quiet.addLast(new Quiet(bytes, millis));
            if (quiet.size() > QUIET_ANSWERS) {
                quiet.removeFirst();
            }
        }
        round.add(millis / expected(bytes));
        if (round.size() >= Math.max(SMALLEST_ROUND, limit())) {
            boolean slow = median(round) > TOLERATED_SLOWNESS;
            round.clear();
            if (slow && limit > 1) {
                shrink(limit * AFTER_SLOWNESS, limit * AFTER_SLOWNESS);
                return;
            }
        }
        // A limit that was not reached meanwhile was not put to the test.
        if (lastThatFilledIt >= begun.number()) {
            limit = Math.min(ceiling, limit + step());
        }
    }

    private double step() {
        if (limit < doublesUpTo) {
            return 1;
        }
        return 1 / (limit * (limit + 1 < tooMany ? ROUNDS_PER_STEP : roundsToTooMany));
    }

    /** Of a number, unless the trouble goes on whatever the number. */
    private void wary(int inFlight, int rounds, int mostRounds) {
        if (troublesInARow == 0) {
            roundsToTooMany = inFlight == tooMany ? Math.min(mostRounds, 4 * roundsToTooMany) : rounds;
            tooMany = inFlight;
        }
    }

    private double expected(long bytes) {
        return quiet.isEmpty()
                ? Double.MAX_VALUE
                : median(quiet.stream().map(answer -> answer.expected(bytes)).toList());
    }

    private void trouble(double doubleUpTo, double next) {
        troublesInARow++;
        if (troublesInARow == 1) {
            shrink(doubleUpTo, next);
        } else {
            // It goes on: that the server was asked too much at once is no longer the likely reason.
            shrink(doublesUpTo, 1);
        }
    }

    private void shrink(double doubleUpTo, double next) {
        doublesUpTo = Math.max(1, doubleUpTo);
        limit = Math.max(1, Math.min(ceiling, next));
        era++;
        round.clear();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
