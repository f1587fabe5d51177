package io.github.appmetricaexport.config;

import io.github.appmetricaexport.api.PostApiField;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Everything the job was told, parsed and checked.
 *
 * @param jobName a name that is safe as a folder's; part of every run's identity
 * @param sourcePath where the day lies; may hold {@code {date}}
 * @param mapping a Spark SQL expression over the source's columns per field of the API
 */
public record ExportConfig(
        String jobName,
        String sourcePath,
        Map<PostApiField, String> mapping,
        ApiConfig api,
        PayloadConfig payload,
        GateConfig gate,
        UploadConfig upload,
        WorkConfig work,
        ResultsConfig results) {
    public ExportConfig {
        Map<PostApiField, String> copy = new EnumMap<>(PostApiField.class);
        copy.putAll(mapping);
        mapping = Collections.unmodifiableMap(copy);
    }
}
