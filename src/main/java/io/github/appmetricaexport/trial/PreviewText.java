package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.plan.Preview;
import io.github.appmetricaexport.plan.PreviewedRow;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A preview for people: a block a row, a line a field, and on each line the whole way from the source. */
public final class PreviewText {
    /** Keeps numbers as Spark wrote them. A map may have a key twice, unlike in an examples file. */
    private static final ObjectMapper JSON =
            ExamplesFile.JSON.copy().disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private static final int LONGEST_VALUE = 40;
    private static final int LONGEST_SOURCE = 80;

    private PreviewText() {}

    public static String of(DayPreview day) {
        Preview preview = day.preview();
        Formatter text = new Formatter(Locale.ROOT);
        for (int i = 0; i < preview.rows().size(); i++) {
            append(text, day, i);
        }
        long refused = preview.rows().stream().filter(PreviewedRow::isRefused).count();
        text.format(
                "%n%,d %s of %s: %,d would be sent, %,d refused (%,d looked at)%n",
                preview.rows().size(),
                preview.rows().size() == 1 ? "row" : "rows",
                VisibleText.line(day.source()),
                preview.rows().size() - refused,
                refused,
                preview.lookedAt());
        return text.toString();
    }

    private static void append(Formatter text, DayPreview day, int number) {
        PreviewedRow row = day.preview().rows().get(number);
        text.format("%nrow %d  %s%n", number + 1, row.isRefused() ? "refused" : "would be sent");
        row.reasons().forEach(reason -> text.format("  !! %s%n", VisibleText.line(reason)));
        JsonNode source = source(row);
        List<PostApiField> fields = day.preview().fields();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i).column();
            String value = row.values().get(i);
            boolean isObjectedTo = row.reasons().stream().anyMatch(reason -> reason.startsWith(field + ":"));
            text.format(
                    "  %s %-22s%-40s <- %s%n",
                    isObjectedTo ? "!!" : "  ",
                    field,
                    value == null ? "-" : cut(value, LONGEST_VALUE),
                    origin(day, fields.get(i), source));
        }
    }

    /** The columns with their values, of a nested one what the expression takes of it; of a field that names none its expression. */
    private static String origin(DayPreview day, PostApiField field, JsonNode source) {
        String expression = day.mapping().get(field);
        List<String> columns = day.columns().get(field);
        return columns.isEmpty()
                ? cut(expression, LONGEST_SOURCE)
                : columns.stream()
                        .flatMap(column -> members(column, expression, source).entrySet().stream())
                        .map(member -> cut(member.getKey() + " = " + shown(member.getValue()), LONGEST_SOURCE))
                        .collect(Collectors.joining(", "));
    }

    private static Map<String, JsonNode> members(String column, String expression, JsonNode source) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        Matcher paths = Pattern.compile("(?<![\\w.])" + Pattern.quote(column) + "((?:\\.\\w+)*)")
                .matcher(expression);
        while (paths.find()) {
            members.put(
                    column + paths.group(1),
                    source.path(column).at(paths.group(1).replace('.', '/')));
        }
        return members.isEmpty() || members.values().stream().anyMatch(JsonNode::isMissingNode)
                ? Map.of(column, source.path(column))
                : members;
    }

    private static String shown(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "NULL";
        }
        return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : value.toString();
    }

    static JsonNode source(PreviewedRow row) {
        try {
            return JSON.readTree(row.source());
        } catch (JsonProcessingException notSparks) {
            throw new IllegalStateException("Spark's to_json gave no JSON", notSparks);
        }
    }

    /** On one line; of a longer text the beginning, and how many characters follow. */
    static String cut(String text, int longest) {
        String line = VisibleText.line(text);
        int length = line.codePointCount(0, line.length());
        if (length <= longest) {
            return line;
        }
        int kept = longest - "...(+1234)".length();
        return line.substring(0, line.offsetByCodePoints(0, kept)) + "...(+" + (length - kept) + ")";
    }
}
