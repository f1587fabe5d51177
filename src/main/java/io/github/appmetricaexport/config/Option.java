package io.github.appmetricaexport.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * An option of the configuration, declared once: the loader, the manual's table, the reference configuration's test and
 * {@code --help} all read it here.
 */
public final class Option<T> {
    /** What holds when the configuration does not name the option. */
    public enum Presence {
        /** The configuration is refused. */
        REQUIRED,
        /** The value is empty. */
        OPTIONAL,
        /** The value is the default's. */
        DEFAULTED
    }

    private final String key;
    private final OptionType<T> type;
    private final Presence presence;
    private final String defaultText;
    private final String sentence;
    private final Function<ExportConfig, T> place;
    private final boolean shapesPayloads;

    private Option(
            String key,
            OptionType<T> type,
            Presence presence,
            String defaultText,
            String sentence,
            Function<ExportConfig, T> place,
            boolean shapesPayloads) {
        this.key = key;
        this.type = type;
        this.presence = presence;
        this.defaultText = defaultText;
        this.sentence = sentence;
        this.place = place;
        this.shapesPayloads = shapesPayloads;
    }

    static <T> Option<T> required(String key, OptionType<T> type, String sentence, Function<ExportConfig, T> place) {
        return new Option<>(key, type, Presence.REQUIRED, "", sentence, place, false);
    }

    /** Only for text, since its absence is the empty text. */
    static Option<String> optional(
            String key, OptionType<String> type, String sentence, Function<ExportConfig, String> place) {
        return new Option<>(key, type, Presence.OPTIONAL, "", sentence, place, false);
    }

    static <T> Option<T> defaulted(
            String key, OptionType<T> type, String defaultText, String sentence, Function<ExportConfig, T> place) {
        return new Option<>(key, type, Presence.DEFAULTED, defaultText, sentence, place, false);
    }

    /** The same option, as one whose value decides the bytes that are frozen. */
    Option<T> shapingPayloads() {
        return new Option<>(key, type, presence, defaultText, sentence, place, true);
    }

    /** The full name, such as {@code payload.max-rows}. */
    public String key() {
        return key;
    }

    /** The name within its section, such as {@code max-rows}. */
    public String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** The section's name, such as {@code payload}. */
    public String section() {
        return key.substring(0, key.lastIndexOf('.'));
    }

    public OptionType<T> type() {
        return type;
    }

    public Presence presence() {
        return presence;
    }

    /** The default as it would be written, where there is one. */
    public Optional<String> defaultText() {
        return presence == Presence.DEFAULTED ? Optional.of(defaultText) : Optional.empty();
    }

    /** What the option means, for whoever sets it. */
    public String sentence() {
        return sentence;
    }

    /** Whether the value decides the bytes that are frozen. */
    public boolean shapesPayloads() {
        return shapesPayloads;
    }

    /** The option's value in a configuration, as its one canonical text; empty where an optional option is absent. */
    public String canonicalText(ExportConfig config) {
        return type.canonical().apply(place.apply(config));
    }

    @Override
    public String toString() {
        return key;
    }
}
