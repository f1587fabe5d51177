package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.Problem;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where results tables are kept. */
interface TableStore {
    /**
     * What is wrong with the place, for whoever configured it; changes nothing that stays.
     *
     * @throws IOException when nothing can be written there
     */
    List<Problem> problems() throws IOException;

    /** Creates what is missing, so that a place that cannot be written shows before anything is sent. */
    void prepare();

    /**
     * Puts rows in the place of those that the run has in the table, all at once.
     *
     * @param rows with the table's own columns, in order, without those of the partition
     */
    void replace(ResultsTable table, Dataset<Row> rows, LocalDate date, String runId);

    /** Takes the run's rows out of the table. */
    void forget(ResultsTable table, LocalDate date, String runId) throws IOException;

    /** The whole table, its columns of a later version included; empty when there is none yet. */
    Optional<Dataset<Row>> read(ResultsTable table) throws IOException;

    /** The place of all tables, for people; {@code names} stands where a table's name would. */
    String place(String names);
}
