package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.RunPaths;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/** How long leases are, for whoever asks from another package. */
public final class Leases {
    private Leases() {}

    public static Duration lease(ExportConfig config) {
        return settings(config).lease();
    }

    public static Duration claimToRequest(ExportConfig config) {
        return settings(config).claimToRequest();
    }

    private static SendSettings settings(ExportConfig config) {
        return new SendSettings(
                config,
                new RunPaths("run=1"),
                new FencingToken("date", 1),
                Instant.MAX,
                new SerializableConfiguration(new Configuration(false)));
    }
}
