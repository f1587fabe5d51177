package io.github.appmetricaexport;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import io.github.appmetricaexport.runtime.SparkSessions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A test with a Spark session: two local cores, no UI; values are read as the job itself reads them.
 *
 * <p>It bridges to spark-testing-base, whose own base class knows the life cycle of JUnit 4 only. The session begins with
 * the first test of a class and ends after its last.
 */
public abstract class SparkTest {
    private static Suite suite;

    @BeforeAll
    static void startSpark() {
        suite = new Suite();
        suite.runBefore();
        suite.spark().sparkContext().setLogLevel("ERROR");
    }

    @AfterAll
    static void stopSpark() {
        Suite.runAfterClass();
    }

    protected static SparkSession spark() {
        return suite.spark();
    }

    /** The same rows in the same order with the same schema. */
    protected static void assertDatasetEquals(Dataset<Row> expected, Dataset<Row> actual) {
        suite.assertDatasetEquals(expected, actual);
    }

    private static final class Suite extends JavaDatasetSuiteBase {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean enableHiveSupport() {
            return false;
        }

        @Override
        public SparkConf conf() {
            return SparkSessions.withReading(new SparkConf())
                    .setMaster("local[2]")
                    .setAppName("test")
                    .set("spark.app.id", "test")
                    .set("spark.ui.enabled", "false")
                    .set("spark.driver.host", "127.0.0.1")
                    .set("spark.sql.shuffle.partitions", "2")
                    .set("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse");
        }
    }
}
