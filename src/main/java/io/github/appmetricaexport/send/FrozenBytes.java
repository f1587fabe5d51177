package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.upload.OverdueException;
import io.github.appmetricaexport.upload.PayloadBytes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;

/**
 * A frozen payload's file as the body of a request.
 *
 * @param latest when it must be open: a request that begins later could outlive its claim
 */
record FrozenBytes(Store store, RunPaths paths, FrozenPayload payload, Clock clock, Instant latest)
        implements PayloadBytes {
    @Override
    public InputStream open() throws IOException {
        InputStream file = store.open(paths.payload(payload.file()));
        if (latest.isBefore(clock.instant())) {
            file.close();
            throw new OverdueException("the outbox took too long to open the payload: its claim may soon be over");
        }
        return file;
    }

    @Override
    public long length() {
        return payload.bytes();
    }

    @Override
    public String sha256() {
        return payload.sha256();
    }
}
