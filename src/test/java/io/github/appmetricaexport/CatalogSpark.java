package io.github.appmetricaexport;

import io.github.appmetricaexport.runtime.SparkSessions;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark with the catalogs that people have: {@code lake} of Iceberg tables, and Spark's own, which knows Delta tables. */
public final class CatalogSpark {
    private CatalogSpark() {}

    /** Starts it; whoever does stops it. Tables lie below the folder. */
    public static SparkSession start(Path folder) {
        SparkConf conf = SparkSessions.withReading(new SparkConf())
                .setMaster("local[2]")
                .setAppName("catalogs")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.sql.shuffle.partitions", "2")
                .set(
                        "spark.sql.warehouse.dir",
                        folder.resolve("warehouse").toUri().toString())
                .set(
                        "spark.sql.extensions",
                        "io.delta.sql.DeltaSparkSessionExtension,"
                                + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .set("spark.databricks.delta.snapshotPartitions", "1")
                .set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
                .set("spark.sql.catalog.lake.type", "hadoop")
                .set(
                        "spark.sql.catalog.lake.warehouse",
                        folder.resolve("iceberg").toUri().toString());
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        return spark;
    }
}
