package io.github.appmetricaexport.job;

import io.github.appmetricaexport.upload.PostApiClient;
import io.github.appmetricaexport.upload.SharedPause;
import io.github.appmetricaexport.upload.Sleeper;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** What all sending tasks of one executor share: the connections, and the pause when the API asks for one. */
final class ExecutorUploads implements AutoCloseable {
    private static final Map<String, ExecutorUploads> RUNNING = new HashMap<>();

    private final String run;
    private final PostApiClient client;
    private final SharedPause pause;
    private int tasks;

    private ExecutorUploads(String run, SendSettings settings) {
        this.run = run;
        Clock clock = Clock.systemUTC();
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

    PostApiClient client() {
        return client;
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
