package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** One line of the ledger's list of exports: a request to the Logs API and what became of it. */
public record LedgerExport(JsonNode line) {
    /** From 1, in the order of arrival. */
    public long number() {
        return line.get("export").asLong();
    }

    public Instant askedAt() {
        return Instant.parse(line.get("asked_at").asText());
    }

    /** The query, encoded as it came; no token is ever part of one that is not refused. */
    public String query() {
        return line.get("query").asText();
    }

    /** The status sent, or empty where nothing was answered. */
    public Optional<Integer> answered() {
        return Optional.of(line.get("answered")).filter(JsonNode::isInt).map(JsonNode::asInt);
    }

    /** The events sent. */
    public long rows() {
        return line.get("rows").asLong();
    }

    /** Files of the application that are in preparation after this request. */
    public long queued() {
        return line.get("queued").asLong();
    }

    /** The injected fault. */
    public Optional<String> fault() {
        return Optional.ofNullable(line.get("fault").textValue());
    }

    /** Why the request was refused. */
    public Optional<String> reason() {
        return Optional.ofNullable(line.get("reason").textValue());
    }
}
