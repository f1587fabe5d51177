package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.time.Clock;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;

/** An export with a Spark session of its own. */
public final class ExportRun {
    private ExportRun() {}

    /** Starts Spark, exports, stops Spark; errors as of {@link ExportJob#run()}. */
    public static RunOutcome run(ExportConfig config, LocalDate date, ExportMode mode, Console console) {
        SparkSession spark = SparkSessions.start("appmetrica-export " + config.jobName() + " " + date);
        try {
            return new ExportJob(spark, config, date, mode, console, Clock.systemUTC()).run();
        } finally {
            spark.stop();
        }
    }
}
