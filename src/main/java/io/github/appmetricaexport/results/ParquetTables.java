package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.Store;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

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

    /** Of a table's files the newest tell its columns: a whole table may be years of them. */
    @Override
    public Look look() throws IOException {
        List<String> present = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ResultsTable table : ResultsTable.values()) {
            Optional<Path> newest = newest(table);
            if (newest.isPresent()) {
                present.add(table.label());
                StructField[] columns =
                        spark.read().parquet(newest.get().toString()).schema().fields();
                new TableFit(
                                table,
                                place(table.label()),
                                List.of(columns),
                                List.of(ResultsTable.PARTITION.fieldNames()))
                        .misfits()
                        .forEach(misfit -> problems.add(new Problem(option(), path, misfit)));
            }
        }
        try (Store store = new Store(spark.sparkContext().hadoopConfiguration(), new Path(path))) {
            store.obstacleAt(new Path(path))
                    .ifPresent(obstacle -> problems.add(
                            new Problem(option(), path, "must be where the job can write to: " + obstacle)));
        }
        return new Look(present, problems);
    }

    private Optional<Path> newest(ResultsTable table) throws IOException {
        Path pattern = new Path(place(table.label()) + "/date=*/run_id=*");
        FileStatus[] runs = files(pattern).globStatus(pattern);
        return runs == null
                ? Optional.empty()
                : Arrays.stream(runs).map(FileStatus::getPath).max(Comparator.naturalOrder());
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
        Path folder = new Path(folder(table, date));
        return files(folder).exists(folder) ? Optional.of(rows(table, folder.toString())) : Optional.empty();
    }

    /** The dates are listed by their folders' names: of those before and after no file is. */
    @Override
    Optional<Dataset<Row>> read(ResultsTable table, LocalDate from, LocalDate to) throws IOException {
        Path folder = new Path(place(table.label()));
        if (!files(folder).exists(folder)) {
            return Optional.empty();
        }
        Set<String> wanted =
                from.datesUntil(to.plusDays(1)).map(date -> "date=" + date).collect(Collectors.toSet());
        String[] dates = Arrays.stream(files(folder).listStatus(folder))
                .map(FileStatus::getPath)
                .filter(path -> wanted.contains(path.getName()))
                .map(Path::toString)
                .toArray(String[]::new);
        return dates.length == 0 ? Optional.empty() : Optional.of(rows(table, dates));
    }

    private Dataset<Row> rows(ResultsTable table, String... dates) {
        return spark.read()
                .schema(table.schema())
                .option("basePath", place(table.label()))
                .parquet(dates);
    }

    @Override
    String place(String names) {
        return path + "/" + names;
    }

    private String folder(ResultsTable table, LocalDate date, String runId) {
        return folder(table, date) + "/run_id=" + runId;
    }

    private String folder(ResultsTable table, LocalDate date) {
        return place(table.label()) + "/date=" + date;
    }

    private FileSystem files(Path place) throws IOException {
        return place.getFileSystem(spark.sparkContext().hadoopConfiguration());
    }
}
