package io.github.appmetricaexport.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A released line of Spark, as a distribution of its own jars. */
public enum SparkLine {
    /** That the jar is compiled against. */
    FLOOR("3.5.5", "2.12"),
    /** The distribution of the build. */
    SPARK_3_5("3.5.9", "2.12"),
    SPARK_4_0("4.0.4", "2.13"),
    SPARK_4_1("4.1.3", "2.13"),
    SPARK_4_2("4.2.0", "2.13");

    private final String version;
    private final String scala;

    SparkLine(String version, String scala) {
        this.version = version;
        this.scala = scala;
    }

    public String version() {
        return version;
    }

    /** The Scala version that it is built for. */
    public String scala() {
        return scala;
    }

    /** Its SPARK_HOME: {@code jars/} and {@code bin/spark-submit}. */
    public Path home() throws IOException {
        if (this == SPARK_3_5) {
            return Project.SPARK;
        }
        Path home = ClusterJars.resolve(
                        "spark", "spark-" + version, "spark.version=" + version, "scala.binary.version=" + scala)
                .getParent();
        Path submit = home.resolve("bin/spark-submit");
        if (!Files.exists(submit)) {
            Files.createDirectories(submit.getParent());
            Files.createSymbolicLink(submit, Project.SPARK.resolve("bin/spark-submit"));
        }
        return home;
    }

    @Override
    public String toString() {
        return "Spark " + version + ", Scala " + scala;
    }
}
