package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.upload.PayloadBytes;
import java.io.IOException;
import java.io.InputStream;

/** A frozen payload's file as the body of a request. */
record FrozenBytes(Store store, RunPaths paths, FrozenPayload payload) implements PayloadBytes {
    @Override
    public InputStream open() throws IOException {
        return store.open(paths.payload(payload.file()));
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
