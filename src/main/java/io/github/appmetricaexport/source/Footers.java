package io.github.appmetricaexport.source;

import io.github.appmetricaexport.source.ParquetFooter.UnfitFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What the footers of a day's Parquet files say; no data page is read.
 *
 * @param rows of each file
 * @param files by their shape, in the order of the listing
 */
record Footers(Map<Path, Long> rows, Map<FileShape, List<Path>> files) {
    /** @throws SourceException naming every file that has no readable footer */
    static Footers of(List<FileStatus> files, Configuration configuration) {
        ColumnStorage storage = new ColumnStorage(configuration);
        // Thousands of files share a shape, and only one of it is kept.
        Map<FileShape, FileShape> shapes = new ConcurrentHashMap<>();
        List<Callable<ParquetFooter>> reads = new ArrayList<>();
        for (FileStatus file : files) {
            reads.add(() -> {
                ParquetFooter footer = ParquetFooter.read(file, configuration, storage);
                return new ParquetFooter(footer.rows(), shapes.computeIfAbsent(footer.shape(), shape -> shape));
            });
        }
        return joined(files, Requests.all(reads));
    }

    private static Footers joined(List<FileStatus> files, List<Future<ParquetFooter>> footers) {
        Map<Path, Long> rows = new HashMap<>();
        Map<FileShape, List<Path>> byShape = new LinkedHashMap<>();
        List<String> damaged = new ArrayList<>();
        List<String> unfit = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path path = files.get(i).getPath();
            try {
                ParquetFooter footer = footers.get(i).get();
                rows.put(path, footer.rows());
                byShape.computeIfAbsent(footer.shape(), shape -> new ArrayList<>())
                        .add(path);
            } catch (ExecutionException unreadable) {
                (unreadable.getCause() instanceof UnfitFile ? unfit : damaged)
                        .add(path + " (" + mistake(path, unreadable.getCause()) + ")");
            } catch (InterruptedException stopped) {
                throw Requests.stopped(stopped);
            }
        }
        refuse(files.size(), damaged, unfit);
        return new Footers(rows, byShape);
    }

    /** Of all files together. */
    long rowCount() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void refuse(int files, List<String> damaged, List<String> unfit) {
        List<String> sentences = new ArrayList<>();
        if (!damaged.isEmpty()) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%d of %d files cannot be read as Parquet: %s; write them again, or move"
                            + " them away (names that begin with _ or . are not read)",
                    damaged.size(),
                    files,
                    SourceException.firstOf(damaged)));
        }
        if (!unfit.isEmpty()) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%d of %d files are nothing that this Spark can read: %s",
                    unfit.size(),
                    files,
                    SourceException.firstOf(unfit)));
        }
        if (!sentences.isEmpty()) {
            throw new SourceException("source.path: " + String.join("; besides, ", sentences));
        }
    }

    /** Parquet repeats the path in front of what it found, and behind it the least and the greatest value of a column. */
    private static String mistake(Path path, Throwable cause) {
        return DayListing.oneLine(cause)
                .replace(path.toString(), "")
                .replace(path.toUri().getPath(), "")
                .replaceFirst("\\s*Struct:.*", "")
                .replaceFirst("^[\\s:]+", "");
    }
}
