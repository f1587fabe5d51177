package io.github.appmetricaexport.it.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/spark}, taken as any SPARK_HOME is: by its {@code bin/spark-submit}. */
class SparkDistributionIT {
    @TempDir
    private Path folder;

    @Test
    void submitsTheJarWithOptionsForTheDriverAndKeepsItsExitCode() throws Exception {
        Path config = Files.writeString(folder.resolve("job.conf"), "payload.max-rows = 0\n");
        List<String> command = List.of(
                Project.ROOT.resolve("target/spark/bin/spark-submit").toString(),
                "--driver-memory",
                "640m",
                "--driver-java-options",
                "-Dof.the.driver=yes -Dlog4j2.configurationFile=conf/log4j2.properties",
                "--class",
                "io.github.appmetricaexport.cli.Main",
                Project.JAR.toString(),
                "export",
                "--config",
                config.toString(),
                "--date",
                "2026-11-22");
        try (ChildProcess submit = new ChildProcess(command, Project.ROOT, Map.of(), folder.resolve("submit.log"))) {
            assertThat(submit.exitCode()).as(submit.output()).isEqualTo(2);
            assertThat(submit.output()).contains("payload.max-rows");
            assertThat(submit.commandLines())
                    .anyMatch(line -> line.contains("org.apache.spark.deploy.SparkSubmit")
                            && line.contains("-Xmx640m")
                            && line.contains("-Dof.the.driver=yes"));
        }
    }
}
