package io.github.appmetricaexport.source;

import io.github.appmetricaexport.config.DateTemplate;
import java.time.LocalDate;
import org.apache.hadoop.fs.Path;

/**
 * Where a day lies: {@code source.path} with its date filled in.
 *
 * @param template as configured
 * @param path the same with the day in place of each date; may hold globs
 */
record DayPath(String template, Path path) {
    private static final String GLOB_CHARACTERS = "*?[]{}";

    /** @throws SourceException when the template is no path at all */
    static DayPath of(String template, LocalDate date) {
        try {
            return new DayPath(template, new Path(DateTemplate.fill(template, date)));
        } catch (IllegalArgumentException malformed) {
            throw new SourceException(
                    "source.path: %s is no path: %s".formatted(template, malformed.getMessage()), malformed);
        }
    }

    /** The deepest folder above every file of the day that is written without a glob. */
    Path base() {
        Path base = path;
        for (Path at = path; at != null; at = at.getParent()) {
            if (hasGlob(at.getName())) {
                base = at.getParent();
            }
        }
        return base;
    }

    private static boolean hasGlob(String name) {
        return name.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
    }
}
