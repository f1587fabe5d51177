package io.github.appmetricaexport.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.metrics.ExportPlugin;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** The metrics plugin beside what a cluster has. */
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
    void leavesItOutWhenToldTo() {
        conf.set("spark.appmetrica.metrics", "false");
        SparkSessions.withMetrics(conf);
        assertThat(conf.contains("spark.plugins")).isFalse();
    }
}
