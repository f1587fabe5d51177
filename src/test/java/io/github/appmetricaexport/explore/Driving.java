package io.github.appmetricaexport.explore;

import static io.github.appmetricaexport.explore.World.AT_THE_GATE;
import static io.github.appmetricaexport.explore.World.FROZE;
import static io.github.appmetricaexport.explore.World.HALVING;
import static io.github.appmetricaexport.explore.World.HAS_CLEARED;
import static io.github.appmetricaexport.explore.World.IDLE;
import static io.github.appmetricaexport.explore.World.MAY_BEGIN;
import static io.github.appmetricaexport.explore.World.MAY_FREEZE;
import static io.github.appmetricaexport.explore.World.OWNER;
import static io.github.appmetricaexport.explore.World.PLANS;
import static io.github.appmetricaexport.explore.World.RESOLVING;
import static io.github.appmetricaexport.explore.World.SENDING;
import static io.github.appmetricaexport.explore.World.WITHDRAWING;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.explore.Protocol.Sink;
import io.github.appmetricaexport.explore.Step.Kind;

/** The steps of drivers and operators: the lock, the gate, orders, decisions, halves. What is to be sent: {@link Freezing}. */
final class Driving {
    private final Bounds bounds;
    private final Rules rules;
    private final Freezing freezing;

    Driving(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
        freezing = new Freezing(bounds, rules);
    }

    void steps(World world, Sink sink) {
        if (World.hasSecondRun(bounds) && !world.sourceIsLarger() && world.run1() != 0) {
            World next = world.copy();
            next.enlargeSource();
            sink.take(Step.of(Kind.SOURCE_CHANGES, 0, -1, 0), next, "");
        }
        for (int driver = 0; driver < bounds.size().drivers(); driver++) {
            if (world.driver(driver) == IDLE) {
                takeLock(world, driver, sink);
            } else {
                drive(world, driver, sink);
                move(world, Step.of(Kind.DRIVER_DIES, driver, -1, 0), IDLE, 0, sink);
            }
        }
    }

    /** The owner may be dead, or silent for longer than the lock's timeout, which looks the same. */
    private void takeLock(World world, int driver, Sink sink) {
        if (world.epoch() < bounds.owners()) {
            World next = world.copy();
            int epoch = world.epoch() + 1;
            next.epoch(epoch);
            replace(next);
            boolean isPlain = !World.hasSecondRun(bounds);
            next.driver(driver, isPlain ? SENDING : OWNER, epoch, isPlain ? 1 : 0);
            sink.take(Step.of(Kind.TAKES_LOCK, driver, -1, epoch), next, "");
        }
    }

    /** Whoever will find the new lock before doing anything more, or whose tasks will, may as well have found it. */
    private void replace(World next) {
        for (int driver = 0; driver < bounds.size().drivers(); driver++) {
            switch (next.driver(driver)) {
                case PLANS, SENDING -> next.driver(driver, IDLE, 0, 0);
                default -> {}
            }
        }
    }

    /** A driver's step that changes nothing but where it stands. */
    static void move(World world, Step step, int phase, int run, Sink sink) {
        World next = world.copy();
        next.driver(step.actor(), phase, phase == IDLE ? 0 : world.epochOfDriver(step.actor()), run);
        sink.take(step, next, "");
    }

    private void drive(World world, int driver, Sink sink) {
        int run = world.runOfDriver(driver);
        switch (world.driver(driver)) {
            case OWNER -> {
                freezing.look(world, driver, sink);
                lookAtDoubts(world, driver, 1, sink);
                lookAtDoubts(world, driver, 2, sink);
            }
            case PLANS, MAY_FREEZE, FROZE, WITHDRAWING, MAY_BEGIN, HAS_CLEARED -> freezing.steps(world, driver, sink);
            case AT_THE_GATE -> {
                if (gateIsOpen(world, run)) {
                    World next = world.copy();
                    if (world.isBegun(run) || !bounds.has(Guard.FATE)) {
                        send(next, driver, run);
                    } else {
                        next.driver(driver, MAY_BEGIN, world.epochOfDriver(driver), run);
                    }
                    sink.take(Step.of(Kind.GATE_OPENS, driver, -1, run), next, "");
                }
            }
            case SENDING -> {
                order(world, driver, run, sink);
                lookAtDoubts(world, driver, run, sink);
                lookAtHalves(world, driver, run, sink);
            }
            case RESOLVING -> {
                World next = world.copy();
                int payload = world.inMind(driver);
                next.decide(payload, world.moreInMind(driver) > 16, world.moreInMind(driver) & 15);
                next.driver(driver, IDLE, 0, 0);
                sink.take(Step.of(Kind.RESOLVES, driver, payload, 0), next, "");
            }
            case HALVING -> {
                World next = world.copy();
                next.split(world.inMind(driver));
                next.driver(driver, SENDING, world.epochOfDriver(driver), run);
                sink.take(Step.of(Kind.HALVES, driver, world.inMind(driver), 0), next, "");
            }
            default -> throw new IllegalStateException("a driver in phase " + world.driver(driver));
        }
    }

    /** If it still owns the date: else its tasks end at their first look. */
    static void send(World next, int driver, int run) {
        if (ownsDate(next, driver)) {
            next.driver(driver, SENDING, next.epochOfDriver(driver), run);
        } else {
            next.driver(driver, IDLE, 0, 0);
        }
    }

    static boolean ownsDate(World world, int driver) {
        return world.epochOfDriver(driver) == world.epoch();
    }

    private boolean gateIsOpen(World world, int run) {
        if (!bounds.has(Part.BUDGET)) {
            return true;
        }
        long events = 0;
        long spent = 0;
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            if (!world.isThere(payload)) {
                continue;
            }
            Rules.Decision decision = rules.of(world, payload);
            if (world.runOf(payload) == run) {
                events += decision.mayBeSent() ? world.rowsOf(payload) : 0;
            } else {
                spent += switch (decision.outcome()) {
                    case ACCEPTED, ASSUMED_ACCEPTED, UNKNOWN -> world.rowsOf(payload);
                    case REJECTED, SPLIT, NOT_SENT -> 0;
                };
            }
        }
        return rules.gateIsOpen(events, spent);
    }

    private void order(World world, int driver, int run, Sink sink) {
        if (!ownsDate(world, driver) || bounds.has(Guard.STOP) && world.isStopped(world.epochOfDriver(driver))) {
            // Its tasks end at their first look.
            return;
        }
        int task = 0;
        while (task < bounds.size().tasks() && !Protocol.isIdle(world, task)) {
            task++;
        }
        if (task == bounds.size().tasks()) {
            return;
        }
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            if (world.runOf(payload) != run || !world.isThere(payload)) {
                continue;
            }
            Rules.Decision decision = rules.of(world, payload);
            int attempt = decision.told().lastAttempt() + 1;
            boolean now = decision.now().toSend();
            if (!(now || decision.ahead().toSend()) || attempt > bounds.size().attempts()) {
                continue;
            }
            World next = world.copy();
            next.begin(task, world.epochOfDriver(driver), payload, attempt);
            sink.take(
                    Step.of(now ? Kind.ORDERS : Kind.ORDERS_BY_A_CLOCK_AHEAD, driver, payload, attempt),
                    next,
                    Protocol.stopped(next, task));
        }
    }

    /** An operator looks at the ledger, or the policy decides; what is decided is put on record by another step. */
    private void lookAtDoubts(World world, int driver, int run, Sink sink) {
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            if (world.runOf(payload) != run || !world.isThere(payload)) {
                continue;
            }
            Rules.Decision decision = rules.of(world, payload);
            int through = decision.told().lastAttempt();
            if (bounds.whenUnknown() == WhenUnknown.ASSUME_ACCEPTED) {
                if (decision.toAssume()) {
                    decide(world, driver, payload, through + 16, sink);
                }
            } else if (decision.now().isResolvable() || decision.ahead().isResolvable()) {
                boolean isApplied = isApplied(world, payload);
                decide(world, driver, payload, through + 16, sink);
                if (!isApplied || bounds.has(Part.LIES)) {
                    decide(world, driver, payload, through, sink);
                }
            }
        }
    }

    private boolean isApplied(World world, int payload) {
        for (int row = 0; row < World.rows(bounds); row++) {
            if (world.holds(payload, row) && world.applied(row) > 0) {
                return true;
            }
        }
        return false;
    }

    private void decide(World world, int driver, int payload, int verdict, Sink sink) {
        World next = world.copy();
        if (verdict < 16 && isApplied(world, payload)) {
            next.lie(payload);
        }
        next.drives(driver, RESOLVING, world.epochOfDriver(driver), world.runOfDriver(driver), payload, verdict);
        sink.take(
                Step.of(verdict > 16 ? Kind.LOOKS_ACCEPTED : Kind.LOOKS_NOT_APPLIED, driver, payload, verdict & 15),
                next,
                "");
    }

    private void lookAtHalves(World world, int driver, int run, Sink sink) {
        if (bounds.has(Part.HALVING) && run == 1 && !world.isSplit(0) && rules.isToSplit(world, 0)) {
            World next = world.copy();
            next.drives(driver, HALVING, world.epochOfDriver(driver), run, 0, 0);
            sink.take(Step.of(Kind.SEES_TOO_LARGE, driver, 0, 0), next, "");
        }
    }
}
