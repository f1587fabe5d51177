package io.github.appmetricaexport.config;

import io.github.appmetricaexport.api.PostApiField;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns HOCON text into a checked configuration, or into all of its problems at once.
 *
 * <p>Substitutions such as <code>${?NAME}</code> see the options and the environment; system properties and files of the
 * class path play no part.
 */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Loads a local file.
     *
     * @param overrides values by full option name, as {@code -D key=value} on the command line gives them; they win over
     *     the file, and {@code null} as a text unsets
     * @throws ConfigException with every problem of the file and the overrides; also when the file cannot be read
     */
    public static ExportConfig load(Path file, Map<String, String> overrides) {
        return parse(read(file), file.toString(), overrides);
    }

    /**
     * Parses a text that the caller has read.
     *
     * @param text HOCON
     * @param origin where the text came from, for messages
     * @param overrides as for {@link #load}
     * @throws ConfigException with every problem of the text and the overrides
     */
    public static ExportConfig parse(String text, String origin, Map<String, String> overrides) {
        return parse(text, origin, overrides, System.getenv());
    }

    static ExportConfig parse(
            String text, String origin, Map<String, String> overrides, Map<String, String> environment) {
        List<Problem> problems = new ArrayList<>();
        UnknownKeys unknownKeys = new UnknownKeys(problems);
        unknownKeys.findIn(overrides);
        Optional<OptionValues> values = new HoconText(text, origin)
                .read(declaredOnly(overrides), environment, problems)
                .map(root -> {
                    unknownKeys.findIn(root);
                    return OptionValues.read(root, problems);
                });
        values.ifPresent(read -> problems.addAll(CrossChecks.of(read)));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return assemble(values.orElseThrow());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw unreadable(file, "there is no such file");
        } catch (AccessDeniedException denied) {
            throw unreadable(file, "this user may not read the file");
        } catch (CharacterCodingException notUtf8) {
            throw unreadable(file, "the file must be UTF-8");
        } catch (IOException failure) {
            throw unreadable(
                    file, Files.isDirectory(file) ? "must be a file, not a folder" : "cannot be read: " + failure);
        }
    }

    private static ConfigException unreadable(Path file, String remedy) {
        return new ConfigException(List.of(new Problem("--config", file.toString(), remedy)));
    }

    private static Map<String, String> declaredOnly(Map<String, String> overrides) {
        return overrides.entrySet().stream()
                .filter(override -> ExportOptions.named(override.getKey()).isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static ExportConfig assemble(OptionValues values) {
        return new ExportConfig(
                values.of(ExportOptions.JOB_NAME),
                values.of(ExportOptions.SOURCE_PATH),
                mapping(values),
                api(values),
                new PayloadConfig(values.of(ExportOptions.MAX_ROWS), values.of(ExportOptions.MAX_BYTES)),
                new GateConfig(values.of(ExportOptions.MAX_INVALID_SHARE)),
                upload(values),
                new WorkConfig(
                        values.of(ExportOptions.WORK_PATH),
                        values.of(ExportOptions.KEEP_PAYLOADS),
                        values.of(ExportOptions.LOCK_TIMEOUT)),
                new ResultsConfig(
                        values.of(ExportOptions.RESULTS_PATH),
                        values.of(ExportOptions.RESULTS_TABLES),
                        values.of(ExportOptions.RESULTS_TABLE_FORMAT),
                        values.of(ExportOptions.INDEX_EVENTS)));
    }

    private static Map<PostApiField, String> mapping(OptionValues values) {
        Map<PostApiField, String> mapping = new EnumMap<>(PostApiField.class);
        for (PostApiField field : PostApiField.values()) {
            String expression = values.of(ExportOptions.mapping(field));
            if (expression != null && !expression.isEmpty()) {
                mapping.put(field, expression);
            }
        }
        return mapping;
    }

    private static ApiConfig api(OptionValues values) {
        return new ApiConfig(
                values.of(ExportOptions.BASE_URL),
                values.of(ExportOptions.KEY_SOURCE),
                values.of(ExportOptions.KEY_DIRECTORY),
                values.of(ExportOptions.MAX_EVENT_AGE),
                values.of(ExportOptions.EVENT_AGE_MARGIN),
                values.of(ExportOptions.MAX_CLOCK_SKEW),
                values.of(ExportOptions.REJECTION_IS_ATOMIC),
                values.of(ExportOptions.MAX_BISECT_REQUESTS),
                values.of(ExportOptions.DAILY_EVENT_BUDGET),
                Math.toIntExact(values.of(ExportOptions.MAX_EVENT_JSON_BYTES)));
    }

    private static UploadConfig upload(OptionValues values) {
        return new UploadConfig(
                values.of(ExportOptions.MAX_CONCURRENT_REQUESTS),
                values.of(ExportOptions.CONNECT_TIMEOUT),
                values.of(ExportOptions.CALL_TIMEOUT),
                values.of(ExportOptions.DEADLINE),
                values.of(ExportOptions.MAX_ATTEMPTS),
                values.of(ExportOptions.FIRST_BACK_OFF),
                values.of(ExportOptions.LONGEST_BACK_OFF),
                values.of(ExportOptions.HOST_CLOCK_SKEW),
                values.of(ExportOptions.WHEN_UNKNOWN));
    }
}
