package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads what a sandbox applied, while it runs or after it was killed at any moment.
 *
 * <p>The folder holds {@code requests.jsonl}, a line per request, and {@code applied/<request>.csv}, a header and the rows
 * applied, as received. An event is applied from the moment its request's line is whole; a file without a line, and a
 * last line without its line end, are a killed server's and count for nothing. {@code exports.jsonl} has a line per
 * request to the Logs API.
 */
public record Ledger(Path directory) {
    static final String INDEX = "requests.jsonl";
    static final String EXPORTS = "exports.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    /** The ledger in a folder; one that no sandbox has written to yet is empty. */
    public static Ledger at(Path directory) {
        return new Ledger(directory);
    }

    /** Every request on the books, in the order in which they were settled. */
    public List<LedgerRequest> requests() {
        return lines(INDEX).map(LedgerRequest::new).toList();
    }

    /** Every request to the Logs API, in the order in which they were answered. */
    public List<LedgerExport> exports() {
        return lines(EXPORTS).map(LedgerExport::new).toList();
    }

    private Stream<JsonNode> lines(String name) {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            return Stream.empty();
        }
        List<JsonNode> lines = new ArrayList<>();
        try {
            String text = Files.readString(file);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            for (String line : whole.lines().toList()) {
                lines.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return lines.stream();
    }

    /**
     * What is on the books, in numbers, as a line of JSON: requests by the status sent, {@code none} where nothing was
     * answered; those refused by the API's rules, injected faults not among them; bytes of all bodies; requests to the
     * Logs API.
     */
    String counts() {
        List<LedgerRequest> requests = requests();
        Map<String, Long> requestsOfStatus = new TreeMap<>();
        Map<Long, Long> eventsOfApplication = new TreeMap<>();
        Map<String, Long> requestsOfFault = new TreeMap<>();
        long events = 0;
        long refusals = 0;
        long bytes = 0;
        for (LedgerRequest request : requests) {
            requestsOfStatus.merge(request.answered().map(String::valueOf).orElse("none"), 1L, Long::sum);
            request.rowsOfApplication()
                    .forEach((application, rows) -> eventsOfApplication.merge(application, rows, Long::sum));
            request.fault().ifPresent(fault -> requestsOfFault.merge(fault, 1L, Long::sum));
            events += request.rows();
            refusals += request.reason().isPresent() ? 1 : 0;
            bytes += request.bytes();
        }
        return JSON.createObjectNode()
                        .put("requests", requests.size())
                        .putPOJO("requests_of_status", requestsOfStatus)
                        .put("events", events)
                        .putPOJO("events_of_application", eventsOfApplication)
                        .putPOJO("requests_of_fault", requestsOfFault)
                        .put("refusals", refusals)
                        .put("bytes", bytes)
                        .put("exports", exports().size())
                + "\n";
    }

    /**
     * Every applied event, request by request, read as the stream goes; close the stream.
     *
     * @return values by column; an empty cell is absent
     */
    public Stream<Map<String, String>> rows() {
        return requests().stream().filter(request -> request.file().isPresent()).flatMap(this::rowsOf);
    }

    /** The events of one request that applied some; close the stream. */
    public Stream<Map<String, String>> rowsOf(LedgerRequest request) {
        return rowsOf(directory.resolve(request.file().orElseThrow()));
    }

    /** The events of a file with a header; close the stream. */
    static Stream<Map<String, String>> rowsOf(Path file) {
        try {
            CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, FORMAT);
            return parser.stream().map(Ledger::values).onClose(() -> close(parser));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Map<String, String> values(CSVRecord row) {
        Map<String, String> values = row.toMap();
        values.values().removeIf(String::isEmpty);
        return values;
    }

    private static void close(CSVParser parser) {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
