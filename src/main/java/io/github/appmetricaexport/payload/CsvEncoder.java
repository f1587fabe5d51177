package io.github.appmetricaexport.payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * Rows as the CSV of the Post API: RFC 4180, UTF-8 without BOM, CRLF after every line, quotes only where they are needed,
 * {@code ""} for a quote, nothing at all for null.
 *
 * <p>The vendor's documented sample has its 540 bytes only with CRLF, the last line included. One instance serves one
 * thread; it holds one row.
 */
public final class CsvEncoder {
    static final CSVFormat FORMAT = CSVFormat.Builder.create()
            .setDelimiter(',')
            .setQuote('"')
            .setQuoteMode(QuoteMode.MINIMAL)
            .setRecordSeparator("\r\n")
            .get();

    private final StringBuilder line = new StringBuilder(1024);
    private final CSVPrinter printer;

    public CsvEncoder() {
        try {
            printer = new CSVPrinter(line, FORMAT);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The header line, CRLF included. */
    public byte[] header(List<String> columns) {
        return row(columns.toArray(new String[0]), -1);
    }

    /**
     * One line, CRLF included.
     *
     * @param values the row's cells in header order; null for an empty cell
     * @param without the index of a cell that the payload has no column for, or -1
     */
    public byte[] row(String[] values, int without) {
        line.setLength(0);
        try {
            for (int i = 0; i < values.length; i++) {
                if (i != without) {
                    printer.print(values[i]);
                }
            }
            printer.println();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }
}
