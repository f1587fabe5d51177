package io.github.appmetricaexport.config;

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
 * @param isList whether it is written as a list
 */
public record OptionType<T>(
        String expectation,
        Function<String, Optional<T>> reader,
        Function<T, String> canonical,
        UnaryOperator<String> shown,
        boolean isList) {

    static <T> OptionType<T> of(String expectation, Function<String, Optional<T>> reader) {
        return new OptionType<>(expectation, reader, String::valueOf, UnaryOperator.identity(), false);
    }

    OptionType<T> writtenAs(Function<T, String> canonicalText) {
        return new OptionType<>(expectation, reader, canonicalText, shown, isList);
    }

    OptionType<T> shownAs(UnaryOperator<String> shownText) {
        return new OptionType<>(expectation, reader, canonical, shownText, isList);
    }

    /** The same type, written as a list, whose text is that of the list in brackets. */
    OptionType<T> asList() {
        return new OptionType<>(expectation, reader, canonical, shown, true);
    }
}
