package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.RetryAfter;
import io.github.appmetricaexport.upload.Transmission.Answer;
import io.github.appmetricaexport.upload.Transmission.Extent;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;

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
            transmission.answered(read(response, chain, transmission));
            return response.newBuilder().body(ResponseBody.create("", null)).build();
        }
    }

    private Answer read(Response response, Chain chain, Transmission transmission) {
        String header = response.header("Retry-After");
        Optional<RetryAfter> retryAfter = header == null ? Optional.empty() : RetryAfter.parse(header, clock.instant());
        BufferedSource body = response.body().source();
        Extent extent = Extent.WHOLE;
        try {
            if (body.request(1)) {
                transmission.wordsBegin();
            }
            if (body.request(BYTES_READ_OF_AN_ANSWER)) {
                // Closing would otherwise read on for a while, to save a connection that is not used again.
                chain.call().cancel();
                extent = Extent.BEGINNING;
            }
        } catch (IOException broken) {
            extent = Extent.BROKEN_OFF;
        }
        Buffer arrived = body.getBuffer();
        int length = (int) Math.min(arrived.size(), BYTES_READ_OF_AN_ANSWER);
        String start = arrived.snapshot(length).string(StandardCharsets.UTF_8);
        return new Answer(response.code(), start, retryAfter, extent);
    }
}
