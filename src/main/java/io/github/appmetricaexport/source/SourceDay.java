package io.github.appmetricaexport.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A day of events in Parquet, found and checked: its rows for Spark, its size from the footers. */
public final class SourceDay {
    private static final Pattern GLOB = Pattern.compile("[\\[\\]{}*?\\\\]");

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
     * Lists the day's files and reads all their footers, but no row.
     *
     * @param pathTemplate a file, a folder or a glob in any Hadoop file system; <code>{date}</code> becomes the ISO day
     * @throws SourceException when there is no file, when one is not sound Parquet, or when their columns contradict
     */
    public static SourceDay open(SparkSession spark, String pathTemplate, LocalDate date) {
        Configuration configuration = spark.sparkContext().hadoopConfiguration();
        DayPath day = DayPath.of(pathTemplate, date);
        DayListing listing = DayListing.of(day, configuration);
        Footers footers = Footers.of(listing.files(), configuration);
        return new SourceDay(day, listing, footers, load(spark, day, listing, footers));
    }

    /** What was read: the template with the date in it. */
    public String path() {
        return day.path().toString();
    }

    /** All rows with the columns of all files; keys of {@code key=value} folders are columns too. */
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

    private static Dataset<Row> load(SparkSession spark, DayPath day, DayListing listing, Footers footers) {
        DataFrameReader reader = spark.read()
                // Whatever the cluster says: a file that is skipped is a loss that nobody sees.
                .option("ignoreCorruptFiles", "false")
                .option("ignoreMissingFiles", "false")
                // Writers store a checksum per page; without this option nobody looks at it.
                .option("parquet.page.verify-checksum.enabled", "true");
        listing.partitionBase().ifPresent(base -> reader.option("basePath", base.toString()));
        try {
            return reader.schema(schema(spark, listing, footers)).parquet(texts(listing.roots()));
        } catch (Exception refused) {
            List<String> conflicts = SchemaConflicts.of(spark, footers.schemas().values());
            throw new SourceException(
                    conflicts.isEmpty()
                            ? "source.path: Spark cannot read " + day.path() + ": " + DayListing.oneLine(refused)
                            : "source.path: the files under %s contradict each other: %s; write the day again with one type"
                                    .formatted(day.path(), SourceException.firstOf(conflicts)),
                    refused);
        }
    }

    /** Of all files, told by one file of each schema; where all have the same, by the footers that were read. */
    private static StructType schema(SparkSession spark, DayListing listing, Footers footers) {
        Optional<StructType> shared = footers.schemas().size() == 1
                ? ofFooter(footers.schemas().keySet().iterator().next())
                : Optional.empty();
        StructType all = shared.orElseGet(() -> merged(spark, footers));
        // A key that is a column of the files too has the folder's value, in the type that Spark finds in it.
        Set<String> keys = listing.partitionKeys();
        return new StructType(Arrays.stream(all.fields())
                .filter(column -> !keys.contains(column.name().toLowerCase(Locale.ROOT)))
                .toArray(StructField[]::new));
    }

    /**
     * As Spark would find it by a job: in its own words where it wrote the file, else from Parquet's types. Empty for what this
     * Spark does not know: it says so itself when it is asked.
     */
    static Optional<StructType> ofFooter(Footers.Schema footer) {
        try {
            DataType type = footer.spark() == null
                    ? new ParquetToSparkSchemaConverter(SQLConf.get()).convert(footer.parquet())
                    : DataType.fromJson(footer.spark());
            return type instanceof StructType struct ? Optional.of(struct) : Optional.empty();
        } catch (Exception | LinkageError unknown) {
            return Optional.empty();
        }
    }

    private static StructType merged(SparkSession spark, Footers footers) {
        return spark.read()
                .option("mergeSchema", "true")
                .parquet(texts(footers.schemas().values()))
                .schema();
    }

    /** As Spark takes what is there, and not for patterns. */
    private static String[] texts(Collection<Path> paths) {
        return paths.stream()
                .map(path -> GLOB.matcher(path.toString()).replaceAll("\\\\$0"))
                .toArray(String[]::new);
    }

    private static String relative(Path base, Path file) {
        String folder = base.toUri().getPath();
        String path = file.toUri().getPath();
        return path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : file.getName();
    }
}
