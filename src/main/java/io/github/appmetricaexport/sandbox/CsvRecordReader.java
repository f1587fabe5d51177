package io.github.appmetricaexport.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

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
    private static final int INCOMPLETE = -1;

    private final InputStream input;
    private final boolean anyLineEnd;
    private final CsvRecord csvRecord = new CsvRecord();
    private byte[] buffer = new byte[INITIAL_BUFFER];
    private int position;
    private int limit;
    private boolean endOfInput;
    private long recordNumber;

    /** A reader that lets records end in CRLF only, or in CRLF, LF and CR alike. */
    CsvRecordReader(InputStream input, LineEnds lineEnds) {
        this.input = input;
        this.anyLineEnd = lineEnds == LineEnds.ANY;
    }

    /** How records may end. */
    enum LineEnds {
        CRLF,
        ANY
    }

    /** The record that {@link #next} moved to. In messages the header has no number, and the row after it is row 1. */
    CsvRecord current() {
        return csvRecord;
    }

    /** Moves to the next record; false at the end of the body. */
    boolean next() throws IOException, MalformedCsvException {
        while (true) {
            if (position == limit && endOfInput) {
                return false;
            }
            int end = position == limit ? INCOMPLETE : parse();
            if (end != INCOMPLETE) {
                finishRecord(end);
                return true;
            }
            fill();
        }
    }

    private void finishRecord(int end) throws MalformedCsvException {
        if (recordNumber == 0 && startsWithByteOrderMark()) {
            throw new MalformedCsvException("the body begins with a byte order mark; send UTF-8 without one");
        }
        if (!Utf8.isWellFormed(buffer, position, end)) {
            throw malformed("not UTF-8");
        }
        csvRecord.finish(end);
        position = end;
        recordNumber++;
    }

    private boolean startsWithByteOrderMark() {
        return limit - position >= 3
                && buffer[position] == (byte) 0xEF
                && buffer[position + 1] == (byte) 0xBB
                && buffer[position + 2] == (byte) 0xBF;
    }

    /** Cuts the record at {@code position} into cells; its end, or {@link #INCOMPLETE} when more bytes are needed. */
    private int parse() throws MalformedCsvException {
        csvRecord.begin(buffer, position);
        int at = position;
        while (true) {
            at = at < limit && buffer[at] == '"' ? quotedCell(at + 1) : plainCell(at);
            if (at == INCOMPLETE) {
                return INCOMPLETE;
            }
            if (at == limit) {
                return endOfInput ? at : INCOMPLETE;
            }
            if (buffer[at] != ',') {
                return lineEnd(at);
            }
            at++;
        }
    }

    private int plainCell(int start) throws MalformedCsvException {
        byte[] bytes = buffer;
        int end = limit;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            // Everything that matters is at or below the comma; bytes of multi-byte characters are negative.
            if (b > ',' || b < 0) {
                continue;
            }
            if (b == ',' || b == '\r' || b == '\n') {
                csvRecord.add(start, i, false);
                return i;
            }
            if (b == '"') {
                throw malformed("a quote within an unquoted value");
            }
        }
        if (!endOfInput) {
            return INCOMPLETE;
        }
        csvRecord.add(start, end, false);
        return end;
    }

    private int quotedCell(int start) throws MalformedCsvException {
        byte[] bytes = buffer;
        int end = limit;
        boolean doubled = false;
        for (int i = start; i < end; i++) {
            if (bytes[i] != '"') {
                continue;
            }
            if (i + 1 == end) {
                return closedAtEnd(start, i, doubled);
            }
            byte following = bytes[i + 1];
            if (following == '"') {
                doubled = true;
                i++;
                continue;
            }
            if (following != ',' && following != '\r' && following != '\n') {
                throw malformed("text after a closing quote");
            }
            csvRecord.add(start, i, doubled);
            return i + 1;
        }
        if (endOfInput) {
            throw malformed("a quoted value without its closing quote");
        }
        return INCOMPLETE;
    }

    private int closedAtEnd(int start, int quote, boolean doubled) {
        if (!endOfInput) {
            return INCOMPLETE;
        }
        csvRecord.add(start, quote, doubled);
        return quote + 1;
    }

    private int lineEnd(int at) throws MalformedCsvException {
        if (buffer[at] == '\r') {
            if (at + 1 == limit && !endOfInput) {
                return INCOMPLETE;
            }
            if (at + 1 < limit && buffer[at + 1] == '\n') {
                return at + 2;
            }
        }
        if (!anyLineEnd) {
            throw malformed("a record ends in CRLF; a lone CR or LF belongs in quotes");
        }
        return at + 1;
    }

    private void fill() throws IOException, MalformedCsvException {
        int kept = limit - position;
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, kept);
            position = 0;
            limit = kept;
        } else if (limit == buffer.length) {
            if (buffer.length >= MAXIMUM_RECORD_BYTES) {
                throw malformed("longer than " + MAXIMUM_RECORD_BYTES + " bytes; is a closing quote missing?");
            }
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        // A full buffer at a time: a record that straddles two reads is parsed again from its start.
        while (limit < buffer.length) {
            int read = input.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                endOfInput = true;
                return;
            }
            limit += read;
        }
    }

    private MalformedCsvException malformed(String what) {
        String place = recordNumber == 0 ? "the header" : "row " + recordNumber;
        return new MalformedCsvException(place + ": " + what);
    }
}
