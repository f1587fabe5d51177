package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.Problem;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Parquet files that every engine reads: {@code {results.path}/{table}/date=D/run_id=R/}.
 *
 * <p>A run owns its folders: writing them again replaces its rows.
 */
final class ParquetTables extends ResultsTables {
    private static final String COMMITTER = "fs.s3a.committer.name";

    private final String path;

    ParquetTables(SparkSession spark, String path) {
        super(spark);
        this.path = path;
    }

    @Override
    public String option() {
        return "results.path";
    }

    /** Writes a file where the tables go and deletes it again. */
    @Override
    public List<Problem> problems() throws IOException {
        Path probe = new Path(path, "_probe-" + UUID.randomUUID());
        FileSystem files = files(probe);
        files.create(probe, false).close();
        files.delete(probe, false);
        return List.of();
    }

    @Override
    public void prepare() {
        // Folders come with their first rows.
    }

    @Override
    void replace(ResultsTable table, Dataset<Row> rows, LocalDate date, String runId) {
        write(rows, SaveMode.Overwrite, folder(table, date, runId));
    }

    @Override
    void append(ResultsTable table, Dataset<Row> rows, LocalDate date, String runId) {
        write(rows, SaveMode.Append, folder(table, date, runId));
    }

    private void write(Dataset<Row> rows, SaveMode mode, String folder) {
        rows.write().mode(mode).options(committer(new Path(folder))).parquet(folder);
    }

    /** An object store has no rename, and Hadoop's own committer is made of them. */
    private Map<String, String> committer(Path folder) {
        if (!"s3a".equals(folder.toUri().getScheme())) {
            return Map.of();
        }
        Map<String, String> options = new HashMap<>();
        options.put("spark.sql.parquet.output.committer.class", BoundCommitter.class.getName());
        String chosen = spark.sparkContext().hadoopConfiguration().get(COMMITTER, "");
        if (chosen.isBlank() || chosen.equals("file")) {
            options.put(COMMITTER, "magic");
        }
        return options;
    }

    @Override
    void forget(ResultsTable table, LocalDate date, String runId) throws IOException {
        Path folder = new Path(folder(table, date, runId));
        files(folder).delete(folder, true);
    }

    @Override
    public Optional<Dataset<Row>> read(ResultsTable table) throws IOException {
        Path folder = new Path(place(table.label()));
        return files(folder).exists(folder)
                ? Optional.of(spark.read().schema(table.schema()).parquet(folder.toString()))
                : Optional.empty();
    }

    @Override
    Optional<Dataset<Row>> read(ResultsTable table, LocalDate date) throws IOException {
        Path folder = new Path(place(table.label()) + "/date=" + date);
        return files(folder).exists(folder)
                ? Optional.of(spark.read()
                        .schema(table.schema())
                        .option("basePath", place(table.label()))
                        .parquet(folder.toString()))
                : Optional.empty();
    }

    @Override
    String place(String names) {
        return path + "/" + names;
    }

    private String folder(ResultsTable table, LocalDate date, String runId) {
        return place(table.label()) + "/date=" + date + "/run_id=" + runId;
    }

    private FileSystem files(Path place) throws IOException {
        return place.getFileSystem(spark.sparkContext().hadoopConfiguration());
    }
}
