package io.github.appmetricaexport.config;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What identifies a configuration, however it was written: SHA-256 in lower-case hexadecimal, over a line
 * {@code key=value} per option that has a value, sorted.
 *
 * @param plan over the options that decide the frozen bytes: the same source gives the same payloads
 * @param rows over those of them that decide what becomes of a row, wherever payloads are cut
 * @param whole over all options
 */
public record ConfigFingerprint(String plan, String rows, String whole) {
    /**
     * Where rows lie, which are sent, what tells them apart, where payloads are cut, and how near to its limits an event may be: of
     * these no row becomes another.
     */
    private static final Set<Option<?>> OF_NO_ROW = Set.of(
            ExportOptions.SOURCE_PATH,
            ExportOptions.SOURCE_TABLE,
            ExportOptions.SOURCE_FILTER,
            ExportOptions.UNIQUE_KEY,
            ExportOptions.MAX_ROWS,
            ExportOptions.MAX_BYTES,
            ApiOptions.EVENT_AGE_MARGIN,
            ApiOptions.MAX_CLOCK_SKEW);

    public static ConfigFingerprint of(ExportConfig config) {
        return new ConfigFingerprint(
                digest(config, Option::shapesPayloads),
                digest(config, option -> option.shapesPayloads() && !OF_NO_ROW.contains(option)),
                digest(config, option -> true));
    }

    private static String digest(ExportConfig config, Predicate<Option<?>> included) {
        String lines = ExportOptions.all().stream()
                .filter(included)
                // Without absent options, so that a new one does not change what old configurations are.
                .filter(option -> !option.canonicalText(config).isEmpty())
                .map(option -> line(option.key(), option.canonicalText(config)))
                .sorted()
                .collect(Collectors.joining());
        return DigestUtils.sha256Hex(lines);
    }

    /** One line whatever the value holds: a line break in an expression must not look like a further option. */
    private static String line(String key, String value) {
        return key + "=" + value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r") + "\n";
    }
}
