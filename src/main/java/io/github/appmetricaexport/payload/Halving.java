package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.payload.PayloadSink.OpenPayload;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/** Cuts one payload between two rows into two payloads with the same header; no byte of a row changes. */
public final class Halving {
    private Halving() {}

    /**
     * Reads the payload to its end.
     *
     * @param rows in the payload, at least 2; the first half gets the odd one
     * @param halves where the two go, both just begun; completed when this returns
     */
    public static void split(InputStream payload, int rows, List<OpenPayload> halves) throws IOException {
        if (rows < 2) {
            throw new IllegalArgumentException("a payload of " + rows + " rows has no halves");
        }
        CsvRows lines = new CsvRows(payload);
        byte[] header = lines.next().orElseThrow(() -> new EOFException("the payload is empty"));
        int eventTime = Arrays.asList(CsvRows.values(header)).indexOf(PostApiField.EVENT_TIMESTAMP.column());
        int first = rows - rows / 2;
        copy(lines, header, first, eventTime, halves.get(0));
        copy(lines, header, rows - first, eventTime, halves.get(1));
        if (lines.next().isPresent()) {
            throw new IOException("the payload has more than its " + rows + " rows");
        }
    }

    private static void copy(CsvRows lines, byte[] header, int rows, int eventTime, OpenPayload target)
            throws IOException {
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        target.write(header, 0, header.length);
        for (int i = 0; i < rows; i++) {
            byte[] row = lines.next().orElseThrow(() -> new EOFException("the payload has too few rows"));
            target.write(row, 0, row.length);
            long time = time(CsvRows.values(row), eventTime);
            oldest = Math.min(oldest, time);
            newest = Math.max(newest, time);
        }
        target.complete(rows, oldest, newest);
    }

    private static long time(String[] values, int eventTime) throws IOException {
        try {
            return Long.parseLong(values[eventTime]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            throw new IOException("a row of the payload has no event_timestamp", damaged);
        }
    }
}
