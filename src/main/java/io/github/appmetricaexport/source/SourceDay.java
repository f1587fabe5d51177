package io.github.appmetricaexport.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Collection;
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
    private final DayPath day;
    private final DayListing listing;
    private final Footers footers;
    private final Dataset<Row> rows;

    private SourceDay(DayPath day, DayListing listing, Footers footers, Dataset<Row> rows) {
        this.day = day;
        this.listing = listing;
        this.footers = footers;
        this.rows = rows;
    }

    /**
     * Lists the day's files and reads all their footers, but no row. A column that no expression names is nobody's concern, whatever
     * it is in whichever file.
     *
     * @param pathTemplate a file, a folder or a glob in any Hadoop file system; <code>{date}</code> becomes the ISO day
     * @param expressions what is to be made of the rows, in Spark SQL
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
        Dataset<Row> rows = load(spark, day, listing, columns);
        new LeftOutColumns(columns.leftOut()).refuseIfNamed(rows, named);
        return new SourceDay(day, listing, footers, rows);
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

    private static Dataset<Row> load(SparkSession spark, DayPath day, DayListing listing, DayColumns columns) {
        try {
            return new DayRows(spark, listing, columns).all();
        } catch (Exception | AssertionError refused) {
            // Spark asserts what it thinks of folders.
            throw new SourceException(
                    "source.path: Spark cannot read " + day.path() + ": " + DayListing.oneLine(refused), refused);
        }
    }

    private static String relative(Path base, Path file) {
        String folder = base.toUri().getPath();
        String path = file.toUri().getPath();
        return path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : file.getName();
    }
}
