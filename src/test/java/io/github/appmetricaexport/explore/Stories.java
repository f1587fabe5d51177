package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.explore.Bounds.Part;
import io.github.appmetricaexport.explore.Bounds.Size;

/** The shortest story for each guard that is left out. */
public final class Stories {
    private Stories() {}

    public static Story without(Guard guard) {
        return Explorer.explore(boundsFor(guard).without(guard)).violation().orElseThrow();
    }

    private static Bounds boundsFor(Guard guard) {
        return switch (guard) {
            case CLAIM -> hold(new Size(1, 2, 1, 1), 1);
            case LEASE -> hold(new Size(1, 1, 1, 1), 1);
            case FENCE, FENCE_AFTER_THE_CLAIM -> hold(new Size(2, 2, 1, 1), 2, Part.FREEZING);
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
