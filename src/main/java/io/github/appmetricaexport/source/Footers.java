package io.github.appmetricaexport.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * What the footers of a day's Parquet files say; no data page is read.
 *
 * @param rowCount the rows of all files together
 * @param schemas each schema that occurs, with the first file that has it
 */
record Footers(long rowCount, Map<Schema, Path> schemas) {

    /**
     * What one file says of its columns.
     *
     * @param spark the same in Spark's own words, where Spark wrote the file; else null
     */
    record Schema(MessageType parquet, String spark) {}

    /** As Spark leaves it in every footer that it writes. */
    private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

    /** Reading a footer is two short requests and much waiting. */
    private static final int THREADS = 32;

    private record Footer(long rows, Schema schema) {}

    /** @throws SourceException naming every file that has no readable footer */
    static Footers of(List<FileStatus> files, Configuration configuration) {
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(THREADS, files.size()),
                new BasicThreadFactory.Builder()
                        .namingPattern("parquet-footers")
                        .daemon(true)
                        .build());
        try {
            List<Future<Footer>> footers = new ArrayList<>();
            for (FileStatus file : files) {
                footers.add(threads.submit(() -> read(file, configuration)));
            }
            return joined(files, footers);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Footer read(FileStatus status, Configuration configuration) throws IOException {
        if (status.getLen() == 0) {
            throw new IOException("empty, 0 bytes");
        }
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromStatus(status, configuration))) {
            FileMetaData file = reader.getFooter().getFileMetaData();
            return new Footer(
                    reader.getRecordCount(),
                    new Schema(file.getSchema(), file.getKeyValueMetaData().get(SPARK_SCHEMA)));
        }
    }

    private static Footers joined(List<FileStatus> files, List<Future<Footer>> footers) {
        long rows = 0;
        Map<Schema, Path> schemas = new LinkedHashMap<>();
        List<String> damaged = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path path = files.get(i).getPath();
            try {
                Footer footer = footers.get(i).get();
                rows += footer.rows();
                schemas.putIfAbsent(footer.schema(), path);
            } catch (ExecutionException unreadable) {
                damaged.add(path + " (" + mistake(path, unreadable.getCause()) + ")");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new SourceException("source.path: interrupted while reading Parquet footers", stopped);
            }
        }
        if (!damaged.isEmpty()) {
            throw new SourceException(String.format(
                    Locale.ROOT,
                    "source.path: %d of %d files cannot be read as Parquet: %s; write them again, or move"
                            + " them away (names that begin with _ or . are not read)",
                    damaged.size(),
                    files.size(),
                    SourceException.firstOf(damaged)));
        }
        return new Footers(rows, schemas);
    }

    /** Parquet repeats the path in front of what it found. */
    private static String mistake(Path path, Throwable cause) {
        return DayListing.oneLine(cause)
                .replace(path.toString(), "")
                .replace(path.toUri().getPath(), "")
                .replaceFirst("^[\\s:]+", "");
    }
}
