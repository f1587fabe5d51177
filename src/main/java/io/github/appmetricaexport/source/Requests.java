package io.github.appmetricaexport.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/** Short requests to a file system, of which each is little work and much waiting. */
final class Requests {
    private static final int AT_ONCE = 32;

    private Requests() {}

    /** All of them, done, in their order. */
    static <T> List<Future<T>> all(List<Callable<T>> requests) {
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(1, Math.min(AT_ONCE, requests.size())),
                new BasicThreadFactory.Builder()
                        .namingPattern("source-requests")
                        .daemon(true)
                        .build());
        try {
            return threads.invokeAll(requests);
        } catch (InterruptedException stopped) {
            throw stopped(stopped);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What they found; the first failure is thrown. */
    static <T> List<T> done(List<Callable<T>> requests) throws IOException {
        List<T> found = new ArrayList<>();
        for (Future<T> request : all(requests)) {
            try {
                found.add(request.get());
            } catch (ExecutionException failed) {
                throw new IOException(failed.getCause().getMessage(), failed.getCause());
            } catch (InterruptedException stopped) {
                throw stopped(stopped);
            }
        }
        return found;
    }

    static SourceException stopped(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new SourceException("source: interrupted while looking at the source", stopped);
    }
}
