package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.upload.ApiClient;
import io.github.appmetricaexport.upload.CircuitBreaker;
import io.github.appmetricaexport.upload.RequestLimiter;
import io.github.appmetricaexport.upload.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/** What one executor sends with: a real outbox in a folder, a key for application 1111, time that only sleep moves. */
final class SenderFixture implements AutoCloseable {
    static final long EPOCH = 1;

    final VirtualTime time = new VirtualTime();
    final Instant begin = time.instant();
    final RequestLimiter limiter = new RequestLimiter(1, time, time);
    final Store store;
    final Journal journal;
    final ExecutorUploads uploads;
    final PayloadSender sender;

    SenderFixture(java.nio.file.Path disk, ApiClient api) throws IOException {
        java.nio.file.Path keys = Files.createDirectories(disk.resolve("keys"));
        Files.writeString(keys.resolve("1111"), "invented-key-1");
        ExportConfig config = TestConfig.with("""
                api { base-url = "http://127.0.0.1:1", key-source = directory, key-directory = "%s" }
                api { max-event-age = 14d, event-age-margin = 1h }
                upload { max-attempts = 3, first-back-off = 1s, longest-back-off = 10s }
                upload { call-timeout = 10s, host-clock-skew = 1s }
                """.formatted(keys));
        RunPaths paths = new RunPaths(disk.resolve("run=1").toString());
        SendSettings settings = new SendSettings(
                config,
                paths,
                new FencingToken(disk.toString(), EPOCH),
                begin.plus(Duration.ofHours(1)),
                new SerializableConfiguration(new Configuration(false)));
        store = new Store(new Configuration(false), new Path(disk.toString()));
        journal = new Journal(store, paths);
        store.probe(new Path(paths.root()));
        store.createIfAbsent(paths.manifest(), new byte[0]);
        store.createIfAbsent(new Path(disk.toString(), "_LOCK." + EPOCH), new byte[0]);
        Random random = new Random(1);
        uploads = new ExecutorUploads("run", api, new CircuitBreaker(config, time, time, random), limiter, time);
        sender = new PayloadSender(
                settings,
                store,
                uploads,
                new SenderSurroundings("0.0.0", time, time::nanoTime, time, random, new GracefulShutdown()));
    }

    static FrozenPayload payload(String id, Instant firstEvent) {
        long first = firstEvent.getEpochSecond();
        return FrozenPayloads.payload(id, "", new FrozenPayload.Content(1, 10, "00", first, first));
    }

    @Override
    public void close() {
        store.close();
    }
}
