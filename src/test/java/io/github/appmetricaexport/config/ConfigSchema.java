package io.github.appmetricaexport.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.stream.Stream;

/** The JSON Schema of a configuration, made of the options' declarations. */
final class ConfigSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfigSchema() {}

    static ObjectNode generate() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "A configuration of appmetrica-export, written as JSON");
        root.put("type", "object").put("additionalProperties", false);
        root.putArray("required");
        ObjectNode sections = root.putObject("properties");
        sections.putObject(UnknownKeys.SCHEMA).put("type", "string").put("description", "Where this schema lies.");
        for (Option<?> option : ExportOptions.all()) {
            if (!sections.has(option.section())) {
                ObjectNode section = sections.putObject(option.section());
                section.put("type", "object").put("additionalProperties", false);
                section.putArray("required");
                section.putObject("properties");
            }
            ObjectNode section = (ObjectNode) sections.get(option.section());
            ((ObjectNode) section.get("properties")).set(option.name(), of(option));
            if (option.presence() == Option.Presence.REQUIRED) {
                require(root, option.section());
                require(section, option.name());
            }
        }
        return root;
    }

    private static ObjectNode of(Option<?> option) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put(
                "description", option.sentence() + " Must be " + option.type().expectation() + ".");
        option.defaultText().ifPresent(text -> schema.set("default", value(option, text)));
        ObjectNode type = JSON.valueToTree(option.type().schema());
        if (option.presence() == Option.Presence.OPTIONAL) {
            schema.putArray("anyOf").add(type).addObject().put("type", "null");
        } else {
            schema.setAll(type);
        }
        return schema;
    }

    /** A text of an option's as JSON would have it: in quotation marks only where it is no number, truth, list or null. */
    static JsonNode value(Option<?> option, String text) {
        JsonNode types = JSON.valueToTree(option.type().schema().getOrDefault("type", "string"));
        boolean isText = Stream.of("integer", "number", "boolean", "array", "null")
                .noneMatch(type -> types.toString().contains('"' + type + '"'));
        if (isText) {
            return TextNode.valueOf(text);
        }
        try {
            JsonNode value = JSON.readTree(text);
            return value.isMissingNode() ? TextNode.valueOf(text) : value;
        } catch (JsonProcessingException noJson) {
            return TextNode.valueOf(text);
        }
    }

    private static void require(ObjectNode object, String name) {
        ArrayNode required = (ArrayNode) object.get("required");
        if (Stream.iterate(0, i -> i < required.size(), i -> i + 1)
                .noneMatch(i -> required.get(i).asText().equals(name))) {
            required.add(name);
        }
    }

    /** As the file has it. */
    static String text() throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(generate()) + "\n";
    }
}
