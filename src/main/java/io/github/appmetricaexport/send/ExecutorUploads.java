package io.github.appmetricaexport.send;

import io.github.appmetricaexport.metrics.ExecutorMetrics;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiClient;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.RequestRoom;
import io.github.appmetricaexport.upload.RequestRoom.Place;
import io.github.appmetricaexport.upload.SharedPause;
import io.github.appmetricaexport.upload.SharedPause.Go;
import io.github.appmetricaexport.upload.SharedPause.Turn;
import io.github.appmetricaexport.upload.Sleeper;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** What all sending tasks of one executor share: the connections, and the pause when the API asks for one. */
final class ExecutorUploads implements AutoCloseable {
    private static final Map<String, ExecutorUploads> RUNNING = new HashMap<>();

    private final String run;
    private final PostApiClient client;
    private final SharedPause pause;
    private final RequestRoom room;
    /** By identity: two turns can be equal. */
    private final Map<Go, Place> places = Collections.synchronizedMap(new IdentityHashMap<>());

    private final Clock clock = Clock.systemUTC();
    private final ThreadLocal<Go> mine = new ThreadLocal<>();
    private int tasks;

    private ExecutorUploads(String run, SendSettings settings) {
        this.run = run;
        client = new PostApiClient(settings.api().baseUrl(), settings.upload(), clock);
        pause = new SharedPause(settings.upload(), clock, Sleeper.THREAD, new SecureRandom());
        room = new RequestRoom(settings.upload().maxConcurrentRequests(), clock, Sleeper.THREAD);
        ExecutorMetrics.here().mayHave(room::limit);
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

    /** A task begins, or has ended, that may have so many requests under way. */
    void taskBegins(int requests) {
        room.taskBegins(requests);
    }

    void taskEnds(int requests) {
        room.taskEnds(requests);
    }

    /**
     * Blocks until a request may begin, or never may: a place among the executor's requests, then its turn as of
     * {@link SharedPause#await}. Whoever gets a {@link Go} has to {@link #report} or {@link #handBack}.
     */
    Turn await(Instant notBefore, Instant deadline, Instant oldestEventExpires) throws InterruptedException {
        Place place = room.enter(notBefore);
        Turn turn = null;
        try {
            turn = pause.await(notBefore, deadline, oldestEventExpires);
        } finally {
            if (turn instanceof Go go) {
                places.put(go, place);
                mine.set(go);
            } else {
                place.close();
            }
        }
        return turn;
    }

    /** One POST, as of {@link PostApiClient#post}. */
    Attempt post(Go go, PayloadBytes payload, PostApiKey key) {
        Instant begun = clock.instant();
        long bytes = 0;
        places.get(go).begin();
        ExecutorMetrics.here().requestBegins();
        try {
            Attempt attempt = client.post(payload, key);
            bytes = attempt.bytesSent();
            places.get(go).end(attempt, payload.length());
            return attempt;
        } finally {
            ExecutorMetrics.here().requestEnds(bytes, Duration.between(begun, clock.instant()));
        }
    }

    /** Requests that the executor had under way when this one began, this one included; 0 when it did not. */
    int requestsInFlight(Go go) {
        Place place = places.get(go);
        return place == null ? 0 : place.requestsInFlight();
    }

    /** Takes in what the request did; its place is free. */
    void report(Go go, Attempt attempt) {
        pause.report(go, attempt);
        leave(go);
    }

    /** Gives a turn and its place back; does nothing after {@link #report}. */
    void handBack(Go go) {
        if (places.containsKey(go)) {
            pause.handBack(go);
            leave(go);
        }
    }

    /** Gives back the turn that this thread still has, if any. */
    void handBackMine() {
        Go go = mine.get();
        if (go != null) {
            handBack(go);
        }
    }

    private void leave(Go go) {
        mine.remove();
        Place place = places.remove(go);
        if (place != null) {
            place.close();
        }
    }

    @Override
    public void close() {
        synchronized (RUNNING) {
            tasks--;
            if (tasks == 0) {
                RUNNING.remove(run);
                ExecutorMetrics.here().mayHave(() -> 0);
                client.close();
            }
        }
    }
}
