package io.github.appmetricaexport.source;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A data file of a day as it was listed: the same path, length and time are taken for the same bytes.
 *
 * @param path below the day's folder; of a table's file the whole
 * @param length bytes; 0 where a table's format does not tell
 * @param modifiedAt Unix milliseconds; 0 where no file is ever written again under its path
 * @param rows how many of a table's file are in the day, which it may lose one by one; null of a file that counts whole
 */
public record SourceFile(String path, long length, long modifiedAt, Long rows) {
    static SourceFile of(DayPath day, FileStatus file) {
        return new SourceFile(
                relative(day.base().toUri().getPath(), file.getPath()),
                file.getLen(),
                file.getModificationTime(),
                null);
    }

    private static String relative(String folder, Path file) {
        String path = file.toUri().getPath();
        return path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : file.getName();
    }

    /** What stands for it in the day's fingerprint. */
    String line() {
        return path + "\0" + length + "\0" + modifiedAt + (rows == null ? "" : "\0" + rows) + "\n";
    }
}
