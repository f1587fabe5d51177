package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.LogsApiSwitches.Preparation;
import io.github.appmetricaexport.sandbox.VisibleEvents.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The files of the Logs API by the address that asked for them: in preparation, ready, kept for a day.
 *
 * <p>A file becomes ready by being asked for. One that nobody asks for any more does by itself after an hour, so that a
 * client which gave up does not block the application for ever.
 */
final class ExportQueue {
    static final Duration KEPT = Duration.ofHours(24);

    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final Preparation preparation;
    private final Map<String, File> files = new HashMap<>();

    ExportQueue(Preparation preparation) {
        this.preparation = preparation;
    }

    private static final class File {
        private final int application;
        private int asked;
        private Instant lastAskedAt;
        private Optional<Snapshot> content = Optional.empty();

        File(int application, Instant now) {
            this.application = application;
            lastAskedAt = now;
        }

        boolean isInPreparation(Instant now) {
            return content.isEmpty() && now.isBefore(lastAskedAt.plus(FORGOTTEN));
        }

        boolean isOlderThan(Duration age, Instant now) {
            return content.filter(ready -> !now.isBefore(ready.at().plus(age))).isPresent();
        }
    }

    /** Whether a file is in preparation or ready. */
    synchronized boolean holds(String address, Instant now) {
        return files.containsKey(address) && !files.get(address).isOlderThan(KEPT, now);
    }

    /** Forgets a file that is ready and at least that old; the next who asks gets a new one. */
    synchronized void renew(String address, Duration age, Instant now) {
        if (files.containsKey(address) && files.get(address).isOlderThan(age, now)) {
            files.remove(address);
        }
    }

    /** Files of an application that are in preparation. */
    synchronized long length(int application, Instant now) {
        return files.values().stream()
                .filter(file -> file.application == application && file.isInPreparation(now))
                .count();
    }

    /**
     * Asks for a file.
     *
     * @param snapshot what it will be about if it becomes ready now
     * @return what it is about, or nothing while it is in preparation
     * @throws RefusedException if too many others are
     */
    synchronized Optional<Snapshot> ask(
            String address, int application, Instant now, Supplier<Optional<Snapshot>> snapshot) {
        renew(address, KEPT, now);
        File file = files.get(address);
        if (file == null) {
            if (length(application, now) >= preparation.queue()) {
                throw new RefusedException(
                        429,
                        "There are already " + preparation.queue()
                                + " enqueued queries for given application_id. Wait until they are completed.");
            }
            file = new File(application, now);
            files.put(address, file);
        }
        boolean isReady = ++file.asked > preparation.waits() || !file.isInPreparation(now);
        file.lastAskedAt = now;
        if (file.content.isEmpty() && isReady) {
            file.content = snapshot.get();
        }
        return file.content;
    }
}
