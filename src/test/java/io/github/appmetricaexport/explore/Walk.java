package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.explore.Step.Kind;
import io.github.appmetricaexport.outbox.PayloadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** A history by chance, of steps that can be played with real files and threads, with what each of them leads to. */
public final class Walk {
    /**
     * A step, and what is to be seen after it.
     *
     * @param states of the payloads
     * @param applied how often each row was, by the ledger
     */
    public record Stage(Step step, List<PayloadState> states, List<Integer> applied) {}

    private final Bounds bounds;
    private final Rules rules;
    private final Protocol protocol;
    private World world;

    private Walk(Bounds bounds) {
        this.bounds = bounds;
        rules = new Rules(bounds);
        protocol = new Protocol(bounds, rules);
        world = World.first(bounds);
    }

    /** That are told of, in their order. */
    public static int rows(Bounds bounds) {
        return World.rows(bounds);
    }

    public static List<Stage> of(Bounds bounds, long seed, int length) {
        Walk walk = new Walk(bounds);
        Random random = new Random(seed);
        List<Stage> stages = new ArrayList<>();
        for (int step = 0; step < length; step++) {
            Step last = step == 0 ? null : stages.get(step - 1).step();
            List<Step> steps = new ArrayList<>();
            List<World> worlds = new ArrayList<>();
            walk.protocol.steps(walk.world, (next, then, violation) -> {
                if (walk.canBePlayed(next, last)) {
                    steps.add(next);
                    worlds.add(then);
                }
            });
            if (steps.isEmpty()) {
                break;
            }
            int chosen = random.nextInt(steps.size());
            walk.world = worlds.get(chosen);
            stages.add(walk.stage(steps.get(chosen)));
        }
        return stages;
    }

    private Stage stage(Step step) {
        List<PayloadState> states = new ArrayList<>();
        for (int payload = 0; payload < bounds.size().payloads(); payload++) {
            states.add(rules.of(world, payload).told().state());
        }
        List<Integer> applied = new ArrayList<>();
        for (int row = 0; row < World.rows(bounds); row++) {
            applied.add(world.applied(row));
        }
        return new Stage(step, states, applied);
    }

    /** A real task looks at the lock at once when it has claimed, and a real clock ends all leases that run. */
    private boolean canBePlayed(Step step, Step last) {
        if (last != null && (last.kind() == Kind.FINDS_NO_OTHER || isOfHasCleared(last))) {
            // The real outbox looks at the others and begins in one go.
            return step.actor() == last.actor()
                    && (step.kind() == Kind.BEGINS || step.kind() == Kind.FINDS_IT_GAVE_WAY);
        }
        if (last != null && last.kind() == Kind.CLAIMS) {
            return step.actor() == last.actor() && (step.kind() == Kind.OPENS || step.kind() == Kind.FINDS_NO_FILE);
        }
        return switch (step.kind()) {
            case LEASE_ENDS -> leasesThatRun() == 1 && nobodyIsAboutToClaim();
            case ANSWERED ->
                world.age(step.payload(), world.attemptOfTask(step.actor())) == World.YOUNG
                        || step.answer() == Answer.NOT_SENT;
            // So that something is sent; the same in every process, as the hash of an enum is not.
            case DRIVER_DIES, TASK_DIES ->
                Objects.hash(step.actor(), step.payload(), step.number()) * 0x9E3779B9 >>> 30 == 0;
            default -> true;
        };
    }

    private boolean isOfHasCleared(Step last) {
        return last.kind() == Kind.MAKES_WAY && world.driver(last.actor()) == World.HAS_CLEARED;
    }

    /** Whose lease would begin before the time that passes. */
    private boolean nobodyIsAboutToClaim() {
        for (int task = 0; task < bounds.size().tasks(); task++) {
            if (world.task(task) == World.LOOKED) {
                return false;
            }
        }
        return true;
    }

    private int leasesThatRun() {
        int run = 0;
        for (int payload = 0; payload < World.slots(bounds); payload++) {
            for (int attempt = 1; attempt <= bounds.size().attempts(); attempt++) {
                boolean isOpen = world.isClaimed(payload, attempt) && !world.hasReceipt(payload, attempt);
                run += isOpen && world.age(payload, attempt) == World.YOUNG ? 1 : 0;
            }
        }
        return run;
    }
}
