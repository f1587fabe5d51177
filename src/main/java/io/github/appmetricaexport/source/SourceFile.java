package io.github.appmetricaexport.source;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A data file of a day as it was listed: the same path, length and time are taken for the same bytes.
 *
 * @param path below the day's folder
 * @param length bytes
 * @param modifiedAt Unix milliseconds
 */
public record SourceFile(String path, long length, long modifiedAt) {
    static SourceFile of(DayPath day, FileStatus file) {
        return new SourceFile(
                relative(day.base().toUri().getPath(), file.getPath()), file.getLen(), file.getModificationTime());
    }

    private static String relative(String folder, Path file) {
        String path = file.toUri().getPath();
        return path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : file.getName();
    }

    /** What stands for it in the day's fingerprint. */
    String line() {
        return path + "\0" + length + "\0" + modifiedAt + "\n";
    }
}
