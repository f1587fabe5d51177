package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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
        Optional<Integer> answered,
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
        return JSON.createObjectNode()
                .put("request", number)
                .put("received_at", receivedAt.toString())
                .putPOJO("answered", answered.<Object>map(status -> status).orElse("none"))
                .put("applied_at", appliedAt.map(Instant::toString).orElse(null))
                .put("rows_applied", rows())
                .put("bytes", bytes)
                .putPOJO("rows_of_application", rowsOfApplication)
                .put("file", file.orElse(null))
                .put("fault", fault.orElse(null))
                .put("reason", reason.orElse(null))
                .toString();
    }

    /** @throws JsonProcessingException for a line that is cut off */
    static LedgerRequest fromJson(String text) throws JsonProcessingException {
        JsonNode line = JSON.readTree(text);
        return new LedgerRequest(
                line.get("request").asLong(),
                Instant.parse(line.get("received_at").asText()),
                Optional.of(line.get("answered")).filter(JsonNode::isInt).map(JsonNode::asInt),
                optional(line, "applied_at").map(Instant::parse),
                JSON.convertValue(line.get("rows_of_application"), new TypeReference<>() {}),
                line.get("bytes").asLong(),
                optional(line, "file"),
                optional(line, "fault"),
                optional(line, "reason"));
    }

    private static Optional<String> optional(JsonNode line, String name) {
        return line.hasNonNull(name) ? Optional.of(line.get(name).asText()) : Optional.empty();
    }
}
