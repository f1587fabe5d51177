package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.sandbox.EventImport.Result;
import io.github.appmetricaexport.sandbox.ImportHandler.Visit;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One line of the ledger's index: a request and what became of it. */
public record LedgerRequest(JsonNode line) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The line of a request.
     *
     * @param file the applied rows, relative to the ledger's folder; they are applied from {@code now} on
     */
    static String toJson(Visit visit, Result result, Optional<Answer> answer, Optional<String> file, Instant now) {
        return JSON.createObjectNode()
                .put("request", visit.number())
                .put("received_at", visit.receivedAt().toString())
                .putPOJO("answered", answer.<Object>map(Answer::status).orElse("none"))
                .put("applied_at", file.map(kept -> now.toString()).orElse(null))
                .put("rows_applied", result.rows())
                .put("bytes", visit.body().count())
                .putPOJO("rows_of_application", result.rowsOfApplication())
                .put("file", file.orElse(null))
                .put("fault", visit.fault().map(Fault::label).orElse(null))
                .put("reason", result.refusal().map(Throwable::getMessage).orElse(null))
                .toString();
    }

    /** From 1, in the order of arrival. */
    public long number() {
        return line.get("request").asLong();
    }

    public Instant receivedAt() {
        return Instant.parse(line.get("received_at").asText());
    }

    /** The status sent, or empty where nothing was answered. */
    public Optional<Integer> answered() {
        return Optional.of(line.get("answered")).filter(JsonNode::isInt).map(JsonNode::asInt);
    }

    /** When its events were applied, if they were. */
    public Optional<Instant> appliedAt() {
        return text("applied_at").map(Instant::parse);
    }

    /** The applied events. */
    public long rows() {
        return line.get("rows_applied").asLong();
    }

    /** The applied events by application number. */
    public Map<Long, Long> rowsOfApplication() {
        return JSON.convertValue(line.get("rows_of_application"), new TypeReference<>() {});
    }

    /** Of the body, as far as it was read. */
    public long bytes() {
        return line.get("bytes").asLong();
    }

    /** The applied rows, relative to the ledger's folder. */
    public Optional<String> file() {
        return text("file");
    }

    /** The injected fault. */
    public Optional<String> fault() {
        return text("fault");
    }

    /** Why events were refused. */
    public Optional<String> reason() {
        return text("reason");
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(line.get(name).textValue());
    }
}
