package io.github.appmetricaexport.payload;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;

/** A payload's rows one by one, as values under the header's columns. Holds one row. */
public final class PayloadRows implements Iterator<String[]>, AutoCloseable {
    /** What {@link CsvLine} writes. */
    static final CSVFormat FORMAT = CSVFormat.Builder.create()
            .setDelimiter(',')
            .setQuote('"')
            .setQuoteMode(QuoteMode.MINIMAL)
            .setRecordSeparator("\r\n")
            .get();

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> columns;

    /**
     * Reads the header.
     *
     * @param source a payload from its first byte on; closed with this
     * @throws IOException when it has none
     */
    public PayloadRows(InputStream source) throws IOException {
        parser = CSVParser.parse(new InputStreamReader(source, StandardCharsets.UTF_8), FORMAT);
        records = parser.iterator();
        try {
            columns = List.of(records.next().values());
        } catch (UncheckedIOException | NoSuchElementException damaged) {
            throw new IOException("the payload has no header", damaged);
        }
    }

    /** The header's columns, in order. */
    public List<String> columns() {
        return columns;
    }

    /** @throws UncheckedIOException when what follows cannot be read or is no CSV */
    @Override
    public boolean hasNext() {
        return records.hasNext();
    }

    /** The next row's values in the order of {@link #columns()}; null for an empty one. */
    @Override
    public String[] next() {
        String[] values = records.next().values();
        for (int i = 0; i < values.length; i++) {
            if (values[i].isEmpty()) {
                values[i] = null;
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
