package io.github.appmetricaexport.config;

import io.github.appmetricaexport.api.PostApiField;
import java.io.Serializable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.lang3.StringUtils;

/** Everything the job was told, parsed and checked: a value for each of {@link ExportOptions}. */
public final class ExportConfig implements Serializable {
    private static final long serialVersionUID = 1L;

    /** By the options' names, since an option does not go to executors. */
    private final Map<String, Object> values;

    /** @param values each of the type of the option with that full name */
    ExportConfig(Map<String, Object> values) {
        this.values = new TreeMap<>(values);
    }

    /** The option's value; the empty text where an optional one is absent. */
    @SuppressWarnings("unchecked") // The constructor's caller sees to it.
    public <T> T value(Option<T> option) {
        return (T) values.get(option.key());
    }

    /** A Spark SQL expression over the source's columns per field of the API that has one. */
    public Map<PostApiField, String> mapping() {
        Map<PostApiField, String> mapping = new EnumMap<>(PostApiField.class);
        for (PostApiField field : PostApiField.values()) {
            mapping.put(field, value(ExportOptions.mapping(field)));
        }
        mapping.values().removeIf(StringUtils::isEmpty);
        return Collections.unmodifiableMap(mapping);
    }

    /** All Spark SQL over the source's columns of a day. */
    public RowExpressions expressions(LocalDate date) {
        return new RowExpressions(
                mapping(),
                DateTemplate.fill(value(ExportOptions.SOURCE_FILTER), date),
                DateTemplate.fill(value(ExportOptions.UNIQUE_KEY), date));
    }

    /** How old an event may be when the job begins to upload it. */
    public Duration ageWindow() {
        return value(ApiOptions.MAX_EVENT_AGE).minus(value(ApiOptions.EVENT_AGE_MARGIN));
    }

    /** False while one of these could not be read; a configuration that was checked has all. */
    public boolean has(Option<?>... options) {
        return Arrays.stream(options).map(Option::key).allMatch(values::containsKey);
    }
}
