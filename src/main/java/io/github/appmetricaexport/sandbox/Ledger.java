package io.github.appmetricaexport.sandbox;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads what a sandbox applied, while it runs or after it was killed at any moment.
 *
 * <p>The folder holds {@code requests.jsonl}, a line per request, and {@code applied/<request>.csv}, a header and the rows
 * applied, as received. An event is applied from the moment its request's line is whole; a file without a line, and a
 * last line without its line end, are a killed server's and count for nothing.
 */
public final class Ledger {
    static final String INDEX = "requests.jsonl";

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private final Path directory;

    private Ledger(Path directory) {
        this.directory = directory;
    }

    /** The ledger in a folder; one that no sandbox has written to yet is empty. */
    public static Ledger at(Path directory) {
        return new Ledger(directory);
    }

    /** Every request on the books, in the order in which they were settled. */
    public List<LedgerRequest> requests() {
        Path index = directory.resolve(INDEX);
        if (!Files.exists(index)) {
            return List.of();
        }
        List<LedgerRequest> requests = new ArrayList<>();
        try {
            String text = Files.readString(index, StandardCharsets.UTF_8);
            for (int start = 0; start < text.length(); ) {
                int end = text.indexOf('\n', start);
                if (end < 0) {
                    break;
                }
                requests.add(LedgerRequest.fromJson(text.substring(start, end)));
                start = end + 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + index, e);
        }
        return requests;
    }

    /** Every applied event, request by request, read as the stream goes; close the stream. */
    public Stream<LedgerRow> rows() {
        return requests().stream().filter(request -> request.file().isPresent()).flatMap(this::rowsOf);
    }

    private Stream<LedgerRow> rowsOf(LedgerRequest request) {
        Path file = directory.resolve(request.file().orElseThrow());
        try {
            Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
            CSVParser parser = CSVParser.parse(reader, FORMAT);
            List<String> columns = parser.getHeaderNames();
            return parser.stream().map(row -> toRow(request, columns, row)).onClose(() -> close(reader));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static LedgerRow toRow(LedgerRequest request, List<String> columns, CSVRecord row) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            if (!row.get(column).isEmpty()) {
                values.put(columns.get(column), row.get(column));
            }
        }
        return new LedgerRow(request.number(), request.appliedAt().orElseThrow(), values);
    }

    private static void close(Reader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
