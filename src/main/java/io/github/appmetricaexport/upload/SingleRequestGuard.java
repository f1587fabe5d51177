package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.RetryAfter;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The last gate before the wire: lets one request of a call through.
 *
 * <p>OkHttp's own re-sending is switched off elsewhere. Should a switch be forgotten or a later version find another
 * reason, the second request stops here, and the attempt says so. The answer is read here too, before OkHttp interprets
 * it: it throws at a 407 without a proxy and at a {@code Retry-After} beyond an int.
 */
record SingleRequestGuard(Clock clock) implements Interceptor {
    /** Enough for the kept characters in any encoding and for striking out the key; the rest is never read. */
    static final int BYTES_READ_OF_AN_ANSWER = 16 * 1_024;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Transmission transmission = chain.request().tag(Transmission.class);
        // Set by the events of the first request, which come before the first byte of it is written.
        if (transmission.hasRequested()) {
            transmission.stoppedSecondRequest();
            throw new IOException("a second request of one call was stopped");
        }
        try (Response response = chain.proceed(chain.request())) {
            if (response.code() < 100) {
                // OkHttp lets three digits pass whatever they are; no such status exists.
                throw new ProtocolException("an answer with status " + response.code());
            }
            transmission.answered(read(response, chain));
            return response.newBuilder().body(ResponseBody.create("", null)).build();
        }
    }

    private Answer read(Response response, Chain chain) {
        String header = response.header("Retry-After");
        Optional<Duration> retryAfter = header == null ? Optional.empty() : RetryAfter.parse(header, clock.instant());
        byte[] start = new byte[BYTES_READ_OF_AN_ANSWER];
        int length = 0;
        boolean brokenOff = false;
        try {
            InputStream body = response.body().byteStream();
            int read = 0;
            while (read >= 0 && length < start.length) {
                length += read;
                read = body.read(start, length, start.length - length);
            }
        } catch (IOException broken) {
            brokenOff = true;
        }
        if (length == start.length) {
            // Closing would otherwise read on for a while, to save a connection that is not used again.
            chain.call().cancel();
        }
        return new Answer(response.code(), new String(start, 0, length, StandardCharsets.UTF_8), retryAfter, brokenOff);
    }
}
