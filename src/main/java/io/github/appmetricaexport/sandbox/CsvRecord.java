package io.github.appmetricaexport.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One record of a CSV body, as ranges of bytes in a buffer that the next record overwrites.
 *
 * <p>Nothing is decoded or copied until somebody asks: most values are judged as the bytes they arrived as.
 */
final class CsvRecord {
    private byte[] buffer = new byte[0];
    private int recordStart;
    private int recordEnd;
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private boolean[] doubled = new boolean[32];
    private int size;

    void begin(byte[] bytes, int start) {
        buffer = bytes;
        recordStart = start;
        size = 0;
    }

    /**
     * Adds a cell.
     *
     * @param hasDoubledQuotes whether the range holds {@code ""} where the value has one quote
     */
    void add(int start, int end, boolean hasDoubledQuotes) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
            doubled = Arrays.copyOf(doubled, size * 2);
        }
        starts[size] = start;
        ends[size] = end;
        doubled[size] = hasDoubledQuotes;
        size++;
    }

    void finish(int end) {
        recordEnd = end;
    }

    int size() {
        return size;
    }

    byte[] buffer() {
        return buffer;
    }

    /** First byte of the record in the buffer. */
    int recordStart() {
        return recordStart;
    }

    /** One past its last byte; its line end, if it has one, is inside. */
    int recordEnd() {
        return recordEnd;
    }

    /** Points {@code slice} at the value of a cell, quotes undone. */
    void value(int cell, Slice slice) {
        if (doubled[cell]) {
            slice.undouble(buffer, starts[cell], ends[cell]);
        } else {
            slice.set(buffer, starts[cell], ends[cell]);
        }
    }

    boolean isEmpty(int cell) {
        return starts[cell] == ends[cell];
    }

    String text(int cell) {
        Slice slice = new Slice();
        value(cell, slice);
        return new String(slice.bytes(), slice.start(), slice.length(), StandardCharsets.UTF_8);
    }
}
