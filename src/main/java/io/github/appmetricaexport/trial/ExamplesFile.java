package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.NearestName;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.trial.Example.Expected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Examples for a mapping: one JSON object a line, in UTF-8; empty lines, and lines that begin with {@code #}, are passed over.
 *
 * <p>The first object may be of another kind: {@code types}, the source's columns with their types in Spark SQL, without which they
 * are those of the day's files; and {@code now}, the time by which events are too old or too new, else the time of the check.
 *
 * @param types by column; empty where the file does not say
 * @param now when the examples take place; empty where the file does not say
 */
record ExamplesFile(Map<String, String> types, Optional<Instant> now, List<Example> examples) {
    private static final Set<String> HEADER = Set.of("types", "now");
    private static final Set<String> KEYS = Set.of("name", "row", "sent", "refused", "skipped");
    private static final Set<String> EXPECTATIONS = Set.of("sent", "refused", "skipped");
    private static final List<String> FIELDS =
            Arrays.stream(PostApiField.values()).map(PostApiField::column).toList();

    /** Keeps numbers as they are written. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .nodeFactory(new JsonNodeFactory(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Reads the file.
     *
     * @throws ConfigException with all that is wrong with it, each with its line
     */
    static ExamplesFile read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new ConfigException(List.of(new Problem(
                    "--examples",
                    file.toString(),
                    "must be a file of JSON lines in UTF-8 that can be read: " + unreadable)));
        }
        return new Reader(file).read(lines);
    }

    /** How a problem of a line is called. */
    static String place(Path file, int line) {
        return file.getFileName() + ":" + line;
    }

    private static final class Reader {
        private final Path file;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, String> types = new LinkedHashMap<>();
        private final List<Example> examples = new ArrayList<>();
        private Instant now;
        private int line;
        private int objects;

        Reader(Path file) {
            this.file = file;
        }

        ExamplesFile read(List<String> lines) {
            for (String text : lines) {
                line++;
                if (!text.isBlank() && !text.startsWith("#")) {
                    parse(text);
                }
            }
            if (objects == 0) {
                line = 1;
                refuse("", "there is no example: write {\"row\": {...}, \"sent\": {...}}");
            }
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            return new ExamplesFile(types, Optional.ofNullable(now), List.copyOf(examples));
        }

        private void parse(String text) {
            objects++;
            try {
                if (!(JSON.readTree(text) instanceof ObjectNode object)) {
                    refuse("", "must be a JSON object");
                } else if (object.has("types") || object.has("now")) {
                    header(object);
                } else {
                    example(object);
                }
            } catch (JsonProcessingException notJson) {
                // On one line the column is all that its place says.
                refuse(
                        "",
                        "is not JSON at column " + notJson.getLocation().getColumnNr() + ": "
                                + notJson.getOriginalMessage()
                                        .lines()
                                        .findFirst()
                                        .orElse(""));
            }
        }

        private void header(ObjectNode header) {
            if (objects > 1) {
                refuse("", "types and now stand in the first object of the file");
            }
            unknown(header, HEADER);
            header.path("types")
                    .fields()
                    .forEachRemaining(
                            type -> types.put(type.getKey(), type.getValue().asText()));
            if (header.has("types") && types.isEmpty()) {
                refuse("types", "must be an object of columns and their types, such as {\"at\": \"timestamp\"}");
            }
            if (header.has("now")) {
                try {
                    now = Instant.parse(header.get("now").asText());
                } catch (DateTimeException noTime) {
                    refuse("now = " + header.get("now"), "must be a time, such as \"2026-11-22T12:00:00Z\"");
                }
            }
        }

        private void example(ObjectNode object) {
            unknown(object, KEYS);
            if (!(object.get("row") instanceof ObjectNode row)) {
                refuse("row", "must be an object of the source's columns and their values");
                return;
            }
            if (EXPECTATIONS.stream().filter(object::has).count() != 1) {
                refuse("", "must have one of sent, refused and skipped");
                return;
            }
            if (object.has("skipped") && !object.get("skipped").equals(BooleanNode.TRUE)) {
                refuse("skipped", "must be true, for a row that source.filter is not to pick");
            }
            Expected expected = new Expected(
                    object.has("sent") ? sent(object.get("sent")) : Optional.empty(),
                    object.has("refused") ? refused(object.get("refused")) : Optional.empty());
            examples.add(new Example(line, object.path("name").asText(""), row, expected));
        }

        private Optional<Map<String, JsonNode>> sent(JsonNode sent) {
            Map<String, JsonNode> fields = new LinkedHashMap<>();
            if (!sent.isObject()) {
                refuse(
                        "sent",
                        "must be an object of fields and their values; {} for an event whose fields do not matter");
            }
            sent.fields().forEachRemaining(field -> {
                if (FIELDS.contains(field.getKey())) {
                    fields.put(field.getKey(), field.getValue());
                } else {
                    refuse("sent." + field.getKey(), "is no field of the API" + nearest(field.getKey(), FIELDS));
                }
            });
            return Optional.of(fields);
        }

        private Optional<Set<String>> refused(JsonNode refused) {
            Set<String> reasons = new HashSet<>();
            refused.forEach(reason -> reasons.add(reason.asText()));
            if (!refused.isArray() || reasons.isEmpty()) {
                refuse("refused", "must be a list of reasons, such as [\"event_name: missing\"]");
            }
            return Optional.of(reasons);
        }

        private void unknown(ObjectNode object, Set<String> known) {
            object.fieldNames().forEachRemaining(key -> {
                if (!known.contains(key)) {
                    refuse(
                            key,
                            "is not known here; the keys are "
                                    + known.stream().sorted().collect(Collectors.joining(", ")));
                }
            });
        }

        private void refuse(String key, String remedy) {
            problems.add(new Problem(place(file, line) + (key.isEmpty() ? "" : " " + key), "", remedy));
        }
    }

    static String nearest(String name, List<String> names) {
        return NearestName.of(name, names)
                .map(near -> ", the closest is " + near)
                .orElse("");
    }
}
