package io.github.appmetricaexport.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Formats that keep beside their Parquet files which of them count. Read as plain files such a table gives rows that it has
 * deleted, and the older versions of rows that it has changed.
 */
enum TableFormat {
    DELTA("a Delta table", "_delta_log", Remedy.TABLE.formatted("delta.`%s`, or its name in a catalog")),
    HUDI("a Hudi table", ".hoodie", Remedy.TABLE.formatted("its name in a catalog (it lies in %s)")),
    STREAM(
            "what a Spark stream writes",
            "_spark_metadata",
            "let it be read as one, such as spark.read.parquet(\"%s\").where(…).write.parquet(…), and name the folder with the"
                    + " result"),
    ICEBERG("an Iceberg table", "metadata", Remedy.TABLE.formatted("its name in a catalog (it lies in %s)"));

    private static final class Remedy {
        static final String TABLE =
                "set source.table in the place of source.path, to %s, and let source.filter name the day, such as dt ="
                        + " '{date}'";
    }

    private static final String ICEBERG_VERSION = ".metadata.json";
    /** In each of a Hudi table's folders; in some versions with an ending. */
    private static final String HUDI_PARTITION = ".hoodie_partition_metadata";
    /** A folder of Iceberg's metadata may have grown large; those that are looked for are its first by name. */
    private static final int ENTRIES = 5_000;

    private final String words;
    private final String marker;
    private final String remedy;

    TableFormat(String words, String marker, String remedy) {
        this.words = words;
        this.marker = marker;
        this.remedy = remedy;
    }

    /**
     * Looks at what a listing has found, for nothing.
     *
     * @param entry a file or a folder
     * @throws SourceException when it belongs to a table format
     */
    static void refuse(DayPath day, Path entry) {
        String name = entry.getName();
        Path folder = entry.getParent();
        if (folder == null) {
            return;
        }
        if (name.startsWith(HUDI_PARTITION)) {
            throw HUDI.refusal(day, folder, entry);
        }
        if (name.endsWith(ICEBERG_VERSION) && folder.getName().equals(ICEBERG.marker)) {
            throw ICEBERG.refusal(day, folder.getParent(), entry);
        }
        for (TableFormat format : values()) {
            if (format != ICEBERG && name.equals(format.marker)) {
                throw format.refusal(day, folder, entry);
            }
        }
    }

    /**
     * Looks into every folder above, each once and all at once; where one may not look there is nothing.
     *
     * @param found what the day's path names
     * @throws SourceException when one of them is a table
     */
    static void refuseAbove(DayPath day, FileSystem fileSystem, List<FileStatus> found) {
        Set<Path> folders = new LinkedHashSet<>();
        for (FileStatus entry : found) {
            refuse(day, entry.getPath());
            for (Path at = entry.getPath().getParent(); at != null && folders.add(at); at = at.getParent()) {
                refuse(day, at);
            }
        }
        List<Callable<Optional<Path>>> looks = new ArrayList<>();
        for (Path folder : folders) {
            for (TableFormat format : values()) {
                looks.add(() -> format.markerIn(fileSystem, folder));
            }
        }
        for (Future<Optional<Path>> look : Requests.all(looks)) {
            try {
                look.get().ifPresent(marker -> refuse(day, marker));
            } catch (ExecutionException unexpected) {
                throw new IllegalStateException(unexpected);
            } catch (InterruptedException stopped) {
                throw Requests.stopped(stopped);
            }
        }
    }

    private Optional<Path> markerIn(FileSystem fileSystem, Path folder) {
        Path there = new Path(folder, marker);
        try {
            if (this == ICEBERG) {
                return icebergVersion(fileSystem.listStatusIterator(there));
            }
            return fileSystem.exists(there) ? Optional.of(there) : Optional.empty();
        } catch (IOException | RuntimeException absentOrForbidden) {
            return Optional.empty();
        }
    }

    private static Optional<Path> icebergVersion(RemoteIterator<FileStatus> metadata) throws IOException {
        for (int i = 0; i < ENTRIES && metadata.hasNext(); i++) {
            Path entry = metadata.next().getPath();
            if (entry.getName().endsWith(ICEBERG_VERSION)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private SourceException refusal(DayPath day, Path table, Path found) {
        return new SourceException(
                "source.path: %s belongs to %s (there is %s), whose files hold rows too that it no longer has; %s"
                        .formatted(day.path(), words, found, remedy.formatted(table)));
    }
}
