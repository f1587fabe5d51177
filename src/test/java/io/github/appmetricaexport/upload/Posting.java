package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.config.UploadConfig;
import io.github.appmetricaexport.config.WhenUnknown;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** What tests of the client have in common. */
final class Posting {
    /** Has characters that an address must encode and a page would escape. */
    static final PostApiKey KEY = PostApiKey.of("invented-key/5f3a&b=c+d%<e>");

    static final String ACCEPTED = ScriptedServer.answer(200, "Your data has been uploaded.");

    private Posting() {}

    static UploadConfig config(Duration callTimeout) {
        return new UploadConfig(
                8,
                Duration.ofSeconds(2),
                callTimeout,
                Duration.ofHours(6),
                10,
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(40),
                WhenUnknown.HOLD);
    }

    static PostApiClient client(URI baseUrl) {
        return new PostApiClient(baseUrl, config(Duration.ofSeconds(5)), Clock.systemUTC());
    }

    static Attempt post(ScriptedServer server, PayloadBytes payload) {
        return post(server.uri(), payload);
    }

    static Attempt post(URI baseUrl, PayloadBytes payload) {
        try (PostApiClient client = client(baseUrl)) {
            return client.post(payload, KEY);
        }
    }
}
