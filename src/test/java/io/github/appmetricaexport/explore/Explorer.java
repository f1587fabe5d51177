package io.github.appmetricaexport.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Looks at every history within its bounds, the shortest first, and stops at the first that breaks the promise. */
final class Explorer {
    private static final int FIRST_CAPACITY = 1 << 16;

    private final Bounds bounds;
    private final Rules rules;
    private final Protocol protocol;

    /** By number: the state's hash, and the state that it was first reached from. */
    private long[] hashes = new long[FIRST_CAPACITY];

    private int[] reachedFrom = new int[FIRST_CAPACITY];
    private int states;
    /** Numbers of states, by their hashes, plus 1. */
    private int[] table = new int[2 * FIRST_CAPACITY];

    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long steps;
    private Optional<Story> found = Optional.empty();

    /**
     * What an exploration came to.
     *
     * @param states different ones, symmetric ones counted once
     * @param steps that lead from one to another
     * @param violation the shortest story that breaks the promise
     */
    record Result(Bounds bounds, int states, long steps, Optional<Story> violation) {}

    private Explorer(Bounds bounds) {
        this.bounds = bounds;
        rules = new Rules(bounds);
        protocol = new Protocol(bounds, rules);
    }

    static Result explore(Bounds bounds) {
        return new Explorer(bounds).run();
    }

    private Result run() {
        add(World.first(bounds).inOrder(), -1);
        int[] here = new int[1];
        for (byte[] cells = waiting.poll(); cells != null && found.isEmpty(); cells = waiting.poll()) {
            int from = here[0]++;
            protocol.steps(World.of(bounds, cells), (step, next, violation) -> {
                steps++;
                if (found.isEmpty()) {
                    String wrong = violation.isEmpty() ? rules.violation(next) : violation;
                    if (wrong.isEmpty()) {
                        add(next.inOrder(), from);
                    } else {
                        found = Optional.of(story(from, next.inOrder().hash(), wrong));
                    }
                }
            });
        }
        return new Result(bounds, states, steps, found);
    }

    private void add(World world, int from) {
        long hash = world.hash();
        int place = placeOf(hash);
        if (table[place] != 0) {
            return;
        }
        if (states == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * states);
            reachedFrom = Arrays.copyOf(reachedFrom, 2 * states);
        }
        hashes[states] = hash;
        reachedFrom[states] = from;
        states++;
        table[place] = states;
        if (3L * states > 2L * table.length) {
            table = new int[2 * table.length];
            for (int state = 0; state < states; state++) {
                table[placeOf(hashes[state])] = state + 1;
            }
        }
        waiting.add(world.cells());
    }

    private int placeOf(long hash) {
        int place = (int) (hash >>> 32 ^ hash) & table.length - 1;
        while (table[place] != 0 && hashes[table[place] - 1] != hash) {
            place = place + 1 & table.length - 1;
        }
        return place;
    }

    /** Goes the way once more with names that stay what they are. */
    private Story story(int last, long end, String wrong) {
        List<Long> way = new ArrayList<>(List.of(end));
        for (int state = last; state > 0; state = reachedFrom[state]) {
            way.add(hashes[state]);
        }
        Collections.reverse(way);
        List<Step> told = new ArrayList<>();
        World[] world = {World.first(bounds)};
        for (long hash : way) {
            World from = world[0];
            boolean[] isFound = new boolean[1];
            boolean isLast = told.size() == way.size() - 1;
            protocol.steps(from, (step, next, violation) -> {
                boolean fits = isLast
                        ? violation.equals(wrong) || rules.violation(next).equals(wrong)
                        : true;
                if (!isFound[0] && fits && next.inOrder().hash() == hash) {
                    isFound[0] = true;
                    told.add(step);
                    world[0] = next;
                }
            });
        }
        return new Story(bounds, told, wrong);
    }
}
