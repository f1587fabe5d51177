package io.github.appmetricaexport.upload;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.commons.codec.digest.DigestUtils;

/** Payloads for tests: whole ones, and ones whose file is not what was frozen. */
final class Payloads {
    private Payloads() {}

    static PayloadBytes of(String text) {
        return frozen(bytes(text), bytes(text));
    }

    /** Printable noise of that length. */
    static PayloadBytes ofLength(int length) {
        byte[] bytes = noise(length);
        return frozen(bytes, bytes);
    }

    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(1);
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) ('a' + random.nextInt(26));
        }
        return bytes;
    }

    /** What was frozen, beside what the file holds by now. */
    static PayloadBytes frozen(byte[] frozen, byte[] now) {
        return new PayloadBytes(frozen.length, DigestUtils.sha256Hex(frozen), () -> new ByteArrayInputStream(now));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
