package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.source.SourceException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** What is wrong with the mapping, told together with mistakes elsewhere that would end the export before it. */
public final class MappingProblems {
    private MappingProblems() {}

    /** None where the source cannot be opened: without its columns nothing can be said. */
    public static List<Problem> in(
            SparkSession spark, String sourcePath, Map<PostApiField, String> mapping, LocalDate date) {
        try {
            return Normalization.problems(
                    SourceDay.open(spark, sourcePath, date).rows(), mapping);
        } catch (SourceException unreadable) {
            return List.of();
        }
    }
}
