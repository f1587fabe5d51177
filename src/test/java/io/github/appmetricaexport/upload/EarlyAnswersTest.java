package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.upload.ScriptedServer.Scene;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers before it was handed the whole body cannot know what it acknowledges. */
class EarlyAnswersTest {
    /** In several pieces, and the buffers of the sockets hold it whole. */
    private static final int SEVERAL_PIECES = 3 * CheckedBody.BUFFER_BYTES + 1;

    private static final int ONE_PIECE = 20_000;

    /** Of its last bytes the client learns only once the server has come so far. */
    private final CountDownLatch serverCameSoFar = new CountDownLatch(1);

    @TempDir
    private Path directory;

    @Test
    void holdsASuccessInDoubtThatCameBeforeABodyThatTheServerReadsOnlyThen() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            String head = conversation.readHead();
            conversation.write(Posting.ACCEPTED);
            conversation.readBody(head);
        })) {
            // More than the buffers of both sides hold: it is handed over whole only after the server has begun to
            // read.
            assertEarly(Posting.post(server, Payloads.ofLength(30_000_000)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CheckedBody.BUFFER_BYTES + 1, SEVERAL_PIECES})
    void holdsASuccessInDoubtThatCameBeforeTheLastPieceOfABodyThatNobodyReads(int length) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readHead();
            conversation.write(Posting.ACCEPTED);
            serverCameSoFar.countDown();
            conversation.hang();
        })) {
            assertEarly(Posting.post(server, waiting(length)));
        }
    }

    @Test
    void holdsASuccessInDoubtThatCameBeforeARequestOfOnePiece() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.write(Posting.ACCEPTED);
            serverCameSoFar.countDown();
            conversation.readRequest();
        })) {
            assertEarly(Posting.post(server, waiting(ONE_PIECE)));
        }
    }

    @Test
    void holdsASuccessInDoubtThatCameEarlyOverTls() throws Exception {
        assertEarly(postOverTls(conversation -> {
            String head = conversation.readHead();
            conversation.write(Posting.ACCEPTED);
            serverCameSoFar.countDown();
            conversation.readBody(head);
        }));
    }

    /** The handshake's last records, such as session tickets, arrive after it and are no answer. */
    @Test
    void acceptsAnAnswerOverTlsThatCameAfterTheBody() throws Exception {
        assertThat(postOverTls(conversation -> {
                            String head = conversation.readHead();
                            serverCameSoFar.countDown();
                            conversation.readBody(head);
                            conversation.write(Posting.ACCEPTED);
                        })
                        .outcome())
                .isEqualTo(AttemptOutcome.ACCEPTED);
    }

    @Test
    void acceptsAnAnswerAfterAnInterimOneThatCameEarly() throws Exception {
        assertThat(postInTwoSteps("HTTP/1.1 100 Continue\r\n\r\n", Posting.ACCEPTED)
                        .outcome())
                .isEqualTo(AttemptOutcome.ACCEPTED);
    }

    @Test
    void acceptsWordsThatCameAfterTheBodyWhereOnlyTheirHeadCameEarly() throws Exception {
        String body = "Your data has been uploaded.";
        String head = answer(200, body).replace(body, "");

        assertThat(postInTwoSteps(head, body).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
    }

    @Test
    void readsARefusalThatCameEarly() throws Exception {
        assertThat(postInTwoSteps(answer(403, "no"), "").outcome()).isEqualTo(AttemptOutcome.KEY_REFUSED);
    }

    /** @param early written before the last piece of the body is handed over, the rest after all of it was read */
    private Attempt postInTwoSteps(String early, String late) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            String head = conversation.readHead();
            conversation.write(early);
            serverCameSoFar.countDown();
            conversation.readBody(head);
            conversation.write(late);
        })) {
            return Posting.post(server, waiting(SEVERAL_PIECES));
        }
    }

    private Attempt postOverTls(Scene scene) throws Exception {
        Path store = Certificates.selfSigned(directory, "dns:localhost");
        try (Certificates.Trust trust = Certificates.trusting(store);
                ScriptedServer server = ScriptedServer.playingOverTls(Certificates.serving(store), scene)) {
            assertThat(trust).isNotNull();
            return Posting.post(server, waiting(SEVERAL_PIECES));
        }
    }

    /** A payload whose last piece can be read when the server has come so far. */
    private PayloadBytes waiting(int length) {
        byte[] bytes = Payloads.noise(length);
        return new PayloadBytes(length, DigestUtils.sha256Hex(bytes), () -> waiting(bytes));
    }

    private InputStream waiting(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                if (available() <= CheckedBody.BUFFER_BYTES) {
                    awaitServer();
                }
                return super.read(target, offset, length);
            }
        };
    }

    private void awaitServer() {
        try {
            assertThat(serverCameSoFar.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static void assertEarly(Attempt attempt) {
        assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
        assertThat(attempt.reply().status()).isEqualTo(200);
        assertThat(attempt.error()).contains("a 200 came before the whole payload was sent");
    }
}
