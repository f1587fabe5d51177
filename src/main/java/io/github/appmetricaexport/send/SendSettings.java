package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.upload.KeyStore;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.apache.commons.lang3.ObjectUtils;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every sending task is told.
 *
 * @param fencing the claim on the date's lock that the tasks work for
 * @param deadline when the run may begin no more requests
 */
public record SendSettings(
        ExportConfig config, RunPaths paths, FencingToken fencing, Instant deadline, SerializableConfiguration hadoop)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Duration SHORTEST_CLAIM_TO_REQUEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLAIM_TO_REQUEST = Duration.ofSeconds(20);

    /** Of a run under this lock. */
    public static SendSettings of(JobContext job, RunPaths paths, RunLock lock) {
        Instant deadline = lock.since().plus(job.config().value(UploadOptions.DEADLINE));
        return new SendSettings(job.config(), paths, lock.token(), deadline, job.hadoop());
    }

    /** How long after its claim a request may begin; one that would begin later is not made. */
    Duration claimToRequest() {
        return ObjectUtils.max(
                SHORTEST_CLAIM_TO_REQUEST,
                ObjectUtils.min(config.value(UploadOptions.CALL_TIMEOUT), LONGEST_CLAIM_TO_REQUEST));
    }

    /** How long a claim is respected: its writing, its request, and two clocks that are not quite of one mind. */
    Duration lease() {
        return claimToRequest()
                .plus(config.value(UploadOptions.CALL_TIMEOUT))
                .plus(config.value(UploadOptions.HOST_CLOCK_SKEW));
    }

    /** Where this process finds the keys. */
    public KeyStore keys() {
        return KeyStore.of(config, hadoop::value);
    }
}
