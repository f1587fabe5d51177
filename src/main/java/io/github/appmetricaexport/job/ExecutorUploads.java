package io.github.appmetricaexport.job;

import io.github.appmetricaexport.metrics.ExecutorMetrics;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiClient;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.SharedPause;
import io.github.appmetricaexport.upload.Sleeper;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What all sending tasks of one executor share: the connections, and the pause when the API asks for one. */
final class ExecutorUploads implements AutoCloseable {
    private static final Map<String, ExecutorUploads> RUNNING = new HashMap<>();

    private final String run;
    private final PostApiClient client;
    private final SharedPause pause;
    private final Clock clock = Clock.systemUTC();
    private int tasks;

    private ExecutorUploads(String run, SendSettings settings) {
        this.run = run;
        client = new PostApiClient(settings.api().baseUrl(), settings.upload(), clock);
        pause = new SharedPause(settings.upload(), clock, Sleeper.THREAD, new SecureRandom());
    }

    /** The executor's share of this run; each task that joins it closes it once. */
    static ExecutorUploads join(SendSettings settings) {
        String run = settings.paths().root() + "#" + settings.epoch();
        synchronized (RUNNING) {
            ExecutorUploads uploads = RUNNING.computeIfAbsent(run, first -> new ExecutorUploads(run, settings));
            uploads.tasks++;
            return uploads;
        }
    }

    /** One POST, as of {@link PostApiClient#post}. */
    Attempt post(PayloadBytes payload, PostApiKey key) {
        Instant begun = clock.instant();
        long bytes = 0;
        ExecutorMetrics.here().requestBegins();
        try {
            Attempt attempt = client.post(payload, key);
            bytes = attempt.bytesSent();
            return attempt;
        } finally {
            ExecutorMetrics.here().requestEnds(bytes, Duration.between(begun, clock.instant()));
        }
    }

    SharedPause pause() {
        return pause;
    }

    @Override
    public void close() {
        synchronized (RUNNING) {
            tasks--;
            if (tasks == 0) {
                RUNNING.remove(run);
                client.close();
            }
        }
    }
}
