package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.source.SourceTable.FileColumns;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The day of a table: the rows that the filter picks, of one state of it. The others are other days', but those for which the
 * filter is NULL: they are nobody's, and counted.
 *
 * <p>Its files are those with such rows. A first query, which the manifest's books are held against, counts them file by file; it
 * is asked once, and only where the state does not tell enough.
 */
final class TableListing implements SourceListing {
    private final TableLookup lookup;
    private final SourceTable table;
    private final String filter;
    private NamedColumns named = NamedColumns.in(List.of("*"));
    private List<SourceFile> files;
    private Long undecidedRows;

    private TableListing(TableLookup lookup, SourceTable table, String filter) {
        this.lookup = lookup;
        this.table = table;
        this.filter = filter;
    }

    /**
     * Finds the table in its present state.
     *
     * @param filter a Spark SQL condition, its date filled in
     */
    static TableListing of(SparkSession spark, String name, String filter) {
        TableLookup lookup = new TableLookup(spark, name);
        return new TableListing(lookup, lookup.find(), filter);
    }

    @Override
    public String name() {
        return lookup.name();
    }

    @Override
    public Optional<TableVersion> version() {
        return table.version();
    }

    @Override
    public Optional<Dataset<Row>> unfiltered() {
        return Optional.of(lookup.orRefusal(table::rows));
    }

    @Override
    public Stream<SourceFile> files() {
        if (files == null) {
            files = lookup.orRefusal(this::count);
        }
        return files.stream();
    }

    private List<SourceFile> count() {
        Dataset<Row> picked = picked();
        FileColumns file = table.file(picked);
        return picked
                .groupBy(
                        file.path().as("path"),
                        file.length().as("length"),
                        file.modifiedAt().as("modified"))
                .count()
                .collectAsList()
                .stream()
                .map(row -> new SourceFile(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3)))
                .sorted(Comparator.comparing(SourceFile::path))
                .toList();
    }

    /** What no day has, counted when it is asked for: a query over the whole table. */
    long undecidedRows() {
        if (undecidedRows == null) {
            undecidedRows = lookup.orRefusal(() -> table.rows()
                    .where(mayBeUndecided().and(expr(filter).isNull()))
                    .count());
        }
        return undecidedRows;
    }

    /** Most filters are NULL only where a column is, which partitions and files tell of themselves. */
    private Column mayBeUndecided() {
        StructType columns = table.rows().schema();
        StructType filled = DataTypes.createStructType(Arrays.stream(columns.fields())
                .map(field -> new StructField(field.name(), field.dataType(), false, field.metadata()))
                .toList());
        StructField decision = lookup.spark()
                .createDataFrame(List.of(), filled)
                .select(expr(filter))
                .schema()
                .apply(0);
        if (decision.nullable()) {
            return lit(true);
        }
        return Arrays.stream(columns.fieldNames())
                .filter(column -> NamedColumns.mayName(filter, column))
                .map(name -> NamedColumns.column(name).isNull())
                .reduce(Column::or)
                .orElse(lit(false));
    }

    private Dataset<Row> picked() {
        return table.rows().where(expr(filter));
    }

    /** The rows of the day as it was listed. */
    Dataset<Row> rows() {
        // What has come to the folders since is not of the state that was counted.
        return lookup.orRefusal(() ->
                table.forWriting(table instanceof FileTable ? only(picked(), files().toList()) : picked(), named));
    }

    /** The rows of files that are there now and were not then. */
    Dataset<Row> added(Collection<SourceFile> wanted, SourceState since) {
        return lookup.orRefusal(() -> table.forWriting(
                only(
                        Optional.ofNullable(since.version())
                                .flatMap(table::appendedSince)
                                .orElseGet(table::rows)
                                .where(expr(filter)),
                        wanted),
                named));
    }

    private Dataset<Row> only(Dataset<Row> rows, Collection<SourceFile> wanted) {
        return rows.where(table.file(rows)
                .path()
                .isin(wanted.stream().map(SourceFile::path).toArray()));
    }

    @Override
    public boolean isStill(SourceState then) {
        boolean isOfTheSameVersion = table.version().isPresent()
                && name().equals(then.name())
                && table.version().equals(Optional.ofNullable(then.version()));
        return isOfTheSameVersion || (keepsFilesOf(then) && fingerprint().equals(then.fingerprint()));
    }

    @Override
    public boolean keepsFilesOf(SourceState then) {
        return lookup.orRefusal(() -> table.goesOnFrom(Optional.ofNullable(then.version())));
    }

    @Override
    public TableDay open(SparkSession spark, Collection<String> expressions) {
        named = NamedColumns.in(expressions);
        return new TableDay(this, lookup.orRefusal(() -> notices(spark)));
    }

    private String notices(SparkSession spark) throws IOException {
        Stream<String> slow = Stream.empty();
        if (table.isParquetOfSpark() && SparkDefects.misreadsDeltaLengths(spark.version())) {
            // The columns of a table may have other names in its files.
            NamedColumns all = NamedColumns.in(List.of("*"));
            slow = FolderDay.avoidDefects(spark, footers(spark.sparkContext().hadoopConfiguration()), all).stream();
        } else if (table.mayBeParquet() && SparkDefects.misreadsDeltaLengths(spark.version())) {
            spark.conf().set(FolderDay.VECTORIZED, "false");
            slow = Stream.of("if its files are Parquet they are read by Spark's slower reader, since the faster one of "
                    + spark.version() + " can read texts wrongly (SPARK-52240)");
        }
        return Stream.concat(Stream.of(pinning()), slow).collect(Collectors.joining("; "));
    }

    private Footers footers(Configuration configuration) throws IOException {
        List<Callable<FileStatus>> looks = new ArrayList<>();
        for (String file : picked().inputFiles()) {
            Path path = new Path(URI.create(file));
            looks.add(() -> path.getFileSystem(configuration).getFileStatus(path));
        }
        return Footers.of(Requests.done(looks), configuration);
    }

    private String pinning() {
        if (table.version().isPresent()) {
            return name() + " is read as of its version "
                    + table.version().get().version();
        }
        return table instanceof FileTable
                ? name() + " has no versions: the files that were counted are read, and no others"
                : name()
                        + " has neither versions nor files that Spark tells: only a comparison of all rows tells whether it has"
                        + " changed, and the gate whether it did while it was read";
    }
}
