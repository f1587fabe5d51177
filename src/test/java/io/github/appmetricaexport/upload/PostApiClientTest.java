package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answer;
import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.RetryAfter;
import io.github.appmetricaexport.config.ConfigException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostApiClientTest {
    @Test
    void sendsTheRequestThatIsDocumentedWithNothingBeside() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Posting.post(server, Payloads.of("event_name\r\nопен\r\n"));

            assertThat(server.received())
                    .isEqualTo("POST /logs/v1/import/events.csv?post_api_key=invented-key%2F5f3a%26b%3Dc%2Bd%25%3Ce%3E"
                            + " HTTP/1.1\r\n"
                            + "Connection: close\r\n"
                            + "Accept-Encoding: identity\r\n"
                            + "User-Agent: appmetrica-export\r\n"
                            + "Content-Type: text/csv; charset=UTF-8\r\n"
                            + "Content-Length: 22\r\n"
                            + "Host: localhost:" + server.port() + "\r\n\r\n"
                            + new String(
                                    "event_name\r\nопен\r\n".getBytes(StandardCharsets.UTF_8),
                                    StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void reportsAnAcceptedPayload() throws Exception {
        Instant now = Instant.parse("2026-11-01T10:00:00Z");
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED));
                PostApiClient client = new PostApiClient(
                        Posting.config(server.uri(), Duration.ofSeconds(5)), Clock.fixed(now, ZoneOffset.UTC))) {
            Attempt attempt = client.post(Payloads.ofLength(200_000), Posting.KEY);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
            assertThat(attempt.reply().status()).isEqualTo(200);
            assertThat(attempt.reply().answer()).isEqualTo("Your data has been uploaded.");
            assertThat(attempt.request().bytesSent()).isEqualTo(200_000);
            assertThat(attempt.request().startedAt()).isEqualTo(now);
            assertThat(attempt.request().latency()).isZero();
            assertThat(attempt.reply().retryAfter()).isEmpty();
            assertThat(attempt.error()).isEmpty();
            assertThat(attempt.failure()).isEqualTo(FailureKind.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, 131_072, 1_000_003})
    void sendsEveryByteWhateverTheLength(int length) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            assertThat(Posting.post(server, Payloads.ofLength(length)).request().bytesSent())
                    .isEqualTo(length);

            assertThat(server.received())
                    .endsWith("\r\n\r\n" + new String(Payloads.noise(length), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void sendsOneEventInTheQueryWithAnEmptyBody() throws Exception {
        Map<PostApiField, String> event = new LinkedHashMap<>();
        event.put(PostApiField.APPLICATION_ID, "1111");
        event.put(PostApiField.PROFILE_ID, "a&b=c d+e%20/?#é");
        event.put(PostApiField.EVENT_JSON, "{\"k\":\"\r\n\"}");
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED));
                PostApiClient client = Posting.client(server.uri())) {
            Attempt attempt = client.postOne(event, Posting.KEY);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
            String received = server.received();
            assertThat(received)
                    .startsWith("POST /logs/v1/import/events?post_api_key=")
                    .contains("\r\nContent-Length: 0\r\n")
                    .endsWith("\r\n\r\n")
                    .doesNotContain("Content-Type");
            String[] query = received.substring(received.indexOf('?') + 1, received.indexOf(" HTTP"))
                    .split("&");
            assertThat(query)
                    .extracting(pair -> URLDecoder.decode(pair, StandardCharsets.UTF_8))
                    .containsExactly(
                            "post_api_key=" + Posting.KEY.text(),
                            "application_id=1111",
                            "profile_id=a&b=c d+e%20/?#é",
                            "event_json={\"k\":\"\r\n\"}");
        }
    }

    @Test
    void holdsAnEventInDoubtOnceItsRequestWasWritten() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
                    conversation.readHead();
                    conversation.reset();
                });
                PostApiClient client = Posting.client(server.uri())) {
            Attempt attempt = client.postOne(Map.of(PostApiField.APPLICATION_ID, "1111"), Posting.KEY);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.BROKEN_OFF);
        }
    }

    @Test
    void readsBothFormsOfRetryAfter() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                answering(answer(429, "", "Retry-After: 7")),
                answering(answer(503, "", "Retry-After: Sun, 01 Nov 2026 10:00:30 GMT")),
                answering(answer(503, "", "Retry-After: later")))) {
            PostApiClient client = new PostApiClient(
                    Posting.config(server.uri(), Duration.ofSeconds(5)),
                    Clock.fixed(Instant.parse("2026-11-01T10:00:00Z"), ZoneOffset.UTC));

            assertThat(client.post(Payloads.of("a"), Posting.KEY).reply().retryAfter())
                    .contains(new RetryAfter(Duration.ofSeconds(7), "7"));
            assertThat(client.post(Payloads.of("a"), Posting.KEY).reply().retryAfter())
                    .contains(new RetryAfter(Duration.ofSeconds(30), "Sun, 01 Nov 2026 10:00:30 GMT"));
            assertThat(client.post(Payloads.of("a"), Posting.KEY).reply().retryAfter())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com",
                "https://user:word@api.example.com",
                "https://a.example?x=1",
                "https://a.example#x"
            })
    void refusesABaseUrlThatWouldShowTheKeyOrHideAnother(String url) {
        assertThatThrownBy(() -> Posting.client(URI.create(url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("api.base-url")
                .hasMessageNotContaining("word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.example.com", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"})
    void takesHttpsAnywhereAndPlainHttpOnThisMachine(String url) {
        Posting.client(URI.create(url)).close();
    }
}
