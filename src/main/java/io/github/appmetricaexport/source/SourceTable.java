package io.github.appmetricaexport.source;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table of a catalog in one state, and what its format can tell of other states. */
interface SourceTable {
    /**
     * What is known of the file that a row is in, for rows of {@link #rows()} and {@link #appendedSince}.
     *
     * @param length bytes, 0 where the format does not tell
     * @param modifiedAt Unix milliseconds, 0 where no file is ever written again under its path
     */
    record FileColumns(Column path, Column length, Column modifiedAt) {}

    /** The state; empty where the table has no versions, and two readings may find two states. */
    Optional<TableVersion> version();

    /** All rows of the state. */
    Dataset<Row> rows();

    FileColumns file(Dataset<Row> rows);

    /**
     * Such rows, so that a data source can be written with them.
     *
     * @param named the columns that somebody may ask for
     */
    default Dataset<Row> forWriting(Dataset<Row> rows, NamedColumns named) {
        return rows;
    }

    /** Whether Spark's own Parquet reader reads it, with the defects that it has. */
    boolean isParquetOfSpark();

    /** Whether it may be of Parquet files that Spark reads by the same reader, though nobody says so, as of Hive. */
    default boolean mayBeParquet() {
        return false;
    }

    /**
     * Whether a file of which as many rows are in the table as then has the very rows in it that it had: no row that was deleted
     * has come back since. False also where nobody knows.
     *
     * @param then empty where the table had no versions, or was none
     */
    boolean goesOnFrom(Optional<TableVersion> then);

    /** The rows that were appended since, where nothing else happened and the format reads those alone. */
    default Optional<Dataset<Row>> appendedSince(TableVersion then) {
        return Optional.empty();
    }
}
