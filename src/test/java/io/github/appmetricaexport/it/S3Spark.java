package io.github.appmetricaexport.it;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

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

    /** A SPARK_HOME of links, below that folder; spark-hadoop-cloud is in it or not. */
    Path home(Path folder, HadoopCloud cloud) throws IOException {
        Path home = folder.resolve(pom + "-" + cloud);
        link(line.home().resolve("bin"), home.resolve("bin"), cloud);
        link(line.home().resolve("jars"), home.resolve("jars"), cloud);
        link(ClusterJars.resolve(pom, pom), home.resolve("jars"), cloud);
        return home;
    }

    /** Whether Spark's module with the committers of object stores is on the class path. */
    enum HadoopCloud {
        PRESENT,
        ABSENT
    }

    private static void link(Path from, Path to, HadoopCloud cloud) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                boolean isCloud = file.getFileName().toString().startsWith("spark-hadoop-cloud");
                if (!isCloud || cloud == HadoopCloud.PRESENT) {
                    linkOnce(to.resolve(file.getFileName()), file);
                }
            }
        }
    }

    private static void linkOnce(Path link, Path file) throws IOException {
        try {
            Files.createSymbolicLink(link, file);
        } catch (FileAlreadyExistsException another) {
            return;
        }
    }
}
