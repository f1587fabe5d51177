package io.github.appmetricaexport.sandbox;

import java.nio.charset.StandardCharsets;

/** A range of bytes: the UTF-8 text of one value. Reused from value to value. */
final class Slice {
    private byte[] scratch = new byte[0];
    private byte[] bytes = scratch;
    private int start;
    private int end;

    static Slice of(String text) {
        Slice slice = new Slice();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        slice.set(encoded, 0, encoded.length);
        return slice;
    }

    void set(byte[] source, int from, int to) {
        bytes = source;
        start = from;
        end = to;
    }

    /** Takes a copy of the range in which every {@code ""} is one quote. */
    void undouble(byte[] source, int from, int to) {
        if (scratch.length < to - from) {
            scratch = new byte[(to - from) * 2];
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            scratch[length++] = source[i];
            if (source[i] == '"') {
                i++;
            }
        }
        set(scratch, 0, length);
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int length() {
        return end - start;
    }
}
