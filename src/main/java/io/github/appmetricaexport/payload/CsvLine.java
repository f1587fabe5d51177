package io.github.appmetricaexport.payload;

/**
 * A row of {@link Cells} as a line of CSV: the bytes that {@link CsvEncoder} would give for their texts, without making texts
 * of them.
 *
 * <p>Commons CSV decides what a line is; its rules for minimal quotes are restated here on UTF-8, where every character
 * that matters is a byte of its own. One instance serves one thread; it holds one line.
 */
final class CsvLine {
    private byte[] bytes = new byte[1024];
    private int length;

    /** The line, from 0 to {@link #length()}; overwritten by the next. */
    byte[] bytes() {
        return bytes;
    }

    /** Its bytes, CRLF included. */
    int length() {
        return length;
    }

    /** @param without the index of a cell that the payload has no column for, or -1 */
    void encode(Cells cells, int without) {
        length = 0;
        // A quote doubles; each cell may have two quotes around it and a comma or the line's end behind it.
        int longest = 2 * cells.length() + 3 * cells.count() + 2;
        if (bytes.length < longest) {
            bytes = new byte[Math.max(longest, 2 * bytes.length)];
        }
        boolean first = true;
        for (int cell = 0; cell < cells.count(); cell++) {
            if (cell != without) {
                if (!first) {
                    bytes[length++] = ',';
                }
                append(cells.bytes(), cells.start(cell), cells.end(cell));
                first = false;
            }
        }
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void append(byte[] source, int from, int to) {
        if (from == to) {
            return;
        }
        if (!needsQuotes(source, from, to)) {
            System.arraycopy(source, from, bytes, length, to - from);
            length += to - from;
            return;
        }
        bytes[length++] = '"';
        for (int at = from; at < to; at++) {
            byte octet = source[at];
            if (octet == '"') {
                bytes[length++] = '"';
            }
            bytes[length++] = octet;
        }
        bytes[length++] = '"';
    }

    /** Commons CSV's {@code QuoteMode.MINIMAL}: more than RFC 4180 asks for, so that careless readers get it right too. */
    private static boolean needsQuotes(byte[] source, int from, int to) {
        byte first = source[from];
        // Bytes of characters beyond ASCII are negative.
        if (first >= 0 && first <= '#') {
            return true;
        }
        for (int at = from; at < to; at++) {
            byte octet = source[at];
            if (octet == '"' || octet == ',' || octet == '\r' || octet == '\n') {
                return true;
            }
        }
        byte last = source[to - 1];
        return last >= 0 && last <= ' ';
    }
}
