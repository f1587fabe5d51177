package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One line of the ledger's index: a request and what became of it.
 *
 * @param number from 1, in the order of arrival
 * @param answered the status sent, or empty where nothing was answered
 * @param appliedAt when its events were applied, if they were
 * @param rowsOfApplication the applied events by application number
 * @param bytes of the body, as far as it was read
 * @param file the applied rows, relative to the ledger's folder
 * @param fault the injected fault
 * @param reason why events were refused
 */
public record LedgerRequest(
        long number,
        Instant receivedAt,
        OptionalInt answered,
        Optional<Instant> appliedAt,
        Map<Long, Long> rowsOfApplication,
        long bytes,
        Optional<String> file,
        Optional<String> fault,
        Optional<String> reason) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public LedgerRequest {
        rowsOfApplication = new TreeMap<>(rowsOfApplication);
    }

    /** The applied events. */
    public long rows() {
        return rowsOfApplication.values().stream().mapToLong(Long::longValue).sum();
    }

    String toJson() {
        ObjectNode line = JSON.createObjectNode();
        line.put("request", number);
        line.put("received_at", receivedAt.toString());
        if (answered.isPresent()) {
            line.put("answered", answered.getAsInt());
        } else {
            line.put("answered", "none");
        }
        line.put("applied_at", appliedAt.map(Instant::toString).orElse(null));
        line.put("rows_applied", rows());
        line.put("bytes", bytes);
        ObjectNode applications = line.putObject("rows_of_application");
        rowsOfApplication.forEach((application, rows) -> applications.put(Long.toString(application), rows));
        line.put("file", file.orElse(null));
        line.put("fault", fault.orElse(null));
        line.put("reason", reason.orElse(null));
        return line.toString();
    }

    /** @throws JsonProcessingException for a line that is cut off */
    static LedgerRequest fromJson(String text) throws JsonProcessingException {
        JsonNode line = JSON.readTree(text);
        Map<Long, Long> rows = new TreeMap<>();
        line.get("rows_of_application")
                .fields()
                .forEachRemaining(entry ->
                        rows.put(Long.valueOf(entry.getKey()), entry.getValue().asLong()));
        JsonNode answered = line.get("answered");
        return new LedgerRequest(
                line.get("request").asLong(),
                Instant.parse(line.get("received_at").asText()),
                answered.isInt() ? OptionalInt.of(answered.asInt()) : OptionalInt.empty(),
                optional(line, "applied_at").map(Instant::parse),
                rows,
                line.get("bytes").asLong(),
                optional(line, "file"),
                optional(line, "fault"),
                optional(line, "reason"));
    }

    private static Optional<String> optional(JsonNode line, String name) {
        JsonNode value = line.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }
}
