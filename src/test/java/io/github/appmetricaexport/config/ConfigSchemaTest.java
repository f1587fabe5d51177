package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.github.appmetricaexport.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an editor says of a configuration is what the job says of it, as far as a schema can. */
class ConfigSchemaTest {
    private static final Path FILE = Pages.ROOT.resolve("conf/config.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private static final JsonSchema SCHEMA = SCHEMAS.getSchema(ConfigSchema.generate());

    /** Where a schema can say no more of a text: how long it lasts, how large it is, which host it names. */
    private static final String BEYOND_A_SCHEMA = "a duration .*|a size .*|an https URL .*";

    static Stream<Option<?>> options() {
        return ExportOptions.all().stream();
    }

    static Stream<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.list(Pages.ROOT.resolve("conf"))) {
            return files
                    .filter(file -> file.toString().endsWith(".conf")
                            && !file.getFileName().toString().startsWith("spark-defaults"))
                    .toList()
                    .stream();
        }
    }

    @Test
    void theFileIsTheSchemaOfTheOptions() throws IOException {
        String expected = ConfigSchema.text();
        if (!Files.exists(FILE) || !expected.equals(Files.readString(FILE))) {
            Path fresh = Path.of(System.getProperty("java.io.tmpdir"), "config.schema.json");
            Files.writeString(fresh, expected);
            assertThat(FILE).as("which should be as " + fresh).hasContent(expected);
        }
    }

    @Test
    void isASchema() {
        JsonSchema ofSchemas = SCHEMAS.getSchema(SchemaLocation.of(SchemaId.V7));
        assertThat(ofSchemas.validate(ConfigSchema.generate())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyConfigurationOfTheProjectFollowsIt(Path file) throws IOException {
        String json = ConfigFactory.parseFile(file.toFile())
                .resolveWith(ConfigFactory.parseMap(
                        Map.of("QUICKSTART", "/quickstart", "SANDBOX_URL", "http://127.0.0.1:8080")))
                .root()
                .render(ConfigRenderOptions.concise());
        assertThat(SCHEMA.validate(JSON.readTree(json))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("options")
    void takesWhatTheJobTakes(Option<?> option) {
        assertThat(refusals(
                        option,
                        ConfigSchema.value(
                                option, EveryOptionTest.ROWS.get(option.key()).good())))
                .isEmpty();
        option.defaultText()
                .ifPresent(text -> assertThat(refusals(option, ConfigSchema.value(option, text)))
                        .isEmpty());
        boolean jobTakesNull = TestConfig.problemsWith(option.key() + " = null\n").stream()
                .noneMatch(problem -> problem.key().equals(option.key())
                        && (problem.remedy().startsWith("must be ")
                                || problem.remedy().startsWith("is required: " + option.sentence())));
        assertThat(refusals(option, NullNode.getInstance()).isEmpty())
                .as("null")
                .isEqualTo(jobTakesNull);
    }

    @ParameterizedTest
    @MethodSource("options")
    void refusesWhatTheJobRefuses(Option<?> option) {
        List<String> passed = new ArrayList<>();
        List<String> bad = EveryOptionTest.ROWS.get(option.key()).bad();
        for (String text : bad) {
            // To JSON Schema, 1e3 is a whole number.
            if (!text.matches("[0-9.]+e[0-9]+")
                    && refusals(option, ConfigSchema.value(option, text)).isEmpty()) {
                passed.add(text);
            }
        }
        assertThat(passed).as("of " + bad).hasSizeLessThan(bad.size());
        if (!option.type().expectation().matches(BEYOND_A_SCHEMA)) {
            assertThat(passed).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void refusesAnotherType(Option<?> option) {
        assertThat(refusals(option, JSON.createObjectNode())).isNotEmpty();
        assertThat(refusals(option, JSON.createArrayNode().add("a"))).isNotEmpty();
        if (!List.of("string", "number", "boolean")
                .equals(option.type().schema().get("type"))) {
            boolean takesTruth = "boolean".equals(option.type().schema().get("type"));
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            assertThat(refusals(option, takesTruth ? nodes.textNode("true") : nodes.booleanNode(true)))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void isAsWideAsTheJob(Option<?> option) {
        Map<String, Object> type = option.type().schema();
        for (String end : List.of("minimum", "maximum")) {
            if (type.get(end) instanceof Number limit) {
                assertThat(takes(option, limit.toString())).as(end).isTrue();
                double beyond = limit.doubleValue() + (end.equals("minimum") ? -1 : 1);
                assertThat(refusals(option, JsonNodeFactory.instance.numberNode(beyond)))
                        .isNotEmpty();
            }
        }
        if (type.get("enum") instanceof List<?> choices) {
            assertThat(choices)
                    .allSatisfy(choice ->
                            assertThat(takes(option, choice.toString())).isTrue());
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void asksForWhatIsRequired(Option<?> option) {
        ObjectNode root = smallest();
        root.withObject("/" + option.section()).remove(option.name());
        assertThat(SCHEMA.validate(root).isEmpty()).isEqualTo(option.presence() != Option.Presence.REQUIRED);
    }

    @ParameterizedTest
    @MethodSource("options")
    void refusesAnUnknownKeyBesideIt(Option<?> option) {
        ObjectNode root = smallest();
        root.withObject("/" + option.section()).put(option.name() + "-", "a");
        assertThat(SCHEMA.validate(root)).isNotEmpty();
    }

    @Test
    void refusesAnUnknownSectionAndAKeyWithADot() {
        assertThat(SCHEMA.validate(smallest().put("sources", "a"))).isNotEmpty();
        assertThat(SCHEMA.validate(smallest().put("payload.max-rows", 8))).isNotEmpty();
    }

    /** JSON is HOCON: a configuration that names its schema is one. */
    @Test
    void aConfigurationMayNameItsSchema() {
        ObjectNode root = smallest().put("$schema", "./config.schema.json");
        assertThat(SCHEMA.validate(root)).isEmpty();
        assertThat(TestConfig.problemsOf(root.toString(), Map.of())).isEmpty();
    }

    private static ObjectNode smallest() {
        String json = ConfigFactory.parseString(TestConfig.SMALLEST).root().render(ConfigRenderOptions.concise());
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean takes(Option<?> option, String text) {
        return option.type().reader().apply(text).isPresent();
    }

    private static Set<ValidationMessage> refusals(Option<?> option, JsonNode value) {
        ObjectNode root = smallest();
        root.withObject("/" + option.section()).set(option.name(), value);
        return SCHEMA.validate(root);
    }
}
