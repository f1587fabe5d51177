package io.github.appmetricaexport.runtime;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.ObjectUtils;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/** Looks at a stage's progress every few seconds, and less often where a look takes long. */
public final class ProgressTimer implements AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /** A look lists whole folders: with very many files, or on a slow store, it must not become what the driver does. */
    private static final int REST_PER_LOOK = 20;

    private final ScheduledExecutorService timer;
    private final Runnable look;

    private ProgressTimer(String name, Runnable look) {
        this.look = look;
        timer = Executors.newSingleThreadScheduledExecutor(new BasicThreadFactory.Builder()
                .namingPattern(name)
                .daemon(true)
                .build());
    }

    /** @param look must not throw: a look that does is the last one */
    public static ProgressTimer start(String name, Runnable look) {
        ProgressTimer timer = new ProgressTimer(name, look);
        timer.schedule(BETWEEN_LINES);
        return timer;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A look that throws is the last one, as start() says.
    private void schedule(Duration rest) {
        timer.schedule(this::look, rest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        long begun = System.nanoTime();
        look.run();
        if (!timer.isShutdown()) {
            schedule(restAfter(Duration.ofNanos(System.nanoTime() - begun)));
        }
    }

    /** How long to leave the stage alone after a look that took so long. */
    static Duration restAfter(Duration look) {
        return ObjectUtils.max(look.multipliedBy(REST_PER_LOOK), BETWEEN_LINES);
    }

    /** Minutes and seconds, with hours once there are any. */
    public static String time(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
