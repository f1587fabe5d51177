package io.github.appmetricaexport.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends requests to a sandbox, as any client would. */
final class SandboxClient {
    static final String KEY = "invented-key-of-1111";
    static final String HEADER = "application_id,profile_id,event_name,event_timestamp\r\n";

    private final SandboxServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    SandboxClient(SandboxServer server) {
        this.server = server;
    }

    HttpResponse<String> postFile(String csv) throws IOException, InterruptedException {
        return send(file().POST(BodyPublishers.ofString(csv)));
    }

    HttpResponse<String> postFile(byte[] csv) throws IOException, InterruptedException {
        return send(file().POST(BodyPublishers.ofByteArray(csv)));
    }

    HttpResponse<String> postEvent(String query) throws IOException, InterruptedException {
        return send(to("/logs/v1/import/events?" + query).POST(BodyPublishers.noBody()));
    }

    HttpRequest.Builder file() {
        return to("/logs/v1/import/events.csv?post_api_key=" + KEY);
    }

    HttpRequest.Builder to(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(server.baseUrl() + pathAndQuery))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return send(request, BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        return http.send(request.build(), body);
    }
}
