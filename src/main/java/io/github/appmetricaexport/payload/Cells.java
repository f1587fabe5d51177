package io.github.appmetricaexport.payload;

import java.nio.charset.StandardCharsets;

/**
 * A row's cells within one array of bytes: UTF-8, a NUL between two, an empty cell for an absent value.
 *
 * <p>One instance looks at one row after the other.
 */
final class Cells {
    private final int[] ends;
    private byte[] bytes = {};

    /** @param count the cells of every row */
    Cells(int count) {
        ends = new int[count];
    }

    /** @throws IllegalArgumentException when it is not a row of so many cells */
    void lookAt(byte[] row) {
        bytes = row;
        int cell = 0;
        for (int at = 0; at < row.length; at++) {
            if (row[at] == 0) {
                if (cell == ends.length - 1) {
                    throw new IllegalArgumentException("a row of more than " + ends.length + " cells");
                }
                ends[cell++] = at;
            }
        }
        if (cell != ends.length - 1) {
            throw new IllegalArgumentException("a row of " + (cell + 1) + " cells, not of " + ends.length);
        }
        ends[cell] = row.length;
    }

    int count() {
        return ends.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes of all cells with what separates them. */
    int length() {
        return bytes.length;
    }

    int start(int cell) {
        return cell == 0 ? 0 : ends[cell - 1] + 1;
    }

    int end(int cell) {
        return ends[cell];
    }

    boolean isEmpty(int cell) {
        return start(cell) == end(cell);
    }

    String text(int cell) {
        return new String(bytes, start(cell), end(cell) - start(cell), StandardCharsets.UTF_8);
    }

    /** @throws NumberFormatException when the cell is no whole number of 64 bits */
    long number(int cell) {
        return Long.parseLong(text(cell));
    }

    /** Every cell's text; null for an empty one. */
    String[] values() {
        String[] values = new String[ends.length];
        for (int cell = 0; cell < values.length; cell++) {
            values[cell] = isEmpty(cell) ? null : text(cell);
        }
        return values;
    }
}
