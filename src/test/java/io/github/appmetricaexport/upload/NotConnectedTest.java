package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong before the request is proof that nothing was sent, and tells what to mend. */
class NotConnectedTest {
    private static final PayloadBytes PAYLOAD = Payloads.ofLength(1_000);

    @TempDir
    Path directory;

    @Test
    void namesAHostThatDoesNotExist() {
        Attempt attempt = Posting.post(URI.create("https://no-such-host.invalid"), PAYLOAD);

        assertNotSent(attempt, FailureKind.UNKNOWN_HOST);
        assertThat(attempt.error())
                .isEqualTo("no-such-host.invalid:443: the name cannot be resolved; nothing was sent."
                        + " Check api.base-url, and the DNS of this host");
    }

    @Test
    void namesAPortThatNobodyListensOn() throws Exception {
        int port = SingleRequestGuardTest.closedPort();

        Attempt attempt = Posting.post(URI.create("https://localhost:" + port), PAYLOAD);

        assertNotSent(attempt, FailureKind.UNREACHABLE);
        assertThat(attempt.error())
                .isEqualTo("localhost:" + port + ": the connection was refused or has no route; nothing was sent."
                        + " Check api.base-url, and that firewall and proxy let this host through");
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        Path store = Certificates.selfSigned(directory, "dns:another.example");
        try (Certificates.Trust trust = Certificates.trusting(store);
                ScriptedServer server =
                        ScriptedServer.playingOverTls(Certificates.serving(store), answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, PAYLOAD);

            assertThat(trust).isNotNull();
            assertNotSent(attempt, FailureKind.NOT_TRUSTED);
            assertThat(attempt.error())
                    .isEqualTo("localhost:" + server.port() + ": the certificate of localhost is not for that name;"
                            + " nothing was sent. Check api.base-url, and whether a proxy stands in for the API");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void refusesACertificateOfAnUnknownIssuer() throws Exception {
        Path store = Certificates.selfSigned(directory, "dns:localhost");
        try (ScriptedServer server =
                ScriptedServer.playingOverTls(Certificates.serving(store), answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, PAYLOAD);

            assertNotSent(attempt, FailureKind.NOT_TRUSTED);
            assertThat(attempt.error()).contains("the certificate of localhost is not trusted", "trust store");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void sendsOverTlsToATrustedServer() throws Exception {
        Path store = Certificates.selfSigned(directory, "dns:localhost");
        try (Certificates.Trust trust = Certificates.trusting(store);
                ScriptedServer server =
                        ScriptedServer.playingOverTls(Certificates.serving(store), answering(Posting.ACCEPTED))) {
            assertThat(trust).isNotNull();
            assertThat(Posting.post(server, PAYLOAD).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void recognizesAServerWithoutTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.write("HTTP/1.1 400 This is a plain text port\r\n\r\n");
            conversation.end();
        })) {
            Attempt attempt = Posting.post(URI.create("https://localhost:" + server.port()), PAYLOAD);

            assertNotSent(attempt, FailureKind.NOT_TRUSTED);
            assertThat(attempt.error()).contains("no TLS session", "scheme and port of api.base-url");
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void givesUpAServerThatNeverAnswersTheHandshake() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedServer.Conversation::hang);
                PostApiClient client = new PostApiClient(
                        Posting.config(URI.create("https://localhost:" + server.port()), Duration.ofSeconds(1)),
                        Clock.systemUTC())) {
            Attempt attempt = client.post(PAYLOAD, Posting.KEY);

            assertNotSent(attempt, FailureKind.TIMED_OUT);
            assertThat(attempt.error()).contains("no TLS session in time");
        }
    }

    @Test
    void stopsWhenItsThreadIsToldTo() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Thread.currentThread().interrupt();

            Attempt attempt = Posting.post(server, PAYLOAD);

            assertThat(Thread.interrupted()).as("still told to stop").isTrue();
            assertNotSent(attempt, FailureKind.INTERRUPTED);
            assertThat(server.received()).isEmpty();
        }
    }

    private static void assertNotSent(Attempt attempt, FailureKind failure) {
        assertThat(attempt.failure()).as(attempt.error()).isEqualTo(failure);
        assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(attempt.reply().status()).isZero();
        assertThat(attempt.request().bytesSent()).isZero();
    }
}
