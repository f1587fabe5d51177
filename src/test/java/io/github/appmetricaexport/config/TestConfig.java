package io.github.appmetricaexport.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Configurations for tests: the smallest that loads, and what becomes of a change to it. */
public final class TestConfig {
    /** Every required option and nothing else. */
    static final String SMALLEST = """
            source.path = "/lake/dt={date}"
            mapping { application_id = 1111, profile_id = user_id, event_name = action, event_timestamp = at }
            work.path = /work
            results.path = /results
            """;

    private TestConfig() {}

    public static ExportConfig smallest() {
        return with("");
    }

    /** The smallest configuration, followed by further lines. */
    public static ExportConfig with(String lines) {
        return ConfigLoader.parse(SMALLEST + lines, "test.conf", Map.of(), Map.of());
    }

    /** The smallest configuration, with these texts as values of these options. */
    public static ExportConfig with(Map<Option<?>, String> values) {
        Map<String, String> overrides = values.entrySet().stream()
                .collect(Collectors.toMap(value -> value.getKey().key(), Map.Entry::getValue));
        return ConfigLoader.parse(SMALLEST, "test.conf", overrides, Map.of());
    }

    public static ExportConfig with(Option<?> option, String value) {
        return with(Map.of(option, value));
    }

    /** A constant as it is written in a configuration. */
    public static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The problems of the smallest configuration, followed by further lines; none when it loads. */
    static List<Problem> problemsWith(String lines) {
        return problemsOf(SMALLEST + lines, Map.of());
    }

    static List<Problem> problemsOf(String text, Map<String, String> overrides) {
        try {
            ConfigLoader.parse(text, "test.conf", overrides, Map.of());
            return List.of();
        } catch (ConfigException refused) {
            return refused.problems();
        }
    }
}
