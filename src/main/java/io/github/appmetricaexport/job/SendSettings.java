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
 * @param leaseMargin how much longer than its request a claim is respected, {@link #LEASE_MARGIN} between hosts
 */
record SendSettings(
        ApiConfig api,
        UploadConfig upload,
        RunPaths paths,
        String dateFolder,
        long epoch,
        Instant deadline,
        Duration leaseMargin,
        HadoopSettings hadoop)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * How much longer than its request a claim is respected. It covers the time between claim and request, which is held
     * below {@link #CLAIM_TO_REQUEST}, and clocks of two hosts that differ by up to the rest, 40 seconds.
     */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(60);

    static final Duration CLAIM_TO_REQUEST = Duration.ofSeconds(20);

    Duration lease() {
        return upload.callTimeout().plus(leaseMargin);
    }

    KeyStore keys() {
        return KeyStores.of(api.keySource(), api.keyDirectory(), hadoop::configuration);
    }
}
