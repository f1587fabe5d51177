package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a CSV body record by record and accepts nothing that RFC 4180 does not describe.
 *
 * <p>It works on bytes, in a buffer that holds a few records: a body of 1 GB costs no more memory than its longest
 * record. Text-level parsers forgive stray quotes and lone line breaks, and they do not give back the bytes of a record.
 */
final class CsvRecordReader {
    /** No documented limit; it keeps a missing closing quote from filling the memory with the rest of the body. */
    static final int MAXIMUM_RECORD_BYTES = 64 * 1024 * 1024;

    private static final int INITIAL_BUFFER = 256 * 1024;
    /** No byte: the body has ended. */
    private static final int END = Integer.MIN_VALUE;

    private final InputStream input;
    private final boolean anyLineEnd;
    private final CharsetDecoder strictUtf8 = StandardCharsets.UTF_8.newDecoder();
    private byte[] buffer = new byte[INITIAL_BUFFER];
    /** Where the record that is being read begins in the buffer; all other places are counted from here. */
    private int start;

    private int limit;
    private long recordNumber;
    private List<String> values = List.of();

    CsvRecordReader(InputStream input, ApiSwitches switches) {
        this.input = input;
        anyLineEnd = switches.allows(Allowance.ANY_LINE_END);
    }

    /**
     * One record of a CSV body.
     *
     * @param values of its cells, quotes undone
     * @param bytes as it arrived; its line end, if it has one, is among them
     */
    @SuppressWarnings("ArrayRecordComponent") // It is passed on, and two are never compared.
    record CsvRecord(List<String> values, byte[] bytes) {}

    /**
     * The next record, or none at the end of the body.
     *
     * @throws RefusedException for what is not CSV or not UTF-8, naming the place: the row after the header is row 1
     */
    Optional<CsvRecord> next() throws IOException {
        if (byteAt(0) == END) {
            return Optional.empty();
        }
        values = new ArrayList<>();
        int at = cell(0);
        while (byteAt(at) == ',') {
            at = cell(at + 1);
        }
        // Before the copy: to look for the line end may move the record within the buffer.
        int length = lineEnd(at);
        byte[] bytes = Arrays.copyOfRange(buffer, start, start + length);
        requireUtf8(bytes);
        start += length;
        recordNumber++;
        return Optional.of(new CsvRecord(values, bytes));
    }

    private int cell(int from) throws IOException {
        return byteAt(from) == '"' ? quotedCell(from + 1) : plainCell(from);
    }

    private int plainCell(int from) throws IOException {
        int at = from;
        for (int b = byteAt(at); b != ',' && b != '\r' && b != '\n' && b != END; b = byteAt(++at)) {
            if (b == '"') {
                throw malformed("a quote within an unquoted value");
            }
        }
        values.add(text(from, at));
        return at;
    }

    private int quotedCell(int from) throws IOException {
        int at = from;
        while (byteAt(at) != '"' || byteAt(at + 1) == '"') {
            if (byteAt(at) == END) {
                throw malformed("a quoted value without its closing quote");
            }
            at += byteAt(at) == '"' ? 2 : 1;
        }
        int following = byteAt(at + 1);
        if (following != ',' && following != '\r' && following != '\n' && following != END) {
            throw malformed("text after a closing quote");
        }
        values.add(text(from, at).replace("\"\"", "\""));
        return at + 1;
    }

    /** The place after the line end, which the last record may leave out. */
    private int lineEnd(int at) throws IOException {
        if (byteAt(at) == END) {
            return at;
        }
        if (byteAt(at) == '\r' && byteAt(at + 1) == '\n') {
            return at + 2;
        }
        if (!anyLineEnd) {
            throw malformed("a record ends in CRLF; a lone CR or LF belongs in quotes");
        }
        return at + 1;
    }

    private String text(int from, int to) {
        return new String(buffer, start + from, to - from, StandardCharsets.UTF_8);
    }

    private void requireUtf8(byte[] bytes) {
        if (recordNumber == 0 && new String(bytes, StandardCharsets.UTF_8).startsWith("\uFEFF")) {
            throw new RefusedException(400, "the body begins with a byte order mark; send UTF-8 without one");
        }
        try {
            strictUtf8.decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException notUtf8) {
            throw malformed("not UTF-8");
        }
    }

    /** The byte at a place of the record, read from the body when its turn has come; {@link #END} after the last. */
    private int byteAt(int place) throws IOException {
        while (start + place >= limit) {
            if (!fill()) {
                return END;
            }
        }
        return buffer[start + place];
    }

    /** Reads on; false at the end of the body. */
    private boolean fill() throws IOException {
        if (start > 0) {
            limit -= start;
            System.arraycopy(buffer, start, buffer, 0, limit);
            start = 0;
        } else if (limit == buffer.length) {
            if (limit >= MAXIMUM_RECORD_BYTES) {
                throw malformed("longer than " + MAXIMUM_RECORD_BYTES + " bytes; is a closing quote missing?");
            }
            buffer = Arrays.copyOf(buffer, limit * 2);
        }
        int read = input.read(buffer, limit, buffer.length - limit);
        limit += Math.max(0, read);
        return read >= 0;
    }

    private RefusedException malformed(String what) {
        String place = recordNumber == 0 ? "the header" : "row " + recordNumber;
        return new RefusedException(400, place + ": " + what);
    }
}
