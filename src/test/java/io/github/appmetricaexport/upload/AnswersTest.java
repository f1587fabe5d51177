package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answer;
import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come early, broken, hostile or not at all. */
class AnswersTest {
    private static final PayloadBytes SMALL = Payloads.ofLength(1_000);
    /** More than the socket buffers of both sides hold, so that the client is still sending. */
    private static final PayloadBytes LARGE = Payloads.ofLength(30_000_000);

    @ParameterizedTest
    @CsvSource({"403, KEY_REFUSED", "413, TOO_LARGE", "503, REFUSED_FOR_NOW"})
    void readsARefusalThatComesWhileTheBodyIsStillBeingSent(int status, AttemptOutcome outcome) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readHead();
            conversation.write(answer(status, "no"));
            conversation.end();
        })) {
            Attempt attempt = Posting.post(server, LARGE);

            assertThat(attempt.outcome()).isEqualTo(outcome);
            assertThat(attempt.reply().status()).isEqualTo(status);
            assertThat(attempt.reply().answer()).isEqualTo("no");
            assertThat(attempt.request().bytesSent()).isLessThan(LARGE.length());
        }
    }

    @Test
    void readsARefusalOfAServerThatGoesOnReading() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readHead();
            conversation.write(answer(403, "no"));
            conversation.endOutput();
        })) {
            assertThat(Posting.post(server, SMALL).outcome()).isEqualTo(AttemptOutcome.KEY_REFUSED);
        }
    }

    @Test
    void holdsASuccessInDoubtThatComesBeforeTheWholePayloadWasSent() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readHead();
            conversation.write(Posting.ACCEPTED);
            conversation.end();
        })) {
            Attempt attempt = Posting.post(server, LARGE);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.reply().status()).isEqualTo(200);
            assertThat(attempt.error()).contains("before the whole payload was sent");
        }
    }

    @Test
    void isInDoubtWhenAnEarlyAnswerIsNotWhole() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readHead();
            conversation.write("HTTP/1.1 403 Forbidden\r\nContent-");
            conversation.end();
        })) {
            Attempt attempt = Posting.post(server, LARGE);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.reply().status()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 'Your data has been uploaded'",
        "200, 'Your data has been upl'",
        "200, ''",
        "400, 'bad'",
        "403, ''",
        "413, 'too lar'",
        "503, 'busy'",
        "502, 'bad gate'"
    })
    void isInDoubtWhenTheAnswersBodyBreaksOff(int status, String part) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readRequest();
            conversation.write("HTTP/1.1 " + status + " x\r\nContent-Length: 500\r\n\r\n" + part);
            conversation.end();
        })) {
            Attempt attempt = Posting.post(server, SMALL);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.reply().status()).isEqualTo(status);
            assertThat(attempt.reply().answer()).isEqualTo(part);
            assertThat(attempt.error()).contains("broke off");
            assertThat(attempt.failure()).isEqualTo(FailureKind.NONE);
        }
    }

    @Test
    void keepsTheFirstThousandCharactersAndMakesControlCharactersVisible() throws Exception {
        String body = "line\r\n\tbell\u0007 \u001b[31mred \u202eesrever \u2028" + "ж".repeat(5_000);
        try (ScriptedServer server = ScriptedServer.playing(answering(answer(400, body)))) {
            assertThat(Posting.post(server, SMALL).reply().answer())
                    .hasSize(1_000)
                    .startsWith("line\\r\\n\\tbell\\u0007 \\u001b[31mred \\u202eesrever \\u2028жж");
        }
    }

    @Test
    void readsAChunkedAnswer() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering("HTTP/1.1 200 OK\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n5\r\nYour \r\n17\r\ndata has been uploaded.\r\n0\r\n\r\n"))) {
            assertThat(Posting.post(server, SMALL).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
        }
    }

    @Test
    void readsTheAnswerAfterInterimOnes() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                answering("HTTP/1.1 100 Continue\r\n\r\n" + "HTTP/1.1 103 Early Hints\r\n\r\n" + Posting.ACCEPTED))) {
            assertThat(Posting.post(server, SMALL).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
        }
    }

    @Test
    void doesNotUnpackAnAnswer() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                answering(answer(200, "Your data has been uploaded", "Content-Encoding: gzip")))) {
            assertThat(Posting.post(server, SMALL).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 000 None\r\n\r\n",
                "HTTP/1.1 -12 None\r\n\r\n",
                "\r\n\r\n",
                ""
            })
    void isInDoubtWhenWhatComesBackIsNotHttp(String junk) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readRequest();
            conversation.write(junk);
            conversation.end();
        })) {
            Attempt attempt = Posting.post(server, SMALL);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.BROKEN_OFF);
            assertThat(attempt.error()).contains("localhost:" + server.port());
        }
    }

    @Test
    void readsNoMoreOfAnEndlessAnswerThanItsBeginning() throws Exception {
        long[] written = {0};
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readRequest();
            conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nYour data has been uploaded");
            byte[] block = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
            for (; written[0] < 1_000_000_000; written[0] += block.length) {
                conversation.write(block, block.length);
            }
        })) {
            Attempt attempt = Posting.post(server, SMALL);

            assertThat(attempt.outcome())
                    .as("what stands behind the words is not known")
                    .isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.reply().answer()).hasSizeLessThanOrEqualTo(1_000);
            assertThat(server.requests()).isEqualTo(1);
            // What the sockets' buffers took, and no more.
            assertThat(written[0]).isLessThan(50_000_000);
        }
    }

    @Test
    void isInDoubtAfterAHeaderBomb() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readRequest();
            conversation.write("HTTP/1.1 403 Forbidden\r\n");
            String header = "X-Bomb: " + "x".repeat(8_000) + "\r\n";
            for (int i = 0; i < 10_000; i++) {
                conversation.write(header);
            }
        })) {
            assertThat(Posting.post(server, SMALL).outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
        }
    }

    @Test
    void isInDoubtWhenNoAnswerComesInTime() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(ScriptedServer.Conversation::readRequest)) {
            Attempt attempt = postWithin(Duration.ofSeconds(1), server, SMALL);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.TIMED_OUT);
            assertThat(attempt.error())
                    .isEqualTo("localhost:" + server.port()
                            + ": no complete answer within upload.call-timeout, after 1000 bytes of the body were sent;"
                            + " whether the rows were applied is not known");
        }
    }

    @Test
    void isInDoubtWhenTheServerStopsReading() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readHead();
            conversation.hang();
        })) {
            Attempt attempt = postWithin(Duration.ofSeconds(1), server, LARGE);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.TIMED_OUT);
        }
    }

    @Test
    void isInDoubtWhenInterimAnswersNeverEnd() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readRequest();
            while (true) {
                conversation.write("HTTP/1.1 100 Continue\r\n\r\n");
            }
        })) {
            assertThat(Posting.post(server, SMALL).outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, Your data has been uploaded", "200, Your data", "403, n"})
    void isInDoubtWhenTheAnswersBodyNeverEnds(int status, String part) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readRequest();
            conversation.write("HTTP/1.1 " + status + " x\r\nContent-Length: 100\r\n\r\n" + part);
            conversation.hang();
        })) {
            Attempt attempt = postWithin(Duration.ofSeconds(1), server, SMALL);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.reply().answer()).isEqualTo(part);
        }
    }

    private static Attempt postWithin(Duration callTimeout, ScriptedServer server, PayloadBytes payload) {
        try (PostApiClient client = new PostApiClient(Posting.config(server.uri(), callTimeout), Clock.systemUTC())) {
            return client.post(payload, Posting.KEY);
        }
    }
}
