package io.github.appmetricaexport.upload;

import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** The body of a request whose rows are in its query: {@code Content-Length: 0}, and never sent twice either. */
final class EmptyBody extends RequestBody {
    private final Transmission transmission;

    EmptyBody(Transmission transmission) {
        this.transmission = transmission;
    }

    @Override
    public MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return 0;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) {
        transmission.bodyEnds();
    }
}
