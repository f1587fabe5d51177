package io.github.appmetricaexport.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the metadata of a table in a hadoop catalog says, read without Iceberg.
 *
 * @param comments of its columns, empty where one has none
 * @param partitioning the names of its partition fields
 * @param rowsBySnapshot how many rows it had after each write, the oldest first
 */
public record IcebergTable(List<String> comments, List<String> partitioning, List<Long> rowsBySnapshot) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static IcebergTable read(Path folder) throws IOException {
        Path metadata = folder.resolve("metadata");
        String version = Files.readString(metadata.resolve("version-hint.text")).strip();
        JsonNode table =
                JSON.readTree(metadata.resolve("v" + version + ".metadata.json").toFile());
        return new IcebergTable(
                texts(table.at("/schemas").get(table.at("/schemas").size() - 1).get("fields"), "/doc"),
                texts(table.at("/partition-specs/0/fields"), "/name"),
                texts(table.at("/snapshots"), "/summary/total-records").stream()
                        .map(Long::valueOf)
                        .toList());
    }

    private static List<String> texts(JsonNode nodes, String pointer) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.at(pointer).asText()));
        return texts;
    }
}
