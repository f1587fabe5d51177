package io.github.appmetricaexport.config;

import java.util.List;
import java.util.Map;

/** Configurations for tests: the smallest that loads, and what becomes of a change to it. */
final class Configurations {
    /** Every required option and nothing else. */
    static final String SMALLEST = """
            source.path = "/lake/dt={date}"
            mapping { application_id = 1111, profile_id = user_id, event_name = action, event_timestamp = at }
            work.path = /work
            results.path = /results
            """;

    private Configurations() {}

    static ExportConfig smallest() {
        return with("");
    }

    /** The smallest configuration, followed by further lines. */
    static ExportConfig with(String lines) {
        return ConfigLoader.parse(SMALLEST + lines, "test.conf", Map.of(), Map.of());
    }

    static ExportConfig withOverride(String key, String value) {
        return ConfigLoader.parse(SMALLEST, "test.conf", Map.of(key, value), Map.of());
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
