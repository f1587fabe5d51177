package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ApiConfig;
import io.github.appmetricaexport.config.UploadConfig;
import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.upload.KeyStore;
import io.github.appmetricaexport.upload.KeyStores;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * What every sending task is told.
 *
 * @param epoch the claim on the date's lock that the tasks work for
 * @param dateFolder where that lock lies
 * @param deadline when the run may begin no more requests
 */
record SendSettings(
        ApiConfig api,
        UploadConfig upload,
        RunPaths paths,
        String dateFolder,
        long epoch,
        Instant deadline,
        HadoopSettings hadoop)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Duration LONGEST_CLAIM_TO_REQUEST = Duration.ofSeconds(20);

    /** How long a claim may take to be written: a request that would begin later is not made. */
    Duration claimToRequest() {
        return upload.callTimeout().compareTo(LONGEST_CLAIM_TO_REQUEST) < 0
                ? upload.callTimeout()
                : LONGEST_CLAIM_TO_REQUEST;
    }

    /** How long a claim is respected: its writing, its request, and two clocks that are not quite of one mind. */
    Duration lease() {
        return claimToRequest().plus(upload.callTimeout()).plus(upload.hostClockSkew());
    }

    KeyStore keys() {
        return KeyStores.of(api.keySource(), api.keyDirectory(), hadoop::configuration);
    }
}
