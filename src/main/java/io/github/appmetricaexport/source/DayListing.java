package io.github.appmetricaexport.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The data files of a day: in every folder below its path, by Spark's rule for hidden names.
 *
 * @param roots what Spark is told to read: the files that the path itself names, and each folder that holds files. Below a
 *     root, Spark would pass over folders that are no {@code key=value}
 * @param files sorted by path; never empty
 */
record DayListing(List<Path> roots, List<FileStatus> files) {

    /** @throws SourceException when there is nothing to read */
    static DayListing of(DayPath day, Configuration configuration) {
        try {
            FileSystem fileSystem = day.path().getFileSystem(configuration);
            FileStatus[] found = fileSystem.globStatus(day.path());
            if (found == null || found.length == 0) {
                throw nothing(day, "nothing is at " + day.path());
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
                throw nothing(day, "no data file is under " + day.path());
            }
            files.sort(Comparator.comparing(FileStatus::getPath));
            return new DayListing(List.copyOf(roots), List.copyOf(files));
        } catch (IOException | IllegalArgumentException unreachable) {
            throw new SourceException(
                    "source.path: %s cannot be listed: %s; check the address and the job's rights to it"
                            .formatted(day.path(), oneLine(unreachable)),
                    unreachable);
        }
    }

    /**
     * The folder above the first {@code key=value} of every root: with it, Spark gives those keys as columns. Empty when
     * there are none or the roots differ in it: Spark takes one such folder only.
     */
    Optional<Path> partitionBase() {
        Set<Optional<Path>> bases = new HashSet<>();
        for (Path root : roots) {
            Optional<Path> base = Optional.empty();
            for (Path at = root; at.getParent() != null; at = at.getParent()) {
                if (at.getName().indexOf('=') > 0) {
                    base = Optional.of(at.getParent());
                }
            }
            bases.add(base);
        }
        return bases.size() == 1 ? bases.iterator().next() : Optional.empty();
    }

    /** The keys of the {@code key=value} folders below {@link #partitionBase()}, in lower case. */
    Set<String> partitionKeys() {
        Set<String> keys = new HashSet<>();
        if (partitionBase().isPresent()) {
            for (Path at = roots.get(0); at.getParent() != null; at = at.getParent()) {
                int end = at.getName().indexOf('=');
                if (end > 0) {
                    keys.add(at.getName().substring(0, end).toLowerCase(Locale.ROOT));
                }
            }
        }
        return keys;
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
        for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
            if (isHidden(at.getName())) {
                return true;
            }
        }
        return false;
    }

    /** Spark's own rule: markers, temporary and unfinished files. */
    static boolean isHidden(String name) {
        return (name.startsWith("_") && !name.contains("=")) || name.startsWith(".") || name.endsWith("._COPYING_");
    }

    private static SourceException nothing(DayPath day, String what) {
        return new SourceException("source.path: %s (from %s); check the path and whether the day has been written"
                .formatted(what, day.template()));
    }

    static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.strip().lines().findFirst().orElse("").strip();
    }
}
