package io.github.appmetricaexport.job;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark session of the job, with the settings that its correctness or its readers depend on. */
public final class SparkSessions {
    /** Spark's own default, widened by the variable that may carry a key to the executors. */
    private static final String SECRETS = "(?i)secret|password|token|access[.]?key|post_api_key";

    private SparkSessions() {}

    /**
     * Starts it.
     *
     * @param name what schedulers and the UI show
     */
    public static SparkSession start(String name) {
        SparkConf conf = new SparkConf()
                .setAppName(name)
                .setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.redaction.regex", SECRETS)
                .setIfMissing("spark.ui.showConsoleProgress", "false")
                // A twin task would only find everything claimed.
                .set("spark.speculation", "false")
                // A cast that gives NULL becomes a listed reject; one that throws would end the run.
                .set("spark.sql.ansi.enabled", "false")
                .set("spark.sql.session.timeZone", "UTC")
                .set("spark.sql.files.ignoreCorruptFiles", "false")
                .set("spark.sql.files.ignoreMissingFiles", "false");
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        session.sparkContext().setLogLevel("WARN");
        return session;
    }
}
