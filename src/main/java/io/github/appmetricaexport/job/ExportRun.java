package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.MappingDraft;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.plan.MappingProblems;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** An export with a Spark session of its own. */
public final class ExportRun {
    private ExportRun() {}

    /** The same exception with what is wrong with the mapping besides, found by a look at the source's columns. */
    public static ConfigException withMappingProblems(ConfigException failure, LocalDate date) {
        if (failure.mappingDraft().isEmpty()) {
            return failure;
        }
        MappingDraft draft = failure.mappingDraft().get();
        SparkSession spark = SparkSessions.start("appmetrica-export: check the mapping");
        try {
            List<Problem> problems = new ArrayList<>(failure.problems());
            problems.addAll(MappingProblems.in(spark, draft.sourcePath(), draft.mapping(), date));
            return new ConfigException(problems);
        } finally {
            spark.stop();
        }
    }

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
