package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.config.WhenUnknown;
import java.util.EnumSet;
import java.util.Set;

/**
 * How far the explorer goes.
 *
 * @param owners how often the date's lock is taken
 * @param parts what may happen beside the sending itself
 * @param without guards that are left out
 */
public record Bounds(Size size, int owners, WhenUnknown whenUnknown, Set<Part> parts, Set<Guard> without) {
    /**
     * Who takes part.
     *
     * @param drivers that are there at once
     * @param tasks of all drivers together that are there at once
     * @param payloads of the first run, one row each
     * @param attempts of each payload, over all runs and drivers
     */
    public record Size(int drivers, int tasks, int payloads, int attempts) {
        public Size {
            if (attempts > 6) {
                throw new IllegalArgumentException(
                        "explore.attempts must be 6 at most: a payload's files are told in one number");
            }
        }

        /** A size by system properties such as {@code -Dexplore.tasks=3}; what is absent is as here. */
        Size orAsAsked() {
            return new Size(
                    Integer.getInteger("explore.drivers", drivers),
                    Integer.getInteger("explore.tasks", tasks),
                    Integer.getInteger("explore.payloads", payloads),
                    Integer.getInteger("explore.attempts", attempts));
        }
    }

    /** Something that a whole exploration has or has not. */
    public enum Part {
        /** The first run is still to be frozen, the source changes, and an untouched run is planned anew. */
        FREEZING,
        /** A settled date whose source has more rows gets a further run. */
        LATE_ROWS,
        /** The first payload has two rows and may be halved. */
        HALVING,
        /** Keys are refused. */
        REFUSED_KEYS,
        /** That a task looks at the lock once more after its claim is a step, as it is with {@link #FREEZING}. */
        SECOND_LOOK,
        /** A payload's file rots. */
        ROT,
        /** The operator says "not applied" of what was applied. */
        LIES,
        /** Something in between answers 429 for what was applied. */
        PROXY,
        /** The operator knows of it: 429 is one of {@code api.ambiguous-statuses}. */
        KNOWN_PROXY,
        /** No more rows may be sent in a day than the first run has. */
        BUDGET
    }

    public Bounds {
        if (owners > 7) {
            throw new IllegalArgumentException("explore.owners must be 7 at most: stops are told in one byte");
        }
    }

    /** Nothing but sending, with every guard. */
    static Bounds of(Size size, int owners, WhenUnknown whenUnknown, Part... parts) {
        Set<Part> all = EnumSet.noneOf(Part.class);
        all.addAll(Set.of(parts));
        return new Bounds(size, owners, whenUnknown, all, EnumSet.noneOf(Guard.class));
    }

    public Bounds without(Guard guard) {
        Set<Guard> all = Stories.besides(guard);
        all.add(guard);
        return new Bounds(size, owners, whenUnknown, parts, all);
    }

    boolean has(Part part) {
        return parts.contains(part);
    }

    boolean has(Guard guard) {
        return !without.contains(guard);
    }
}
