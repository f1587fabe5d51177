package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.DateTemplate;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.plan.Preview;
import io.github.appmetricaexport.plan.RowTrial;
import io.github.appmetricaexport.plan.TaskRules;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.source.SourceDay;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Rows of a day on their way, of those that the filter picks.
 *
 * @param source what was read
 * @param columns for each mapped field, the source's columns that its expression names
 * @param mapping the expressions
 */
public record DayPreview(
        String source, Map<PostApiField, List<String>> columns, Map<PostApiField, String> mapping, Preview preview) {
    /** What somebody wants to see. */
    public enum Rows {
        FIRST,
        REFUSED
    }

    /**
     * What is to be shown.
     *
     * @param most how many rows
     * @param where a condition in Spark SQL over the source's columns, in which {@code {date}} stands for the day; blank for none
     */
    public record Request(Rows rows, int most, String where) {}

    /**
     * Looks at them with a Spark session of its own.
     *
     * @param console for what is to be known meanwhile
     * @throws ConfigException for mistakes in the mapping or the condition
     * @throws io.github.appmetricaexport.source.SourceException when the day cannot be read
     */
    public static DayPreview of(ExportConfig config, LocalDate date, Request request, Console console) {
        List<Problem> mistakes = DateTemplate.mistakes(request.where()).stream()
                .map(mistake -> new Problem(TrialSource.WHERE, request.where(), mistake))
                .toList();
        if (!mistakes.isEmpty()) {
            throw new ConfigException(mistakes);
        }
        try (SparkSession spark = SparkSessions.start("appmetrica-export preview " + date)) {
            return of(spark, config, date, request, console);
        }
    }

    private static DayPreview of(
            SparkSession spark, ExportConfig config, LocalDate date, Request request, Console console) {
        TrialSource source = new TrialSource(spark, config, date);
        String where = DateTemplate.fill(request.where(), date);
        SourceDay day = source.open(List.of(where));
        day.notice().ifPresent(console::say);
        Normalization mapped = source.mapped(day.rows(), where);
        RowTrial trial = new RowTrial(mapped, TaskRules.of(config, Instant.now()));
        Preview preview =
                request.rows() == Rows.FIRST ? trial.first(request.most()) : trial.refused(request.most(), console);
        return new DayPreview(day.path(), mapped.columnsOfFields(), config.mapping(), preview);
    }
}
