package io.github.appmetricaexport.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The {@code key=value} folders that a day's files lie in, as Spark finds columns in them.
 *
 * @param base the folder above the first of them; empty when there are none, or when the files have them in several places: Spark
 *     takes one such folder only
 * @param names of the columns, from the outermost on
 * @param example the folder of the first file
 */
record FolderKeys(Optional<Path> base, List<String> names, Path example) {
    /** As Spark writes what a file's name cannot hold. */
    private static final Pattern ESCAPED = Pattern.compile("%(\\p{XDigit}{2})");

    /** @param inner the folder above the innermost keys that stand together, which are those that Spark finds */
    private record Keys(List<String> names, Path inner, boolean areSound) {}

    /**
     * Finds them.
     *
     * @param folders of the files; at least one
     * @throws SourceException when below one folder the keys differ, or have no name or value: Spark has no columns for that
     */
    static FolderKeys of(Collection<Path> folders) {
        Path example = folders.iterator().next();
        Set<Optional<Path>> bases = new HashSet<>();
        Map<Keys, Path> layouts = new LinkedHashMap<>();
        for (Path folder : folders) {
            bases.add(base(folder));
            Keys keys = keys(folder);
            List<String> names = keys.names().stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .toList();
            layouts.putIfAbsent(new Keys(names, keys.inner(), keys.areSound()), folder);
        }
        Optional<Path> base = bases.size() == 1 ? bases.iterator().next() : Optional.empty();
        if (base.isEmpty()) {
            return new FolderKeys(base, List.of(), example);
        }
        if (layouts.size() > 1 || !keys(example).areSound()) {
            List<String> described = new ArrayList<>();
            layouts.forEach((keys, folder) -> described.add(folder + " has " + String.join(", ", keys.names())
                    + (keys.areSound() ? "" : ", one of them without a name or a value")));
            throw new SourceException(
                    ("source.path: the folders below %s differ in their keys: %s; write the day with the same key=value folders for"
                                    + " every file, or name those that are meant, such as …/{hour=07,hour=08}")
                            .formatted(base.get(), SourceException.firstOf(described)));
        }
        return new FolderKeys(base, keys(example).names(), example);
    }

    private static Optional<Path> base(Path folder) {
        Optional<Path> base = Optional.empty();
        for (Path at = folder; at.getParent() != null; at = at.getParent()) {
            if (at.getName().indexOf('=') >= 0) {
                base = Optional.of(at.getParent());
            }
        }
        return base;
    }

    private static Keys keys(Path folder) {
        Deque<String> names = new ArrayDeque<>();
        boolean areSound = true;
        Path at = folder;
        for (; at.getParent() != null; at = at.getParent()) {
            String name = at.getName();
            int end = name.indexOf('=');
            if (end >= 0) {
                areSound &= end > 0 && end < name.length() - 1;
                names.addFirst(unescaped(name.substring(0, end)));
            } else if (!names.isEmpty()) {
                break;
            }
        }
        return new Keys(List.copyOf(names), at, areSound);
    }

    private static String unescaped(String name) {
        return ESCAPED.matcher(name)
                .replaceAll(code -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
    }
}
