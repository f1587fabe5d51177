package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.github.appmetricaexport.Pages;
import io.github.appmetricaexport.audit.DateResults;
import io.github.appmetricaexport.audit.DateStatus;
import io.github.appmetricaexport.audit.FoundEvents;
import io.github.appmetricaexport.job.BackfillEnd;
import io.github.appmetricaexport.trial.CheckAnswer;
import io.github.appmetricaexport.trial.PreviewAnswer;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The page for programs has every key of every document, with its type and its sentence. */
class ProgramsPageTest {
    /** By the command that prints it. */
    private static final Map<String, Class<? extends Record>> ANSWERS = Map.of(
            "status", DateStatus.class,
            "results", DateResults.class,
            "find", FoundEvents.class,
            "backfill", BackfillEnd.Answer.class,
            "check", CheckAnswer.class,
            "preview", PreviewAnswer.class);

    private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

    @Test
    void everyCommandThatPrintsADocumentIsKnownHere() {
        assertThat(Main.commandLine().getSubcommands().entrySet().stream()
                        .filter(command -> command.getValue().getCommandSpec().findOption("--output") != null)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(ANSWERS.keySet());
    }

    @Test
    void thePageHoldsEveryKey() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("any document", table(Document.class));
        ANSWERS.forEach((command, answer) -> parts.put(command + " document", table(answer)));
        Pages.assertGenerated("src/site/markdown/programs.md", parts);
    }

    private static String table(Class<?> type) {
        StringBuilder text = new StringBuilder("| key | type | what it is |\n|---|---|---|\n");
        rows(type, "", text);
        return text.toString();
    }

    private static void rows(Class<?> type, String before, StringBuilder text) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                if (component.getType() != Record.class) {
                    rows(component.getType(), before, text);
                }
                continue;
            }
            String key = before + SNAKE_CASE.translate(component.getName());
            text.append("| `%s` | %s | %s |\n".formatted(key, word(component.getGenericType()), sentence(component)));
            if (component.getType().isRecord()) {
                rows(component.getType(), key + ".", text);
            }
            element(component.getGenericType()).ifPresent(element -> rows(element, key + "[].", text));
        }
    }

    private static String sentence(RecordComponent component) {
        JsonPropertyDescription description = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
        assertThat(description).as(component + ": @JsonPropertyDescription").isNotNull();
        assertThat(description.value()).doesNotContain("|", "\n").doesNotEndWith(".");
        return description.value();
    }

    private static Optional<Class<?>> element(Type type) {
        return type instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && list.getActualTypeArguments()[0] instanceof Class<?> element
                        && element.isRecord()
                ? Optional.of(element)
                : Optional.empty();
    }

    private static String word(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? "list of " + word(generic.getActualTypeArguments()[0])
                    : "object of " + word(generic.getActualTypeArguments()[1]);
        }
        if (type == String.class) {
            return "text";
        }
        if (type == Instant.class) {
            return "time";
        }
        if (type == LocalDate.class) {
            return "date";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        return type instanceof Class<?> plain && (plain.isRecord() || plain == JsonNode.class) ? "object" : "number";
    }
}
