package io.github.appmetricaexport.config;

import java.util.Optional;

/**
 * An option of the configuration, declared once: the loader, the manual's table, the reference configuration's test and
 * {@code --help} all read it here.
 *
 * @param key the full name, such as {@code payload.max-rows}
 * @param defaultText the default as it would be written, where there is one
 * @param sentence what the option means, for whoever sets it
 * @param shapesPayloads whether the value decides the bytes that are frozen
 */
public record Option<T>(
        String key,
        OptionType<T> type,
        Presence presence,
        Optional<String> defaultText,
        String sentence,
        boolean shapesPayloads) {
    /** What holds when the configuration does not name the option. */
    public enum Presence {
        /** The configuration is refused. */
        REQUIRED,
        /** The value is empty. */
        OPTIONAL,
        /** The value is the default's. */
        DEFAULTED
    }

    static <T> Option<T> required(String key, OptionType<T> type, String sentence) {
        return new Option<>(key, type, Presence.REQUIRED, Optional.empty(), sentence, false);
    }

    /** Only for text, since its absence is the empty text. */
    static Option<String> optional(String key, OptionType<String> type, String sentence) {
        return new Option<>(key, type, Presence.OPTIONAL, Optional.empty(), sentence, false);
    }

    static <T> Option<T> defaulted(String key, OptionType<T> type, String defaultText, String sentence) {
        return new Option<>(key, type, Presence.DEFAULTED, Optional.of(defaultText), sentence, false);
    }

    /** The same option, as one whose value decides the bytes that are frozen. */
    Option<T> shapingPayloads() {
        return new Option<>(key, type, presence, defaultText, sentence, true);
    }

    /** The name within its section, such as {@code max-rows}. */
    public String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** The section's name, such as {@code payload}. */
    public String section() {
        return key.substring(0, key.lastIndexOf('.'));
    }

    /** The option's value in a configuration, as its one canonical text; empty where an optional option is absent. */
    public String canonicalText(ExportConfig config) {
        return type.canonical().apply(config.value(this));
    }

    @Override
    public String toString() {
        return key;
    }
}
