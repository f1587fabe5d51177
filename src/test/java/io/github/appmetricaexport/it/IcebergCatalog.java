package io.github.appmetricaexport.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A catalog of Iceberg tables, as Spark 4.1 is told of it; its tables lie in a folder. */
public final class IcebergCatalog {
    /** Its name in SQL. */
    public static final String NAME = "lake";

    private IcebergCatalog() {}

    /** Options of spark-submit, the runtime's jar among them. */
    public static List<String> options(Path warehouse) throws IOException {
        String catalog = "spark.sql.catalog." + NAME;
        List<String> options = new ArrayList<>();
        for (String setting : List.of(
                catalog + "=org.apache.iceberg.spark.SparkCatalog",
                catalog + ".type=hadoop",
                catalog + ".warehouse=file://" + warehouse)) {
            options.addAll(List.of("--conf", setting));
        }
        List<Path> jars =
                ClusterJars.in(ClusterJars.resolve("iceberg", "iceberg-of-spark-4.1"), "iceberg-spark-runtime");
        options.addAll(List.of("--jars", jars.get(0).toString()));
        return options;
    }
}
