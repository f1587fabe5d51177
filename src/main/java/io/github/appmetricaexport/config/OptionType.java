package io.github.appmetricaexport.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How an option's text becomes a value.
 *
 * @param expectation what would be right, as a noun phrase that follows "must be"
 * @param reader the value, or empty when the text is not what is expected
 * @param canonical one text per value, whatever way it was written: {@code 60s} and {@code 1m} give the same
 * @param shown what a message may show of a refused text; it hides what could be a secret
 * @param schema keywords of JSON Schema for the option in a file that is JSON, where a number is written as one. Whatever they
 *     refuse the reader refuses, but for a number or list in quotation marks; they may let pass what it does not, such as a
 *     duration that is too long
 */
public record OptionType<T>(
        String expectation,
        Function<String, Optional<T>> reader,
        Function<T, String> canonical,
        UnaryOperator<String> shown,
        Map<String, Object> schema) {

    /** Of any text, as far as the schema is asked. */
    static <T> OptionType<T> of(String expectation, Function<String, Optional<T>> reader) {
        return new OptionType<>(
                expectation, reader, String::valueOf, UnaryOperator.identity(), Map.of("type", "string"));
    }

    OptionType<T> writtenAs(Function<T, String> canonicalText) {
        return new OptionType<>(expectation, reader, canonicalText, shown, schema);
    }

    OptionType<T> shownAs(UnaryOperator<String> shownText) {
        return new OptionType<>(expectation, reader, canonical, shownText, schema);
    }

    /** The same type with other keywords of its schema, in their order. */
    OptionType<T> withSchema(Map<String, Object> keywords) {
        return new OptionType<>(expectation, reader, canonical, shown, keywords);
    }

    /** Whether {@code null} is a value. */
    boolean takesNull() {
        return schema.get("type") instanceof List<?> types && types.contains("null");
    }

    /** Whether it is written as a list, whose text is that of the list in brackets. */
    boolean isList() {
        return "array".equals(schema.get("type"));
    }
}
