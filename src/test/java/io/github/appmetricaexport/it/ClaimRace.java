package io.github.appmetricaexport.it;

import io.github.appmetricaexport.outbox.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One of several processes whose threads claim the same files in the same moment; each thread has a client of its own.
 *
 * <p>Arguments: the folder, the name of this process, how many processes there are, rounds. Prints {@code round winner} for
 * each claim that it won.
 */
final class ClaimRace {
    private static final int THREADS = 4;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    private ClaimRace() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = new Path(arguments[0]);
        String name = arguments[1];
        int processes = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (Store meeting = new Store(new Configuration(), folder)) {
            meeting.probe(folder);
            List<Store> stores = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                stores.add(new Store(new Configuration(), folder));
            }
            for (int round = 0; round < rounds; round++) {
                meet(meeting, new Path(folder, "meeting-" + round), name, processes);
                Path claim = new Path(folder, "claims/" + round);
                List<Future<Boolean>> claims = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    Store store = stores.get(thread);
                    byte[] bytes = (name + "-" + thread).getBytes(StandardCharsets.UTF_8);
                    claims.add(threads.submit(() -> {
                        start.await();
                        return store.createIfAbsent(claim, bytes);
                    }));
                }
                for (int thread = 0; thread < THREADS; thread++) {
                    if (claims.get(thread).get()) {
                        System.out.println(round + " " + name + "-" + thread);
                    }
                }
            }
            stores.forEach(Store::close);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void meet(Store store, Path place, String name, int processes) {
        store.createIfAbsent(new Path(place, name), new byte[] {1});
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (store.list(place).stream()
                        .filter(file -> !file.getPath().getName().startsWith("."))
                        .count()
                < processes) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("another process did not come to " + place);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
