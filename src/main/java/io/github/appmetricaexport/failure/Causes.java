package io.github.appmetricaexport.failure;

import java.util.function.Predicate;
import java.util.stream.Stream;

/** A failure with all that caused it, the outermost first. */
final class Causes {
    /** A chain may bite its own tail. */
    private static final int LONGEST = 50;

    private Causes() {}

    static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(LONGEST);
    }

    static boolean any(Throwable failure, Predicate<Throwable> rule) {
        return of(failure).anyMatch(rule);
    }
}
