package io.github.appmetricaexport.runtime;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.metrics.ExportPlugin;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark session of the job, with the settings that its correctness or its readers depend on. */
public final class SparkSessions {
    /** Spark's own default, widened by the variable that may carry a key to the executors. */
    private static final String SECRETS = "(?i:secret|password|token|access[.]?key|post_api_key)";

    private static final String REDACTION = "spark.redaction.regex";

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
                .setIfMissing("spark.ui.showConsoleProgress", "false")
                // Only warnings, unless asked for more: Spark would otherwise begin with INFO on a bare cluster.
                .setIfMissing("spark.log.level", logLevel())
                // A twin task would only find everything claimed.
                .set("spark.speculation", "false")
                // What tasks are told and answer are records, which Kryo cannot build.
                .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        if (conf.get("spark.master").matches("local(\\[.*])?")) {
            // An executor that ran out of memory ends its process with 52. Here that is the driver, which has told
            // another code.
            conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
        }
        withRedaction(conf);
        withMetrics(conf);
        withReading(conf);
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** What a value is read as; one that cannot be read has to become NULL, which is a listed reject, and end no run. */
    public static SparkConf withReading(SparkConf conf) {
        return conf.set("spark.sql.ansi.enabled", "false")
                .set("spark.sql.session.timeZone", "UTC")
                .set("spark.sql.files.ignoreCorruptFiles", "false")
                .set("spark.sql.files.ignoreMissingFiles", "false")
                // Spark 3.5 throws at a time that Spark 2 would have read otherwise; of Spark 4 this is the default.
                .setIfMissing("spark.sql.legacy.timeParserPolicy", "CORRECTED")
                // Spark 3.5 throws at times before 1900 where a file does not say by which calendar it was written. All
                // writers but Hive and Spark 2 use today's, and either way the API takes no such time: one row's
                // reject.
                .setIfMissing("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
                .setIfMissing("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED");
    }

    /**
     * Beside what the cluster hides, whose expression comes last: its flags, groups and quotes reach to its own end and no
     * further.
     *
     * @throws ConfigException when the cluster's is no expression
     */
    static void withRedaction(SparkConf conf) {
        if (!conf.contains(REDACTION)) {
            conf.set(REDACTION, SECRETS);
            return;
        }
        String clusters = conf.get(REDACTION);
        try {
            conf.set(REDACTION, Pattern.compile(SECRETS + "|" + clusters).pattern());
        } catch (PatternSyntaxException e) {
            throw new ConfigException(List.of(
                    new Problem(REDACTION, clusters, "must be a regular expression (" + e.getDescription() + ")")));
        }
    }

    /** Beside the plugins that the cluster has. */
    public static void withMetrics(SparkConf conf) {
        if (conf.getBoolean("spark.appmetrica.metrics", true)) {
            String plugins = conf.get("spark.plugins", "");
            String ours = ExportPlugin.class.getName();
            if (!List.of(plugins.split("\\s*,\\s*")).contains(ours)) {
                conf.set("spark.plugins", plugins.isBlank() ? ours : plugins + "," + ours);
            }
        }
    }

    /** The level that conf/log4j2.properties takes too; Spark knows it in capitals only. */
    private static String logLevel() {
        return System.getProperty("appmetrica.log.level", "warn").toUpperCase(Locale.ROOT);
    }
}
