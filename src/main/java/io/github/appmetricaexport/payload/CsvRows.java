package io.github.appmetricaexport.payload;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;

/**
 * The lines of a payload one by one, header first, byte for byte as {@link CsvLine} wrote them.
 *
 * <p>A line ends at the first CRLF outside quotes: every cell with a quote, a CR or an LF in it is quoted and
 * doubles its quotes, so an even number of quotes means outside. Holds one line.
 */
public final class CsvRows {
    /** What {@link CsvLine} writes. */
    static final CSVFormat FORMAT = CSVFormat.Builder.create()
            .setDelimiter(',')
            .setQuote('"')
            .setQuoteMode(QuoteMode.MINIMAL)
            .setRecordSeparator("\r\n")
            .get();

    private final InputStream source;
    private final byte[] block = new byte[1 << 16];
    private int at;
    private int end;
    private Iterator<CSVRecord> records;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);

    /** @param source a payload from its first byte on; the caller closes it */
    public CsvRows(InputStream source) {
        this.source = source;
    }

    /**
     * The next line, CRLF included; empty after the last.
     *
     * @throws EOFException when the payload ends within a line
     */
    public Optional<byte[]> next() throws IOException {
        if (records != null) {
            throw new IllegalStateException("the payload is read by its cells already");
        }
        line.reset();
        boolean quoted = false;
        byte previous = 0;
        while (at < end || fill()) {
            for (int i = at; i < end; i++) {
                byte octet = block[i];
                quoted ^= octet == '"';
                if (octet == '\n' && previous == '\r' && !quoted) {
                    line.write(block, at, i + 1 - at);
                    at = i + 1;
                    return Optional.of(line.toByteArray());
                }
                previous = octet;
            }
            line.write(block, at, end - at);
            at = end;
        }
        if (line.size() > 0) {
            throw new EOFException("the payload ends within a line");
        }
        return Optional.empty();
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, source.read(block));
        return end > 0;
    }

    /**
     * The cells of the next line; null for an empty one. Whoever asks for cells asks for no lines: of the two only one can read
     * the payload.
     *
     * @throws IOException when what follows cannot be read or is no CSV
     */
    public Optional<String[]> nextValues() throws IOException {
        if (records == null) {
            records = CSVParser.parse(new InputStreamReader(source, StandardCharsets.UTF_8), FORMAT)
                    .iterator();
        }
        try {
            return records.hasNext() ? Optional.of(values(records.next())) : Optional.empty();
        } catch (UncheckedIOException damaged) {
            throw damaged.getCause();
        }
    }

    /**
     * The cells of a line; null for an empty one.
     *
     * @throws IOException when it is not a line of CSV
     */
    public static String[] values(byte[] line) throws IOException {
        try (CSVParser parser = CSVParser.parse(new String(line, StandardCharsets.UTF_8), FORMAT)) {
            return values(parser.iterator().next());
        } catch (UncheckedIOException damaged) {
            throw damaged.getCause();
        }
    }

    private static String[] values(CSVRecord record) {
        String[] values = record.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i].isEmpty() ? null : values[i];
        }
        return values;
    }
}
