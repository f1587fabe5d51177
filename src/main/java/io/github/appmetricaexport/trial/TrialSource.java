package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.RowExpressions;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.RowsWhere;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.source.SourceListing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The day that an export would read, in files or in a table. */
record TrialSource(SparkSession spark, ExportConfig config, LocalDate date) {
    /** The key of the condition of those who only want to look at some rows. */
    static final String WHERE = "--where";

    /** What an export asks of its rows. */
    RowExpressions expressions() {
        return config.expressions(date);
    }

    /**
     * Finds it and its columns; no row is read.
     *
     * @param more what is asked of its rows besides
     * @throws ConfigException when the place, or of a table the filter, is not right
     * @throws io.github.appmetricaexport.source.SourceException when there is nothing sound to read
     */
    SourceDay open(List<String> more) {
        FileSystems.problem(
                        ExportOptions.SOURCE_PATH, config, spark.sparkContext().hadoopConfiguration())
                .ifPresent(problem -> {
                    throw new ConfigException(List.of(problem));
                });
        SourceListing listing = SourceListing.of(spark, config, date);
        listing.unfiltered().map(this::problems).filter(this::isOfTheFilter).ifPresent(problems -> {
            throw new ConfigException(problems);
        });
        List<String> all = new ArrayList<>(expressions().all());
        all.addAll(more);
        return listing.open(spark, all);
    }

    /** What is wrong with the expressions over these columns. */
    List<Problem> problems(Dataset<Row> rows) {
        return Normalization.problems(rows, expressions());
    }

    private boolean isOfTheFilter(List<Problem> problems) {
        return problems.stream().anyMatch(problem -> problem.key().equals(ExportOptions.SOURCE_FILTER.key()));
    }

    /**
     * Of the rows that the filter picks; the others are not looked at.
     *
     * @param where a further condition, called {@link #WHERE}; blank for none
     * @throws ConfigException with every problem of the expressions
     */
    Normalization mapped(Dataset<Row> source, String where) {
        List<Problem> problems = problems(source);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        List<RowsWhere> conditions = new ArrayList<>();
        Dataset<Row> rows = source;
        if (expressions().hasFilter()) {
            conditions.add(RowsWhere.of(
                    rows, ExportOptions.SOURCE_FILTER.key(), expressions().filter()));
            rows = conditions.get(0).rows();
        }
        if (!where.isBlank()) {
            conditions.add(RowsWhere.of(rows, WHERE, where));
        }
        return Normalization.of(source, conditions, config.mapping());
    }
}
