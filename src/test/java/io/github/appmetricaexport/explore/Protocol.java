package io.github.appmetricaexport.explore;

import static io.github.appmetricaexport.explore.World.ANSWERED;
import static io.github.appmetricaexport.explore.World.CLAIMED;
import static io.github.appmetricaexport.explore.World.IDLE;
import static io.github.appmetricaexport.explore.World.LOOKED;
import static io.github.appmetricaexport.explore.World.OPENED;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.explore.Step.Kind;
import java.util.List;

/** Every step that is possible in a world: what tasks do, and what befalls them. Those of drivers: {@link Driving}. */
final class Protocol {
    /** Takes each possible step. */
    interface Sink {
        /** @param violation of the step itself; empty where there is none */
        void take(Step step, World next, String violation);
    }

    private final Bounds bounds;
    private final Rules rules;
    private final Driving driving;
    private final List<Answer> answers;

    Protocol(Bounds bounds, Rules rules) {
        this.bounds = bounds;
        this.rules = rules;
        driving = new Driving(bounds, rules);
        answers = List.of(Answer.values()).stream().filter(this::isPlayed).toList();
    }

    private boolean isPlayed(Answer answer) {
        return switch (answer) {
            case KEY_REFUSED -> bounds.has(Part.REFUSED_KEYS);
            case TOO_LARGE -> bounds.has(Part.HALVING);
            case PUT_OFF_AND_APPLIED -> bounds.has(Part.PROXY);
            default -> true;
        };
    }

    void steps(World world, Sink sink) {
        driving.steps(world, sink);
        for (int task = 0; task < bounds.size().tasks(); task++) {
            switch (world.task(task)) {
                case LOOKED -> claim(world, task, sink);
                case CLAIMED -> {
                    if (bounds.has(Part.FREEZING) || bounds.has(Part.SECOND_LOOK)) {
                        open(world, task, sink);
                    } else {
                        send(world, task, sink);
                    }
                }
                case OPENED -> send(world, task, sink);
                case ANSWERED -> record(world, task, sink);
                default -> {
                    continue;
                }
            }
            World next = world.copy();
            next.end(task);
            sink.take(at(Kind.TASK_DIES, world, task), next, "");
        }
        endLeases(world, sink);
        if (bounds.has(Part.ROT) && !world.isRotten(0)) {
            World next = world.copy();
            next.rot(0);
            sink.take(Step.of(Kind.ROTS, 0, 0, 0), next, "");
        }
    }

    /** One by one, in any order: whose clock is right nobody knows. */
    private void endLeases(World world, Sink sink) {
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            for (int attempt = 1; attempt <= bounds.size().attempts(); attempt++) {
                if (world.isClaimed(payload, attempt)
                        && !world.hasReceipt(payload, attempt)
                        && world.age(payload, attempt) == World.YOUNG) {
                    World next = world.copy();
                    next.claim(payload, attempt, World.OLD);
                    sink.take(Step.of(Kind.LEASE_ENDS, 0, payload, attempt), next, "");
                }
            }
        }
    }

    private static Step at(Kind kind, World world, int task) {
        return Step.of(kind, task, world.payloadOfTask(task), world.attemptOfTask(task));
    }

    private boolean ownsDate(World world, int task) {
        return world.epochOfTask(task) == world.epoch();
    }

    private void claim(World world, int task, Sink sink) {
        int payload = world.payloadOfTask(task);
        int attempt = world.attemptOfTask(task);
        if (attempt > bounds.size().attempts()) {
            return;
        }
        if (bounds.has(Guard.CLAIM) && world.isClaimed(payload, attempt)) {
            World next = world.copy();
            AttemptOutcome made = world.hasReceipt(payload, attempt) ? world.receipt(payload, attempt) : null;
            if (made == AttemptOutcome.REFUSED_FOR_NOW || made == AttemptOutcome.NOT_SENT) {
                lookAgain(next, task);
            } else {
                next.end(task);
            }
            sink.take(at(Kind.LOSES_CLAIM, world, task), next, stopped(next, task));
            return;
        }
        World next = world.copy();
        next.claim(payload, attempt, World.YOUNG);
        next.task(task, CLAIMED);
        sink.take(at(Kind.CLAIMS, world, task), next, whatMayBeUnderWay(world, payload, attempt));
    }

    private String whatMayBeUnderWay(World world, int payload, int attempt) {
        for (int earlier = 1; earlier < attempt; earlier++) {
            if (rules.mayBeUnderWay(world, payload, earlier)) {
                return "attempt " + attempt + " begins while attempt " + earlier + " may be under way";
            }
        }
        return "";
    }

    /** With the file in its hands a task sends it, whatever becomes of the folder. */
    private void open(World world, int task, Sink sink) {
        World next = world.copy();
        boolean isThere = world.runOf(world.payloadOfTask(task)) == 2 || world.run1() != World.WITHDRAWN;
        if (!isThere || bounds.has(Guard.FENCE) && !ownsDate(world, task)) {
            next.outcomeOfTask(task, AttemptOutcome.NOT_SENT);
            next.task(task, ANSWERED);
            sink.take(at(Kind.FINDS_NO_FILE, world, task), next, "");
        } else {
            next.task(task, OPENED);
            sink.take(at(Kind.OPENS, world, task), next, "");
        }
    }

    private void send(World world, int task, Sink sink) {
        int payload = world.payloadOfTask(task);
        boolean inTime = world.age(payload, world.attemptOfTask(task)) <= World.YOUNG;
        boolean isRotten = world.isRotten(payload);
        for (Answer answer : answers) {
            boolean mayReachServer = inTime && !(isRotten && bounds.has(Guard.SHA));
            boolean isSilence = answer == Answer.NOT_SENT || answer == Answer.LOST;
            // To the job "not sent" is the same as "put off": it is played where nothing else can be.
            if (mayReachServer ? answer == Answer.NOT_SENT : !isSilence || isRotten && answer == Answer.LOST) {
                continue;
            }
            World next = world.copy();
            if (answer.isApplied()) {
                next.apply(payload);
            }
            next.outcomeOfTask(task, answer.outcome(rules.ambiguousStatuses()));
            next.task(task, ANSWERED);
            sink.take(
                    Step.of(Kind.ANSWERED, task, payload, answer.ordinal()),
                    next,
                    answer.isApplied() && isRotten ? "rows arrive that nobody froze" : "");
        }
    }

    private void record(World world, int task, Sink sink) {
        int payload = world.payloadOfTask(task);
        int attempt = world.attemptOfTask(task);
        AttemptOutcome outcome = world.outcomeOfTask(task);
        World next = world.copy();
        if (!world.hasReceipt(payload, attempt)) {
            next.receipt(payload, attempt, outcome);
        }
        if (outcome == AttemptOutcome.KEY_REFUSED) {
            World dead = next.copy();
            dead.end(task);
            sink.take(at(Kind.RECEIPT_AND_DIES, world, task), dead, "");
            next.stop(world.epochOfTask(task));
        }
        goOn(next, task, outcome);
        sink.take(at(Kind.RECEIPT, world, task), next, stopped(next, task));
        if (!bounds.has(Guard.RECEIPT)) {
            World without = world.copy();
            goOn(without, task, outcome);
            sink.take(at(Kind.NO_RECEIPT, world, task), without, "");
        }
    }

    private void goOn(World next, int task, AttemptOutcome outcome) {
        if (next.isRotten(next.payloadOfTask(task)) && outcome == AttemptOutcome.NOT_SENT
                || !rules.triesAgain(outcome)) {
            next.end(task);
        } else {
            lookAgain(next, task);
        }
    }

    /**
     * Before its next attempt a task looks at the lock and the stops. When it looks is no step of its own: whoever looks at once,
     * and then is slow, does all that whoever looks later can do.
     */
    private void lookAgain(World next, int task) {
        next.nextAttempt(task);
        boolean isStopped = next.isStopped(next.epochOfTask(task));
        if (bounds.has(Guard.FENCE) && !ownsDate(next, task) || bounds.has(Guard.STOP) && isStopped) {
            next.end(task);
        }
    }

    static String stopped(World next, int task) {
        return next.task(task) == LOOKED && next.isStopped(next.epochOfTask(task))
                ? "an attempt begins for an application whose key was refused"
                : "";
    }

    static boolean isIdle(World world, int task) {
        return world.task(task) == IDLE;
    }
}
