package io.github.appmetricaexport.source;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A day of events, found and checked: its rows for Spark, and its size, counted apart from whatever reads them. */
public sealed interface SourceDay permits FolderDay, TableDay {
    /** As {@link SourceListing#open}, of a path that is listed first; errors of both. */
    static SourceDay open(SparkSession spark, String pathTemplate, LocalDate date, Collection<String> expressions) {
        return FolderListing.of(pathTemplate, date, spark.sparkContext().hadoopConfiguration())
                .open(spark, expressions);
    }

    /**
     * The rows of these files alone, with the columns of all.
     *
     * @param since when none of them was there, and all others were
     */
    SourceDay only(Set<SourceFile> wanted, SourceState since);

    /** All of the day, also of what this is only a part of. */
    SourceListing listing();

    /** What was read, as of {@link SourceListing#name()}. */
    default String path() {
        return listing().name();
    }

    /** All rows with the columns that Spark can read. */
    Dataset<Row> rows();

    /** What the operator is to know of the way in which the day is read. */
    Optional<String> notice();

    /** How many rows there are, independent of what Spark reads of them. */
    long rowCount();

    /** The same of all files of the day, and besides the rows that {@link #undecidedRows()} tells. */
    long dayRowCount();

    /**
     * How many rows there are for which the filter is NULL, where they were counted apart and are not among {@link #rows()}, as of a
     * table. Empty where all rows are there, whatever the filter makes of them.
     */
    default OptionalLong undecidedRows() {
        return OptionalLong.empty();
    }

    int fileCount();

    /** Of its files; 0 where nobody knows. */
    long bytes();
}
