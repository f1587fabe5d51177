package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answer;
import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.PostApiField;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For each reason for which OkHttp would send a request again: it is on the wire once. */
class SingleRequestGuardTest {
    private static final PayloadBytes PAYLOAD = Payloads.ofLength(100_000);

    @ParameterizedTest
    @CsvSource({
        "408, 'X: y', AMBIGUOUS",
        "408, 'Retry-After: 0', AMBIGUOUS",
        "421, 'X: y', REFUSED",
        "503, 'Retry-After: 0', REFUSED_FOR_NOW",
        "503, 'Retry-After: 99999999999', REFUSED_FOR_NOW",
        "401, 'WWW-Authenticate: Basic realm=x', KEY_REFUSED",
        "407, 'Proxy-Authenticate: Basic realm=x', REFUSED",
        "300, 'Location: /elsewhere', ADDRESS_REFUSED",
        "301, 'Location: /elsewhere', ADDRESS_REFUSED",
        "302, 'Location: /elsewhere', ADDRESS_REFUSED",
        "303, 'Location: /elsewhere', ADDRESS_REFUSED",
        "307, 'Location: /elsewhere', ADDRESS_REFUSED",
        "308, 'Location: /elsewhere', ADDRESS_REFUSED",
        "307, 'Location: https://localhost/elsewhere', ADDRESS_REFUSED"
    })
    void sendsOnceWhateverTheAnswerInvitesTo(int status, String header, AttemptOutcome outcome) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(answering(answer(status, "no", header)), answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, PAYLOAD);

            assertThat(server.requests()).isEqualTo(1);
            assertThat(attempt.outcome()).isEqualTo(outcome);
            assertThat(attempt.reply().status()).isEqualTo(status);
            assertThat(attempt.reply().answer()).isEqualTo("no");
            assertThat(attempt.error()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 421, 503, 307, 303})
    void sendsAnEventInTheQueryOnceToo(int status) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                        answering(answer(status, "no", "Retry-After: 0", "Location: /elsewhere")),
                        answering(Posting.ACCEPTED));
                PostApiClient client = Posting.client(server.uri())) {
            Attempt attempt = client.postOne(Map.of(PostApiField.APPLICATION_ID, "1111"), Posting.KEY);

            assertThat(server.requests()).isEqualTo(1);
            assertThat(attempt.reply().status()).isEqualTo(status);
            assertThat(attempt.error()).isEmpty();
        }
    }

    @Test
    void sendsOnceWhenTheConnectionIsResetBeforeAnythingIsRead() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(ScriptedServer.Conversation::reset, answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, Payloads.ofLength(10_000_000));

            assertThat(server.requests()).isZero();
            assertThat(server.connections()).isEqualTo(1);
            // The reset comes before the first byte of the body, or after it: who is faster is not in our hands.
            assertThat(attempt.outcome()).isIn(AttemptOutcome.NOT_SENT, AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.outcome() == AttemptOutcome.NOT_SENT)
                    .isEqualTo(attempt.failure() == FailureKind.UNREACHABLE);
            assertThat(attempt.reply().status()).isZero();
        }
    }

    @Test
    void sendsOnceWhenTheConnectionIsResetWithinTheBody() throws Exception {
        ScriptedServer.Scene resetWithinTheBody = conversation -> {
            conversation.readHead();
            conversation.read();
            conversation.reset();
        };
        try (ScriptedServer server = ScriptedServer.playing(resetWithinTheBody, answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, Payloads.ofLength(30_000_000));

            assertThat(server.requests()).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.BROKEN_OFF);
            assertThat(attempt.request().bytesSent()).isLessThan(30_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "end"})
    void sendsOnceWhenTheConnectionEndsAfterTheBody(String how) throws Exception {
        ScriptedServer.Scene endAfterTheBody = conversation -> {
            conversation.readRequest();
            if (how.equals("reset")) {
                conversation.reset();
            } else {
                conversation.end();
            }
        };
        try (ScriptedServer server = ScriptedServer.playing(endAfterTheBody, answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, PAYLOAD);

            assertThat(server.requests()).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.BROKEN_OFF);
            assertThat(attempt.request().bytesSent()).isEqualTo(100_000);
            assertThat(attempt.error()).contains("localhost:" + server.port(), "100000 bytes", "not known");
        }
    }

    @Test
    void sendsNothingWhenTheConnectionIsRefused() throws Exception {
        int port = closedPort();

        Attempt attempt = Posting.post(URI.create("http://localhost:" + port), PAYLOAD);

        assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(attempt.failure()).isEqualTo(FailureKind.UNREACHABLE);
        assertThat(attempt.request().bytesSent()).isZero();
    }

    /** A pooled connection that the server has closed meanwhile cannot be met: there are none. */
    @Test
    void givesEachRequestAConnectionOfItsOwn() throws Exception {
        ScriptedServer.Scene closesAfterAWhile = conversation -> {
            conversation.readRequest();
            conversation.write(Posting.ACCEPTED);
            // Idle: a client that kept the connection would send its next request here, and lose it.
            conversation.readHead();
            conversation.reset();
        };
        try (ScriptedServer server = ScriptedServer.playing(closesAfterAWhile);
                PostApiClient client = Posting.client(server.uri())) {
            assertThat(client.post(PAYLOAD, Posting.KEY).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
            assertThat(client.post(PAYLOAD, Posting.KEY).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);

            assertThat(server.requests()).isEqualTo(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void doesNotTakeWhatAServerSaidTooMuchForTheNextAnswer() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                        answering(Posting.ACCEPTED + Posting.ACCEPTED), answering(answer(400, "no")));
                PostApiClient client = Posting.client(server.uri())) {
            client.post(PAYLOAD, Posting.KEY);

            assertThat(client.post(PAYLOAD, Posting.KEY).outcome()).isEqualTo(AttemptOutcome.REFUSED);
        }
    }

    /** The second line of defence alone: a client with OkHttp's own settings, and a body it may repeat. */
    @ParameterizedTest
    @CsvSource({"503, 'Retry-After: 0'", "408, 'X: y'", "307, 'Location: /elsewhere'", "303, 'Location: /elsewhere'"})
    void stopsASecondRequestThatOkHttpWouldSend(int status, String header) throws Exception {
        OkHttpClient eager = new OkHttpClient.Builder()
                .eventListenerFactory(call -> call.request().tag(Transmission.class))
                .addNetworkInterceptor(new SingleRequestGuard(Clock.systemUTC()))
                .build();
        try (ScriptedServer server =
                ScriptedServer.playing(answering(answer(status, "no", header, "Connection: close")))) {
            Transmission transmission = new Transmission(Transmission.RowsIn.BODY);
            Request request = new Request.Builder()
                    .url(server.uri().toString())
                    .post(RequestBody.create("repeatable", null))
                    .tag(Transmission.class, transmission)
                    .build();

            assertThatThrownBy(() -> eager.newCall(request).execute())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("second request");

            assertThat(transmission.isSecondRequestStopped()).isTrue();
            assertThat(transmission.answer().status()).isEqualTo(status);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    /** The settings alone: a body that OkHttp may repeat, and nothing that stops a second request. */
    @ParameterizedTest
    @CsvSource({
        "408, 'X: y'",
        "301, 'Location: /elsewhere'",
        "302, 'Location: /elsewhere'",
        "303, 'Location: /elsewhere'",
        "307, 'Location: /elsewhere'",
        "308, 'Location: /elsewhere'"
    })
    void sendsNothingAgainByItsSettingsAlone(int status, String header) throws Exception {
        OkHttpClient settingsAlone = PostApiClient.withoutResending(Posting.config(Duration.ofSeconds(5)))
                .build();
        try (ScriptedServer server = ScriptedServer.playing(
                answering(answer(status, "no", header, "Connection: close")),
                answering(answer(status, "no", "Connection: close")))) {
            settingsAlone.newCall(repeatable(server)).execute().close();

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    /** With OkHttp's own settings the second of these requests would be sent again on a new connection. */
    @Test
    void doesNotRepeatARequestThatMetAStalePooledConnectionByItsSettingsAlone() throws Exception {
        OkHttpClient settingsAlone = PostApiClient.withoutResending(Posting.config(Duration.ofSeconds(5)))
                .build();
        ScriptedServer.Scene stale = conversation -> {
            conversation.readRequest();
            conversation.write(Posting.ACCEPTED);
            conversation.readRequest();
            conversation.reset();
        };
        try (ScriptedServer server = ScriptedServer.playing(stale, answering(answer(200, "", "Connection: close")))) {
            settingsAlone.newCall(repeatable(server)).execute().close();

            assertThatThrownBy(() -> settingsAlone.newCall(repeatable(server)).execute())
                    .isInstanceOf(IOException.class);

            assertThat(server.requests()).isEqualTo(2);
        }
    }

    /** The one-shot body alone: OkHttp's own settings, and nothing that stops a second request. */
    @ParameterizedTest
    @CsvSource({"408, 'X: y'", "421, 'X: y'", "503, 'Retry-After: 0'", "307, 'Location: /x'", "308, 'Location: /x'"})
    void sendsNothingAgainByItsOneShotBodyAlone(int status, String header) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                answering(answer(status, "no", header, "Connection: close")),
                answering(answer(200, "", "Connection: close")))) {
            Transmission transmission = new Transmission(Transmission.RowsIn.BODY);
            CheckedBody body = new CheckedBody(PAYLOAD, PAYLOAD.open(), null, transmission);
            Request request = new Request.Builder()
                    .url(server.uri().toString())
                    .post(body)
                    .build();

            new OkHttpClient().newCall(request).execute().close();

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    /** Trying another address before anything is sent is no second request, and hosts with a dead address need it. */
    @Test
    void triesTheNextAddressOfAHostWhenOneDoesNotConnect() throws Exception {
        OkHttpClient client = PostApiClient.withoutResending(Posting.config(Duration.ofSeconds(5)))
                .dns(host -> List.of(
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1})))
                .build();
        try (ScriptedServer server = ScriptedServer.playing(answering(answer(200, "", "Connection: close")))) {
            client.newCall(repeatable(server)).execute().close();

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void speaksHttp11WithoutCacheOrCookies() {
        OkHttpClient client = PostApiClient.withoutResending(Posting.config(Duration.ofSeconds(5)))
                .build();

        assertThat(client.protocols()).containsExactly(Protocol.HTTP_1_1);
        assertThat(client.cache()).isNull();
        assertThat(client.cookieJar()).isSameAs(CookieJar.NO_COOKIES);
        assertThat(client.followSslRedirects()).isFalse();
        assertThat(client.callTimeoutMillis()).isEqualTo(5_000);
        assertThat(client.readTimeoutMillis()).isEqualTo(5_000);
        assertThat(client.writeTimeoutMillis()).isEqualTo(5_000);
        assertThat(client.connectTimeoutMillis()).isEqualTo(2_000);
    }

    private static Request repeatable(ScriptedServer server) {
        return new Request.Builder()
                .url(server.uri().toString())
                .post(RequestBody.create("repeatable", null))
                .build();
    }

    static int closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }
}
