package io.github.appmetricaexport.source;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
 * @param keys of the folders that the files lie in
 */
record DayListing(List<Path> roots, List<FileStatus> files, FolderKeys keys) {
    /** What Amazon EMR's old client leaves for a folder, beside it. */
    private static final String EMR_FOLDER = "_$folder$";

    static final String NO_COLONS = "a name has a colon, which this file system does not take: write it without";

    /** @throws SourceException when there is nothing to read, or what is there is no plain Parquet files */
    static DayListing of(DayPath day, Configuration configuration) {
        try {
            FileSystem fileSystem = day.path().getFileSystem(configuration);
            FileStatus[] found = fileSystem.globStatus(day.path());
            if (found == null || found.length == 0) {
                throw nothing(day, "nothing is at " + day.path());
            }
            TableFormat.refuseAbove(day, fileSystem, List.of(found));
            Set<Path> roots = new TreeSet<>();
            Set<Path> folders = new TreeSet<>();
            List<FileStatus> files = new ArrayList<>();
            for (FileStatus root : found) {
                for (FileStatus file : filesOf(day, fileSystem, root)) {
                    files.add(file);
                    folders.add(file.getPath().getParent());
                    roots.add(root.isFile() ? file.getPath() : file.getPath().getParent());
                }
            }
            if (files.isEmpty()) {
                throw nothing(day, "no data file is under " + day.path());
            }
            files.sort(Comparator.comparing(FileStatus::getPath));
            refuseRepeated(day, files);
            return new DayListing(List.copyOf(roots), List.copyOf(files), FolderKeys.of(folders));
        } catch (IOException | IllegalArgumentException unreachable) {
            throw new SourceException(
                    "source.path: %s cannot be listed: %s; %s"
                            .formatted(day.path(), oneLine(unreachable), remedy(unreachable)),
                    unreachable);
        }
    }

    private static String remedy(Exception unreachable) {
        return hasColon(unreachable) ? NO_COLONS : "check the address and the job's rights to it";
    }

    /** What stands before a colon Hadoop takes for a file system, in some of the places where it puts names together. */
    static boolean hasColon(Exception failure) {
        return failure instanceof IllegalArgumentException && failure.getCause() instanceof URISyntaxException;
    }

    private static void refuseRepeated(DayPath day, List<FileStatus> files) {
        List<String> repeated = new ArrayList<>();
        for (int i = 1; i < files.size(); i++) {
            if (files.get(i).getPath().equals(files.get(i - 1).getPath())) {
                repeated.add(files.get(i).getPath().toString());
            }
        }
        if (!repeated.isEmpty()) {
            throw new SourceException(
                    "source.path: %s names files more than once: %s; write it so that no part of it names what another does"
                            .formatted(day.path(), SourceException.firstOf(repeated)));
        }
    }

    private static List<FileStatus> filesOf(DayPath day, FileSystem fileSystem, FileStatus root) throws IOException {
        if (root.isFile()) {
            return List.of(root);
        }
        if ("file".equals(fileSystem.getUri().getScheme())) {
            return filesOnDisk(day, fileSystem, root.getPath());
        }
        List<FileStatus> files = new ArrayList<>();
        // Recursive, and one request per thousand files on object stores.
        RemoteIterator<LocatedFileStatus> below = fileSystem.listFiles(root.getPath(), true);
        while (below.hasNext()) {
            FileStatus file = below.next();
            if (!isHiddenBelow(day, root.getPath(), file.getPath())) {
                files.add(file);
            }
        }
        return files;
    }

    /** Without Hadoop's native library a recursive listing of a disk starts a process per file, to learn its owner. */
    private static List<FileStatus> filesOnDisk(DayPath day, FileSystem fileSystem, Path folder) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus entry : fileSystem.listStatus(folder)) {
            TableFormat.refuse(day, entry.getPath());
            if (isHidden(entry.getPath().getName())) {
                continue;
            }
            if (entry.isDirectory()) {
                files.addAll(filesOnDisk(day, fileSystem, entry.getPath()));
            } else {
                files.add(entry);
            }
        }
        return files;
    }

    private static boolean isHiddenBelow(DayPath day, Path root, Path file) {
        boolean isHidden = false;
        for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
            TableFormat.refuse(day, at);
            isHidden |= isHidden(at.getName());
        }
        return isHidden;
    }

    /** Spark's own rule: markers, temporary and unfinished files. */
    static boolean isHidden(String name) {
        return (name.startsWith("_") && !name.contains("="))
                || name.startsWith(".")
                || name.endsWith("._COPYING_")
                || name.endsWith(EMR_FOLDER);
    }

    private static SourceException nothing(DayPath day, String what) {
        return new SourceException("source.path: %s (from %s); check the path and whether the day has been written%s"
                .formatted(what, day.template(), needsBraces(day) ? "; of several paths write {a,b}" : ""));
    }

    private static boolean needsBraces(DayPath day) {
        return day.path().toString().contains(",") && !day.path().toString().contains("{");
    }

    static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.strip().lines().findFirst().orElse("").strip();
    }
}
