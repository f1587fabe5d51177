package io.github.appmetricaexport.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.metrics.ExportPlugin;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** The settings beside what a cluster has. */
class SparkSessionsTest {
    private static final String OURS = ExportPlugin.class.getName();

    private final SparkConf conf = new SparkConf(false);

    @Test
    void addsItsPlugin() {
        SparkSessions.withMetrics(conf);
        assertThat(conf.get("spark.plugins")).isEqualTo(OURS);
    }

    @Test
    void keepsThePluginsOfTheCluster() {
        conf.set("spark.plugins", "com.example.A, com.example.B");
        SparkSessions.withMetrics(conf);
        assertThat(conf.get("spark.plugins")).isEqualTo("com.example.A, com.example.B," + OURS);
    }

    @Test
    void addsItOnce() {
        conf.set("spark.plugins", "com.example.A , " + OURS);
        SparkSessions.withMetrics(conf);
        assertThat(conf.get("spark.plugins")).isEqualTo("com.example.A , " + OURS);
    }

    @Test
    void whatATimeIsReadAsIsTheOperatorsToSay() {
        conf.set("spark.sql.legacy.timeParserPolicy", "LEGACY").set("spark.sql.ansi.enabled", "true");
        SparkSessions.withReading(conf);
        assertThat(conf.get("spark.sql.legacy.timeParserPolicy")).isEqualTo("LEGACY");
        assertThat(conf.get("spark.sql.parquet.int96RebaseModeInRead")).isEqualTo("CORRECTED");
        assertThat(conf.get("spark.sql.ansi.enabled")).isEqualTo("false");
    }

    @Test
    void leavesItOutWhenToldTo() {
        conf.set("spark.appmetrica.metrics", "false");
        SparkSessions.withMetrics(conf);
        assertThat(conf.contains("spark.plugins")).isFalse();
    }

    private static final String KEY = "spark.executorEnv.APPMETRICA_POST_API_KEY_1111";

    /** Which settings are hidden, found in their names as Spark finds them. */
    private Predicate<String> hiddenBeside(String clusters) {
        conf.set("spark.redaction.regex", clusters);
        SparkSessions.withRedaction(conf);
        return Pattern.compile(conf.get("spark.redaction.regex")).asPredicate();
    }

    @Test
    void hidesKeysWithoutAWordOfTheCluster() {
        SparkSessions.withRedaction(conf);
        assertThat(Pattern.compile(conf.get("spark.redaction.regex")).asPredicate())
                .accepts(KEY, "spark.hadoop.fs.s3a.secret.key")
                .rejects("spark.executor.memory");
    }

    @Test
    void hidesKeysBesideWhatTheClusterHides() {
        assertThat(hiddenBeside("vault|(?i)internal[.]"))
                .accepts(KEY, "spark.hadoop.fs.s3a.secret.key", "spark.vault", "spark.INTERNAL.a")
                .rejects("spark.executor.memory", "spark.VAULT");
    }

    @Test
    void leavesTheClustersFlagsAndGroupsToItself() {
        assertThat(hiddenBeside("^(ab)[.]\\1$")).accepts(KEY, "ab.ab").rejects("AB.AB");
        assertThat(hiddenBeside("(?x) vault # where keys are")).accepts(KEY, "vault");
        assertThat(hiddenBeside("\\Qa.vault")).accepts(KEY, "a.vault").rejects("ab.vault");
    }

    @Test
    void tellsWhatIsWrongWithTheClusters() {
        Stream.of("(", "[a", "*")
                .forEach(wrong -> assertThatThrownBy(() -> hiddenBeside(wrong))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining("spark.redaction.regex")
                        .hasMessageContaining(wrong));
    }
}
