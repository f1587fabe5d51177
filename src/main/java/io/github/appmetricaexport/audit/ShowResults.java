package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.results.ResultsReport;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.io.IOException;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;

/** A look at the results tables, with a Spark session of its own. */
public final class ShowResults {
    private ShowResults() {}

    /** Prints them; false when there is no run of that date. */
    public static boolean of(ExportConfig config, LocalDate date, int rows) throws IOException {
        try (SparkSession spark = SparkSessions.start("appmetrica-export results " + date)) {
            return new ResultsReport(ResultsTables.of(spark, config)).print(date, rows);
        }
    }
}
