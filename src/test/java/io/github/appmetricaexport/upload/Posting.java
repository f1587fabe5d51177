package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.config.UploadOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** What tests of the client have in common. */
final class Posting {
    /** Has characters that an address must encode and a page would escape. */
    static final PostApiKey KEY = PostApiKey.of("invented-key/5f3a&b=c+d%<e>");

    static final String ACCEPTED = ScriptedServer.answer(200, "Your data has been uploaded.");

    private Posting() {}

    static ExportConfig config(URI baseUrl, Duration callTimeout) {
        return TestConfig.with(Map.of(
                ApiOptions.BASE_URL,
                baseUrl.toString(),
                UploadOptions.CONNECT_TIMEOUT,
                "2s",
                UploadOptions.CALL_TIMEOUT,
                callTimeout.toMillis() + "ms"));
    }

    static ExportConfig config(Duration callTimeout) {
        return config(URI.create("http://localhost"), callTimeout);
    }

    static PostApiClient client(URI baseUrl) {
        return client(baseUrl, Map.of());
    }

    static PostApiClient client(URI baseUrl, Map<String, String> environment) {
        return new PostApiClient(config(baseUrl, Duration.ofSeconds(5)), Clock.systemUTC(), environment);
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
