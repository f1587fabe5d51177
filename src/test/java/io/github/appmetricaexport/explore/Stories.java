package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.explore.Bounds.Size;
import java.util.EnumSet;
import java.util.Set;

/** The shortest story for each guard that is left out. */
public final class Stories {
    private Stories() {}

    public static Story without(Guard guard) {
        return Explorer.explore(boundsFor(guard).without(guard)).violation().orElseThrow();
    }

    /** What else is left out: the looks at the lock guard runs that an older version began, which have no fate. */
    static Set<Guard> besides(Guard guard) {
        return switch (guard) {
            case FENCE -> EnumSet.of(Guard.FATE);
            default -> EnumSet.noneOf(Guard.class);
        };
    }

    private static Bounds boundsFor(Guard guard) {
        return switch (guard) {
            case CLAIM -> hold(new Size(1, 2, 1, 1), 1);
            case LEASE -> hold(new Size(1, 1, 1, 1), 1);
            case SKEW -> Bounds.of(new Size(1, 2, 1, 2), 1, WhenUnknown.RESEND);
            case FENCE -> hold(new Size(2, 2, 1, 1), 2, Part.FREEZING);
            case FATE -> hold(new Size(2, 2, 1, 2), 3, Part.FREEZING);
            case RECEIPT -> hold(new Size(1, 1, 1, 2), 1);
            case SHA -> hold(new Size(1, 1, 1, 1), 1, Part.ROT);
            case STOP -> hold(new Size(1, 2, 2, 1), 1, Part.REFUSED_KEYS);
            case BUDGET -> hold(new Size(1, 1, 1, 1), 2, Part.LATE_ROWS, Part.BUDGET);
            case COMPARISON -> hold(new Size(1, 1, 1, 1), 2, Part.LATE_ROWS);
        };
    }

    private static Bounds hold(Size size, int owners, Part... parts) {
        return Bounds.of(size, owners, WhenUnknown.HOLD, parts);
    }
}
