package io.github.appmetricaexport.config;

import io.github.appmetricaexport.api.PostApiField;
import java.util.EnumMap;
import java.util.Map;

/**
 * The mapping of a configuration that has problems elsewhere, so that it can be checked against the source all the same.
 *
 * @param sourcePath as configured
 * @param mapping the fields whose expressions could be read
 */
public record MappingDraft(String sourcePath, Map<PostApiField, String> mapping) {
    public MappingDraft {
        mapping = mapping.isEmpty() ? Map.of() : new EnumMap<>(mapping);
    }
}
