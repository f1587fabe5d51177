package io.github.appmetricaexport.explore;

import static io.github.appmetricaexport.explore.World.ALL_AND_LATE_ROWS;
import static io.github.appmetricaexport.explore.World.ALL_ROWS;
import static io.github.appmetricaexport.explore.World.AT_THE_GATE;
import static io.github.appmetricaexport.explore.World.BEGUN;
import static io.github.appmetricaexport.explore.World.FROZE;
import static io.github.appmetricaexport.explore.World.FROZEN;
import static io.github.appmetricaexport.explore.World.GAVE_WAY;
import static io.github.appmetricaexport.explore.World.HAS_CLEARED;
import static io.github.appmetricaexport.explore.World.IDLE;
import static io.github.appmetricaexport.explore.World.LATE_ROWS;
import static io.github.appmetricaexport.explore.World.MAY_BEGIN;
import static io.github.appmetricaexport.explore.World.MAY_FREEZE;
import static io.github.appmetricaexport.explore.World.PLANS;
import static io.github.appmetricaexport.explore.World.WITHDRAWING;
import static io.github.appmetricaexport.explore.World.WITHDRAWN;

import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.explore.Protocol.Sink;
import io.github.appmetricaexport.explore.Step.Kind;
import io.github.appmetricaexport.outbox.PayloadState;

/** The steps of a driver up to its first order: which run it sends, what it freezes, what gives way to that. */
final class Freezing {
    private final Bounds bounds;
    private final Rules rules;

    Freezing(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
    }

    void steps(World world, int driver, Sink sink) {
        int run = world.runOfDriver(driver);
        switch (world.driver(driver)) {
            case PLANS -> {
                if (Driving.ownsDate(world, driver)) {
                    World next = world.copy();
                    next.drives(driver, MAY_FREEZE, world.epochOfDriver(driver), run, world.inMind(driver), 0);
                    sink.take(Step.of(Kind.LOOKS_AT_LOCK, driver, -1, run), next, "");
                }
            }
            case MAY_FREEZE -> freeze(world, driver, run, sink);
            case FROZE -> lookAtOlder(world, driver, run, sink);
            case WITHDRAWING -> {
                World next = world.copy();
                next.run1(WITHDRAWN);
                next.driver(driver, AT_THE_GATE, world.epochOfDriver(driver), run);
                sink.take(Step.of(Kind.WITHDRAWS, driver, -1, 1), next, "");
            }
            case MAY_BEGIN -> clearTheWay(world, driver, run, sink);
            case HAS_CLEARED -> begin(world, driver, run, sink);
            default -> throw new IllegalStateException("a driver in phase " + world.driver(driver));
        }
    }

    /** What was begun is brought to its end first; of what was not, the last that was frozen is taken, or another planned. */
    void look(World world, int driver, Sink sink) {
        boolean isHeldUp = false;
        for (int run = 1; run <= 2; run++) {
            if (world.isFrozen(run) && world.isBegun(run) && isUnfinished(world, run)) {
                isHeldUp = true;
                Driving.move(world, Step.of(Kind.RESUMES, driver, -1, run), AT_THE_GATE, run, sink);
            }
        }
        if (isHeldUp) {
            return;
        }
        boolean isBegun = world.isBegun(1) || world.isBegun(2);
        if (isWaiting(world, 2)) {
            if (world.isBegun(1) == (world.run2() != ALL_ROWS)) {
                Driving.move(world, Step.of(Kind.RESUMES, driver, -1, 2), isBegun ? AT_THE_GATE : FROZE, 2, sink);
            }
        } else if (isBegun) {
            if (bounds.has(Part.LATE_ROWS)
                    && world.sourceIsLarger()
                    && world.run2() == 0
                    && isSettledOrInDoubt(world)) {
                plan(world, driver, 2, bounds.has(Guard.COMPARISON) ? LATE_ROWS : ALL_AND_LATE_ROWS, sink);
            }
        } else if (world.run1() == 0) {
            plan(world, driver, 1, FROZEN, sink);
            if (isAnotherPlanning(world, driver)) {
                plan(world, driver, 2, ALL_ROWS, sink);
            }
        } else if (isWaiting(world, 1) && !(world.sourceIsLarger() && bounds.has(Part.FREEZING))) {
            Driving.move(world, Step.of(Kind.RESUMES, driver, -1, 1), AT_THE_GATE, 1, sink);
        } else if (world.run2() == 0 && bounds.has(Part.FREEZING)) {
            plan(world, driver, 2, ALL_ROWS, sink);
        }
    }

    private boolean isUnfinished(World world, int run) {
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            if (world.runOf(payload) == run
                    && world.isThere(payload)
                    && rules.of(world, payload).mayBeSent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWaiting(World world, int run) {
        return world.isFrozen(run) && !world.isBegun(run) && world.fate(run) != GAVE_WAY;
    }

    private void plan(World world, int driver, int run, int rows, Sink sink) {
        World next = world.copy();
        next.drives(driver, PLANS, world.epochOfDriver(driver), run, rows, 0);
        Kind kind = rows == LATE_ROWS || rows == ALL_AND_LATE_ROWS ? Kind.FINDS_SETTLED : Kind.FINDS_UNTOUCHED;
        sink.take(Step.of(kind, driver, -1, run), next, "");
    }

    private boolean isAnotherPlanning(World world, int driver) {
        for (int other = 0; other < bounds.size().drivers(); other++) {
            if (other != driver && (world.driver(other) == PLANS || world.driver(other) == MAY_FREEZE)) {
                return true;
            }
        }
        return false;
    }

    /** Nothing of the first run may be sent any more, or decides itself. */
    private boolean isSettledOrInDoubt(World world) {
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            if (world.runOf(payload) == 1 && world.isThere(payload)) {
                Rules.Decision decision = rules.of(world, payload);
                if (decision.mayBeSent() || decision.told().state() == PayloadState.IN_FLIGHT) {
                    return false;
                }
            }
        }
        return true;
    }

    private void freeze(World world, int driver, int run, Sink sink) {
        boolean isThere = run == 1 ? world.run1() != 0 : world.run2() != 0;
        if (isThere) {
            Driving.move(world, Step.of(Kind.FINDS_FROZEN, driver, -1, run), IDLE, 0, sink);
            return;
        }
        World next = world.copy();
        if (run == 1) {
            next.run1(FROZEN);
        } else {
            next.run2(world.inMind(driver));
        }
        next.driver(driver, run == 1 ? AT_THE_GATE : FROZE, world.epochOfDriver(driver), run);
        sink.take(Step.of(Kind.FREEZES, driver, -1, run), next, "");
    }

    /** A run of which the older one is not the base takes its place. */
    private void lookAtOlder(World world, int driver, int run, Sink sink) {
        if (!bounds.has(Guard.FATE)) {
            if (world.run1() == FROZEN && world.isUntouched(1)) {
                Driving.move(world, Step.of(Kind.SEES_OLDER_UNTOUCHED, driver, -1, 1), WITHDRAWING, run, sink);
            } else {
                Driving.move(world, Step.of(Kind.RESUMES, driver, -1, run), AT_THE_GATE, run, sink);
            }
        } else if (world.run2() != ALL_ROWS || world.run1() != FROZEN) {
            Driving.move(world, Step.of(Kind.RESUMES, driver, -1, run), AT_THE_GATE, run, sink);
        } else {
            makeWay(world, driver, WITHDRAWING, run, sink);
        }
    }

    /** The other run, if this one was not compared with it. */
    private void clearTheWay(World world, int driver, int run, Sink sink) {
        boolean isCompared = run == 1 ? world.run2() > ALL_ROWS : world.run2() != ALL_ROWS;
        if (isCompared || !world.isFrozen(3 - run)) {
            Driving.move(world, Step.of(Kind.FINDS_NO_OTHER, driver, -1, run), HAS_CLEARED, run, sink);
        } else {
            makeWay(world, driver, HAS_CLEARED, run, sink);
        }
    }

    private void makeWay(World world, int driver, int then, int run, Sink sink) {
        int other = 3 - run;
        if (world.fate(other) == BEGUN) {
            Driving.move(world, Step.of(Kind.FINDS_OTHER_BEGUN, driver, -1, other), IDLE, 0, sink);
            return;
        }
        World next = world.copy();
        next.fate(other, GAVE_WAY);
        next.driver(driver, then, world.epochOfDriver(driver), run);
        sink.take(Step.of(Kind.MAKES_WAY, driver, -1, other), next, "");
    }

    private void begin(World world, int driver, int run, Sink sink) {
        if (world.fate(run) == GAVE_WAY) {
            Driving.move(world, Step.of(Kind.FINDS_IT_GAVE_WAY, driver, -1, run), IDLE, 0, sink);
            return;
        }
        World next = world.copy();
        next.fate(run, BEGUN);
        Driving.send(next, driver, run);
        sink.take(Step.of(Kind.BEGINS, driver, -1, run), next, "");
    }
}
