package io.github.appmetricaexport.source;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The data files of a day: in every folder below its path, by Spark's rule for hidden names.
 *
 * @param path the configured one with the ISO day in place of each <code>{date}</code>; may hold globs
 * @param roots what Spark is told to read: the files that the path itself names, and each folder that holds files. Below a
 *     root, Spark would pass over folders that are no {@code key=value}
 * @param files sorted by path; never empty
 */
record DayListing(Path path, List<Path> roots, List<FileStatus> files) {
    private static final String GLOB_CHARACTERS = "*?[]{}";

    /** @throws SourceException when there is nothing to read, or the template is no path at all */
    static DayListing of(String template, LocalDate date, Configuration configuration) {
        Path path = path(template, date);
        try {
            FileSystem fileSystem = path.getFileSystem(configuration);
            FileStatus[] found = fileSystem.globStatus(path);
            if (found == null || found.length == 0) {
                throw nothing(template, "nothing is at " + path);
            }
            Set<Path> roots = new TreeSet<>();
            List<FileStatus> files = new ArrayList<>();
            for (FileStatus root : found) {
                for (FileStatus file : filesOf(fileSystem, root)) {
                    files.add(file);
                    roots.add(root.isFile() ? file.getPath() : file.getPath().getParent());
                }
            }
            if (files.isEmpty()) {
                throw nothing(template, "no data file is under " + path);
            }
            files.sort(Comparator.comparing(FileStatus::getPath));
            return new DayListing(path, List.copyOf(roots), List.copyOf(files));
        } catch (IOException | IllegalArgumentException unreachable) {
            throw new SourceException(
                    "source.path: %s cannot be listed: %s; check the address and the job's rights to it"
                            .formatted(path, oneLine(unreachable)),
                    unreachable);
        }
    }

    private static Path path(String template, LocalDate date) {
        try {
            return new Path(template.replace("{date}", date.toString()));
        } catch (IllegalArgumentException malformed) {
            throw new SourceException(
                    "source.path: %s is no path: %s".formatted(template, malformed.getMessage()), malformed);
        }
    }

    /** The deepest folder above every file of the day that is written without a glob. */
    Path base() {
        return aboveTopmost(path, name -> StringUtils.containsAny(name, GLOB_CHARACTERS))
                .orElse(path);
    }

    /**
     * The folder above the first {@code key=value} of every root: with it, Spark gives those keys as columns. Empty when
     * there are none or the roots differ in it: Spark takes one such folder only.
     */
    Optional<Path> partitionBase() {
        Set<Optional<Path>> bases = roots.stream()
                .map(root -> aboveTopmost(root, DayListing::isPartition))
                .collect(Collectors.toSet());
        return bases.size() == 1 ? bases.iterator().next() : Optional.empty();
    }

    /** The keys of the {@code key=value} folders below {@link #partitionBase()}, in lower case. */
    Set<String> partitionKeys() {
        return partitionBase().isEmpty()
                ? Set.of()
                : upwards(roots.get(0))
                        .map(Path::getName)
                        .filter(DayListing::isPartition)
                        .map(name -> StringUtils.substringBefore(name, "=").toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
    }

    private static boolean isPartition(String name) {
        return name.indexOf('=') > 0;
    }

    /** Where the topmost of a path's folders lies whose name is such. */
    private static Optional<Path> aboveTopmost(Path path, Predicate<String> isSuch) {
        return upwards(path)
                .filter(at -> isSuch.test(at.getName()))
                .reduce((lower, upper) -> upper)
                .map(Path::getParent);
    }

    /** The path itself, then each folder that it is in. */
    private static Stream<Path> upwards(Path path) {
        return Stream.iterate(path, Objects::nonNull, Path::getParent);
    }

    private static List<FileStatus> filesOf(FileSystem fileSystem, FileStatus root) throws IOException {
        if (root.isFile()) {
            return List.of(root);
        }
        if ("file".equals(fileSystem.getUri().getScheme())) {
            return filesOnDisk(fileSystem, root.getPath());
        }
        List<FileStatus> files = new ArrayList<>();
        // Recursive, and one request per thousand files on object stores.
        RemoteIterator<LocatedFileStatus> below = fileSystem.listFiles(root.getPath(), true);
        while (below.hasNext()) {
            FileStatus file = below.next();
            if (!isHiddenBelow(root.getPath(), file.getPath())) {
                files.add(file);
            }
        }
        return files;
    }

    /** Without Hadoop's native library a recursive listing of a disk starts a process per file, to learn its owner. */
    private static List<FileStatus> filesOnDisk(FileSystem fileSystem, Path folder) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus entry : fileSystem.listStatus(folder)) {
            if (isHidden(entry.getPath().getName())) {
                continue;
            }
            if (entry.isDirectory()) {
                files.addAll(filesOnDisk(fileSystem, entry.getPath()));
            } else {
                files.add(entry);
            }
        }
        return files;
    }

    private static boolean isHiddenBelow(Path root, Path file) {
        return upwards(file).takeWhile(at -> !at.equals(root)).anyMatch(at -> isHidden(at.getName()));
    }

    /** Spark's own rule: markers, temporary and unfinished files. */
    static boolean isHidden(String name) {
        return (name.startsWith("_") && !name.contains("=")) || name.startsWith(".") || name.endsWith("._COPYING_");
    }

    private static SourceException nothing(String template, String what) {
        return new SourceException("source.path: %s (from %s); check the path and whether the day has been written"
                .formatted(what, template));
    }

    static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.strip().lines().findFirst().orElse("").strip();
    }
}
