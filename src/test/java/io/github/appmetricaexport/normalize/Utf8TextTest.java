package io.github.appmetricaexport.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8TextTest {
    @Test
    void agreesWithTheJdkOnSequencesOfThreeAndFourBytes() {
        byte[] bytes = new byte[3];
        for (int value = 0; value < 1 << 24; value += 37) {
            bytes[0] = (byte) (value >> 16);
            bytes[1] = (byte) (value >> 8);
            bytes[2] = (byte) value;
            check(bytes);
        }
        Random random = new Random(4);
        byte[] four = new byte[4];
        for (int i = 0; i < 300_000; i++) {
            random.nextBytes(four);
            four[0] = (byte) (0xEF + random.nextInt(7));
            four[2] = (byte) (0x80 | (four[2] & 0x3F));
            check(four);
        }
    }

    @Test
    void textWithoutNulIsClean() {
        assertThat(isClean("plain".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(isClean("grün 😀".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(isClean(new byte[0])).isTrue();
        assertThat(isClean(new byte[] {'a', 0})).isFalse();
        assertThat(isClean(new byte[] {(byte) 0xC3, (byte) 0xA9, 0})).isFalse();
        assertThat(isClean(new byte[] {'a', (byte) 0xC3})).isFalse();
    }

    private static void check(byte[] bytes) {
        boolean wellFormed;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            wellFormed = true;
        } catch (CharacterCodingException malformed) {
            wellFormed = false;
        }
        if (Utf8Text.isWellFormed(bytes, 0, bytes.length) != wellFormed) {
            assertThat(bytes).as("well-formed: " + wellFormed).isNull();
        }
    }

    private static boolean isClean(byte[] bytes) {
        return Utf8Text.isClean(bytes, 0, bytes.length);
    }
}
