package io.github.appmetricaexport.it.lines;

import org.apache.spark.sql.SparkSession;

/** Writes a day whose parameters are VARIANT, on a Spark that knows the type. */
final class VariantDay {
    private VariantDay() {}

    /** @param arguments the folder of the day, its date */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        spark.sql("SELECT 1111 AS application, id AS user_id, CAST(NULL AS STRING) AS login,"
                        + " CAST(NULL AS STRING) AS device_hash, concat('event-', id) AS action,"
                        + " TIMESTAMP '" + arguments[1] + " 12:00:00' AS at, CAST(NULL AS STRING) AS raw_params,"
                        + " parse_json(json) AS params, named_struct('id', id, 'v', parse_json(json)) AS nested"
                        + " FROM VALUES (0L, '{\"a\": 1, \"b\": [true, null, \"х\"]}'), (1L, '{}'), (2L, '[1]'), (3L, NULL)"
                        + " AS rows(id, json)")
                .write()
                .parquet(arguments[0]);
        spark.stop();
    }
}
