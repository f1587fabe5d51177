package io.github.appmetricaexport.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A day of events in Parquet, found and checked: its rows for Spark, its size from the footers. */
public final class SourceDay {
    private static final String VECTORIZED = "spark.sql.parquet.enableVectorizedReader";

    private final DayPath day;
    private final DayListing listing;
    private final Footers footers;
    private final Dataset<Row> rows;
    private final Optional<String> notice;

    private SourceDay(DayPath day, DayListing listing, Footers footers, Dataset<Row> rows, Optional<String> notice) {
        this.day = day;
        this.listing = listing;
        this.footers = footers;
        this.rows = rows;
        this.notice = notice;
    }

    /**
     * Lists the day's files and reads all their footers, but no row. A column that no expression names is nobody's concern, whatever
     * it is in whichever file.
     *
     * @param pathTemplate a file, a folder or a glob in any Hadoop file system; <code>{date}</code> becomes the ISO day
     * @param expressions what is to be made of the rows, in Spark SQL; the session reads without its vectorized reader from here on
     *     if that would read wrongly what they may name
     * @throws SourceException when there is no file, when one is not sound Parquet or belongs to a table format, or when a column
     *     that an expression names cannot be read or contradicts itself
     */
    public static SourceDay open(
            SparkSession spark, String pathTemplate, LocalDate date, Collection<String> expressions) {
        Configuration configuration = spark.sparkContext().hadoopConfiguration();
        DayPath day = DayPath.of(pathTemplate, date);
        DayListing listing = DayListing.of(day, configuration);
        Footers footers = Footers.of(listing.files(), configuration);
        NamedColumns named = NamedColumns.in(expressions);
        SourceTypes types = new SourceTypes(Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive")));
        DayColumns columns = DayColumns.of(footers, listing.keys(), named, types);
        DayRows rows = load(spark, day, listing, columns);
        new LeftOutColumns(rows.leftOut()).refuseIfNamed(rows.rows(), named);
        return new SourceDay(day, listing, footers, rows.rows(), avoidDefects(spark, footers, named));
    }

    /** What was read: the template with the date in it. */
    public String path() {
        return day.path().toString();
    }

    /**
     * All rows with the columns of all files that Spark can read; keys of {@code key=value} folders are columns too, as the text
     * that stands in the path.
     */
    public Dataset<Row> rows() {
        return rows;
    }

    /** What the operator is to know of the way in which the day is read. */
    public Optional<String> notice() {
        return notice;
    }

    /** The sum of the Parquet footers, independent of what Spark reads. */
    public long rowCount() {
        return footers.rowCount();
    }

    public int fileCount() {
        return listing.files().size();
    }

    public long bytes() {
        return listing.files().stream().mapToLong(FileStatus::getLen).sum();
    }

    /** SHA-256 in hex over each file's relative path, length and modification time: it changes when the day is rewritten. */
    public String fingerprint() {
        Path base = day.base();
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (FileStatus file : listing.files()) {
            String line =
                    relative(base, file.getPath()) + "\0" + file.getLen() + "\0" + file.getModificationTime() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return Hex.encodeHexString(digest.digest());
    }

    private static DayRows load(SparkSession spark, DayPath day, DayListing listing, DayColumns columns) {
        try {
            return DayRows.of(spark, listing, columns);
        } catch (Exception | AssertionError refused) {
            // Spark asserts what it thinks of folders.
            throw new SourceException(
                    "source.path: Spark cannot read " + day.path() + ": " + DayListing.oneLine(refused), refused);
        }
    }

    private static Optional<String> avoidDefects(SparkSession spark, Footers footers, NamedColumns named) {
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

    private static String relative(Path base, Path file) {
        String folder = base.toUri().getPath();
        String path = file.toUri().getPath();
        return path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : file.getName();
    }
}
