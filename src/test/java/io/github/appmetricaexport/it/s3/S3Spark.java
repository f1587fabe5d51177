package io.github.appmetricaexport.it.s3;

import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.SparkLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Spark distribution with what its Hadoop needs for s3a://. */
enum S3Spark {
    /** Hadoop 3.3.4 and the AWS SDK 1: no conditional writes. */
    HADOOP_3_3(SparkLine.SPARK_3_5, "s3a-v1"),
    /** Hadoop 3.4.2 and the AWS SDK 2. */
    HADOOP_3_4(SparkLine.SPARK_4_1, "s3a-v2");

    private final SparkLine line;
    private final String pom;

    S3Spark(SparkLine line, String pom) {
        this.line = line;
        this.pom = pom;
    }

    SparkLine line() {
        return line;
    }

    /** A SPARK_HOME; spark-hadoop-cloud is in it or not. */
    Path home(HadoopCloud cloud) throws IOException {
        List<Path> jars = new ArrayList<>(ClusterJars.in(line.home().resolve("jars"), ""));
        jars.addAll(ClusterJars.in(ClusterJars.resolve(pom, pom), ""));
        if (cloud == HadoopCloud.ABSENT) {
            jars.removeIf(jar -> jar.getFileName().toString().startsWith("spark-hadoop-cloud"));
        }
        return ClusterJars.distribution("spark-with-" + pom + "-" + cloud, jars);
    }

    /** Whether Spark's module with the committers of object stores is on the class path. */
    enum HadoopCloud {
        PRESENT,
        ABSENT
    }
}
