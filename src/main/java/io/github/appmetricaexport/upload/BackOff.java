package io.github.appmetricaexport.upload;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after the n-th failure in a row: uniform between nothing and a ceiling that doubles ("full jitter"),
 * which spreads uploads that failed together.
 *
 * @param first the ceiling after the first failure
 * @param longest where the doubling ends
 */
record BackOff(Duration first, Duration longest) {
    /** The delay after that many failures in a row, at least one. */
    Duration delay(int failures, RandomGenerator random) {
        return Duration.ofNanos(random.nextLong(ceiling(failures).toNanos() + 1));
    }

    Duration ceiling(int failures) {
        // 2^40 times anything is past every ceiling and still fits: the doubling is compared as a number.
        double doubled = first.toNanos() * Math.pow(2, Math.min(Math.max(failures, 1) - 1, 40));
        return doubled >= longest.toNanos() ? longest : Duration.ofNanos((long) doubled);
    }
}
