package io.github.appmetricaexport.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
     * What could be read of a file, for whoever goes on in spite of its problems.
     *
     * @param config lacks the options that have a problem, as of {@link ExportConfig#has}; empty where nothing can be trusted
     */
    public record Reading(Optional<ExportConfig> config, List<Problem> problems) {}

    /** As {@link #load}, with the problems beside what is sound. */
    public static Reading attempt(Path file, Map<String, String> overrides) {
        List<Problem> problems = new ArrayList<>();
        try {
            return new Reading(attempt(read(file), file.toString(), overrides, System.getenv(), problems), problems);
        } catch (ConfigException unreadable) {
            return new Reading(Optional.empty(), unreadable.problems());
        }
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
        Optional<ExportConfig> config = attempt(text, origin, overrides, environment, problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config.orElseThrow();
    }

    private static Optional<ExportConfig> attempt(
            String text,
            String origin,
            Map<String, String> overrides,
            Map<String, String> environment,
            List<Problem> problems) {
        UnknownKeys unknownKeys = new UnknownKeys(problems);
        Optional<ExportConfig> config = new HoconText(text, origin)
                .read(unknownKeys.declaredIn(overrides), environment, problems)
                .map(root -> {
                    unknownKeys.findIn(root);
                    return OptionReader.read(root, problems);
                });
        config.ifPresent(read -> problems.addAll(CrossChecks.of(read)));
        return config;
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
}
