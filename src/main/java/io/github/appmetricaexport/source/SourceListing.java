package io.github.appmetricaexport.source;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Of what a day's rows are, looked at and not read: enough to know whether the day is what it was. */
public sealed interface SourceListing permits FolderListing, TableListing {
    /**
     * Looks at what the configuration names.
     *
     * @throws SourceException when there is nothing to read, when it is of another make than said, or out of reach
     */
    static SourceListing of(SparkSession spark, ExportConfig config, LocalDate date) {
        String table = config.value(ExportOptions.SOURCE_TABLE);
        if (!table.isEmpty()) {
            return TableListing.of(spark, table, config.expressions(date).filter());
        }
        return ofFiles(
                config.value(ExportOptions.SOURCE_PATH),
                date,
                spark.sparkContext().hadoopConfiguration());
    }

    /**
     * The same of a path.
     *
     * @param path with the date in it
     */
    static SourceListing ofFiles(String path, LocalDate date, Configuration configuration) {
        return FolderListing.of(path, date, configuration);
    }

    /** What is read: a path with the date in it, or a table. */
    String name();

    /** Which state of the table it is; empty of files, and of tables without versions. */
    default Optional<TableVersion> version() {
        return Optional.empty();
    }

    /**
     * All rows that the filter chooses from, where it has to be sound before anything can be told of the day, as of a table; no row
     * is read.
     */
    default Optional<Dataset<Row>> unfiltered() {
        return Optional.empty();
    }

    /**
     * SHA-256 in hex over each file's path, length, modification time and rows as far as they are known: it changes when the day is
     * rewritten.
     *
     * @throws SourceException when it cannot be told: of a table the day's files are counted first
     */
    default String fingerprint() {
        return fingerprint(files());
    }

    /** The same of a list of files, in their order. */
    static String fingerprint(Stream<SourceFile> files) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        files.forEach(file -> digest.update(file.line().getBytes(StandardCharsets.UTF_8)));
        return Hex.encodeHexString(digest.digest());
    }

    /** In the order of their paths; errors as of {@link #fingerprint()}. */
    Stream<SourceFile> files();

    /** Whether not one row has come, gone or changed since. */
    boolean isStill(SourceState then);

    /** Whether a file that is what it was then holds the rows that it held. */
    boolean keepsFilesOf(SourceState then);

    /**
     * Finds and checks the columns, and reads no row. A column that no expression names is nobody's concern.
     *
     * @param expressions what is to be made of the rows, in Spark SQL; the session reads without its vectorized reader from here on
     *     if that would read wrongly what they may name
     * @throws SourceException when there is nothing sound to read, or when a column that an expression names cannot be read or
     *     contradicts itself
     */
    SourceDay open(SparkSession spark, Collection<String> expressions);
}
