package io.github.appmetricaexport.source;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A day of events in Parquet files: its size is told by the footers. */
final class FolderDay implements SourceDay {
    static final String VECTORIZED = "spark.sql.parquet.enableVectorizedReader";

    private final FolderListing listing;
    private final List<FileStatus> files;
    private final Footers footers;
    private final DayColumns columns;
    private final Dataset<Row> rows;
    private final Optional<String> notice;

    private FolderDay(
            FolderListing listing,
            List<FileStatus> files,
            Footers footers,
            DayColumns columns,
            Dataset<Row> rows,
            Optional<String> notice) {
        this.listing = listing;
        this.files = files;
        this.footers = footers;
        this.columns = columns;
        this.rows = rows;
        this.notice = notice;
    }

    /**
     * Reads the footers of all files, but no row. A column that no expression names is nobody's concern, whatever it is in
     * whichever file.
     *
     * @param expressions what is to be made of the rows, in Spark SQL; the session reads without its vectorized reader from here on
     *     if that would read wrongly what they may name
     * @throws SourceException when a file is not sound Parquet, or when a column that an expression names cannot be read or
     *     contradicts itself
     */
    static FolderDay open(SparkSession spark, FolderListing listing, Collection<String> expressions) {
        List<FileStatus> files = listing.all().files();
        Footers footers = Footers.of(files, spark.sparkContext().hadoopConfiguration());
        NamedColumns named = NamedColumns.in(expressions);
        SourceTypes types = new SourceTypes(Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive")));
        DayColumns columns = DayColumns.of(footers, listing.all().keys(), named, types);
        DayRows rows = load(spark, listing, listing.all(), columns);
        new LeftOutColumns(rows.leftOut()).refuseIfNamed(rows.rows(), named);
        return new FolderDay(listing, files, footers, columns, rows.rows(), avoidDefects(spark, footers, named));
    }

    @Override
    public FolderDay only(Set<SourceFile> wanted, SourceState since) {
        DayListing part = listing.only(wanted);
        Set<Path> paths = part.files().stream().map(FileStatus::getPath).collect(Collectors.toSet());
        DayRows read = load(rows.sparkSession(), listing, part, columns.only(paths));
        return new FolderDay(listing, part.files(), footers, columns, read.rows(), notice);
    }

    @Override
    public FolderListing listing() {
        return listing;
    }

    /**
     * With the columns of all files that Spark can read; keys of {@code key=value} folders are columns too, as the text that stands
     * in the path.
     */
    @Override
    public Dataset<Row> rows() {
        return rows;
    }

    @Override
    public Optional<String> notice() {
        return notice;
    }

    @Override
    public long rowCount() {
        return files.stream()
                .mapToLong(file -> footers.rows().get(file.getPath()))
                .sum();
    }

    @Override
    public long dayRowCount() {
        return footers.rowCount();
    }

    @Override
    public int fileCount() {
        return files.size();
    }

    @Override
    public long bytes() {
        return files.stream().mapToLong(FileStatus::getLen).sum();
    }

    private static DayRows load(SparkSession spark, FolderListing listing, DayListing part, DayColumns columns) {
        try {
            return DayRows.of(spark, part, columns);
        } catch (Exception | AssertionError refused) {
            // Spark asserts what it thinks of folders.
            throw new SourceException(
                    "source.path: Spark cannot read " + listing.day().path() + ": " + DayListing.oneLine(refused),
                    refused);
        }
    }

    static Optional<String> avoidDefects(SparkSession spark, Footers footers, NamedColumns named) {
        Set<String> misread = SparkDefects.misreadsDeltaLengths(spark.version())
                ? named(footers, named, FileShape::deltaLengths)
                : Set.of();
        Set<String> unread = named(footers, named, FileShape::notVectorized);
        if (misread.isEmpty() && unread.isEmpty()) {
            return Optional.empty();
        }
        spark.conf().set(VECTORIZED, "false");
        return Optional.of(
                misread.isEmpty()
                        ? "the day has a column (%s) that Spark's vectorized reader does not take, as it is stored: it is read without, which is slower"
                                .formatted(String.join(", ", unread))
                        : "the day has texts encoded as DELTA_LENGTH_BYTE_ARRAY, which the vectorized reader of Spark %s reads wrongly beside NULLs (SPARK-52240): it is read without, which is slower; Spark 3.5.7 and 4.0.1 need not"
                                .formatted(spark.version()));
    }

    private static Set<String> named(Footers footers, NamedColumns named, Function<FileShape, Set<String>> columns) {
        return footers.files().keySet().stream()
                .flatMap(shape -> columns.apply(shape).stream())
                .filter(named::mayHold)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
