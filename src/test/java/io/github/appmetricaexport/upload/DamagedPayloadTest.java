package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.lang3.function.FailableSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A payload file that is not the bytes that were frozen never becomes a complete request. */
class DamagedPayloadTest {
    private static final int ONE_BUFFER = CheckedBody.BUFFER_BYTES;
    private static final int SEVERAL_BUFFERS = 10 * CheckedBody.BUFFER_BYTES + 1;

    enum Damage {
        SHORTER("it is shorter than the"),
        LONGER("it is longer than the"),
        FIRST_BYTE("its SHA-256 is not the one that was frozen"),
        LAST_BYTE("its SHA-256 is not the one that was frozen"),
        EMPTY("it is shorter than the");

        final String words;

        Damage(String words) {
            this.words = words;
        }

        byte[] done(byte[] frozen) {
            byte[] copy = frozen.clone();
            switch (this) {
                case SHORTER -> copy = Arrays.copyOf(frozen, frozen.length - 1);
                case LONGER -> copy = Arrays.copyOf(frozen, frozen.length + 1);
                case FIRST_BYTE -> copy[0]++;
                case LAST_BYTE -> copy[copy.length - 1]++;
                case EMPTY -> copy = new byte[0];
            }
            return copy;
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsNothingOfADamagedFileThatFitsIntoTheBuffer(Damage damage) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, damaged(ONE_BUFFER, damage));

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
            assertThat(attempt.failure()).isEqualTo(FailureKind.PAYLOAD_DAMAGED);
            assertThat(attempt.request().bytesSent()).isZero();
            assertThat(attempt.error()).contains("the payload file is damaged", damage.words, "nothing was sent");
            assertThat(server.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EMPTY")
    void cutsTheRequestOfALargerDamagedFileOff(Damage damage) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, damaged(SEVERAL_BUFFERS, damage));

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.PAYLOAD_DAMAGED);
            assertThat(attempt.request().bytesSent()).isEqualTo(10 * CheckedBody.BUFFER_BYTES);
            assertThat(attempt.error())
                    .contains("the payload file is damaged", damage.words, "cut off after 655360 bytes");
            String received = server.received();
            assertThat(received.length() - received.indexOf("\r\n\r\n") - 4)
                    .as("body bytes on the wire")
                    .isEqualTo(10 * CheckedBody.BUFFER_BYTES);
        }
    }

    @Test
    void connectsToNothingWhenTheFileCannotBeOpened() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(server, opening(() -> {
                throw new FileNotFoundException("payloads/00001.csv");
            }));

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
            assertThat(attempt.failure()).isEqualTo(FailureKind.PAYLOAD_DAMAGED);
            assertThat(attempt.error()).contains("cannot be opened", "payloads/00001.csv");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void blamesTheFileWhenReadingItFailsMidway() throws Exception {
        @SuppressWarnings("InputStreamSlowMultibyteRead") // It never reads.
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("the disk is gone");
            }
        };
        byte[] beginning = Payloads.noise(ONE_BUFFER);
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(
                    server, opening(() -> new SequenceInputStream(new ByteArrayInputStream(beginning), broken)));

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(attempt.failure()).isEqualTo(FailureKind.PAYLOAD_DAMAGED);
            assertThat(attempt.error()).contains("cannot be read", "the disk is gone");
        }
    }

    @Test
    void reportsTheAnswerEvenIfTheFileFailsToClose() throws Exception {
        byte[] bytes = Payloads.noise(10);
        try (ScriptedServer server = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Attempt attempt = Posting.post(
                    server,
                    new PayloadBytes(bytes.length, DigestUtils.sha256Hex(bytes), () -> new ByteArrayInputStream(bytes) {
                        @Override
                        public void close() throws IOException {
                            throw new IOException("cannot close");
                        }
                    }));

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
        }
    }

    private static PayloadBytes damaged(int length, Damage damage) {
        byte[] frozen = Payloads.noise(length);
        return Payloads.frozen(frozen, damage.done(frozen));
    }

    private static PayloadBytes opening(FailableSupplier<InputStream, IOException> source) {
        PayloadBytes whole = Payloads.ofLength(SEVERAL_BUFFERS);
        return new PayloadBytes(whole.length(), whole.sha256(), source);
    }
}
