package io.github.appmetricaexport.it.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/spark}, taken as any SPARK_HOME is: by its {@code bin/spark-submit}. */
class SparkDistributionIT {
    private static final String SHARED = "org.apache.spark.deploy.SparkSubmit source: shared objects file";

    @TempDir
    private Path folder;

    @Test
    void submitsTheJarWithOptionsForTheDriverAndKeepsItsExitCode() throws Exception {
        try (ChildProcess submit = submit(Project.SPARK, "-Dof.the.driver=yes")) {
            assertThat(submit.exitCode()).as(submit.output()).isEqualTo(2);
            assertThat(submit.output()).contains("payload.max-rows");
            assertThat(submit.commandLines())
                    .anyMatch(line -> line.contains("org.apache.spark.deploy.SparkSubmit")
                            && line.contains("-Xmx640m")
                            && line.contains("-Dof.the.driver=yes"));
        }
    }

    @Test
    void takesSparksClassesFromTheArchiveThatTheBuildMade() throws Exception {
        Path classes = folder.resolve("classes.txt");
        try (ChildProcess submit = submit(Project.SPARK, "-Xlog:class+load:file=" + classes)) {
            assertThat(submit.exitCode()).as(submit.output()).isEqualTo(2);
        }
        assertThat(Files.readString(classes)).contains(SHARED);
    }

    @Test
    void leavesAnArchiveOfOtherJarsAloneWithoutAWord() throws Exception {
        assertThat(Project.SPARK.resolve("classes.jsa")).exists();
        Path moved = Files.createDirectory(folder.resolve("moved"));
        Files.createSymbolicLink(moved.resolve("bin"), Project.SPARK.resolve("bin"));
        Files.createSymbolicLink(moved.resolve("classes.jsa"), Project.SPARK.resolve("classes.jsa"));
        Path jars = Files.createDirectory(moved.resolve("jars"));
        try (var originals = Files.list(Project.SPARK.resolve("jars"))) {
            for (Path jar : originals.toList()) {
                Files.copy(jar, jars.resolve(jar.getFileName()));
            }
        }
        Path classes = folder.resolve("classes.txt");
        try (ChildProcess submit = submit(moved, "-Xlog:class+load:file=" + classes)) {
            assertThat(submit.exitCode()).as(submit.output()).isEqualTo(2);
            assertThat(submit.output()).doesNotContain("archive").contains("payload.max-rows");
        }
        assertThat(Files.readString(classes)).contains("SparkSubmit").doesNotContain(SHARED);
    }

    /** It asks for the class file of every class: a JVM that finds none for an archived one crashes. */
    @Test
    void exportsUnderAFlightRecorder() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        Path lake = folder.resolve("lake");
        SampleDay.make(lake, date, 100);
        Path recording = folder.resolve("recording.jfr");
        try (SandboxProcess sandbox = SandboxProcess.start(folder, Map.of(ExportSetting.APPLICATION, "invented"))) {
            ExportSetting setting = ExportSetting.write(folder, lake, date, sandbox.baseUrl(), "invented");
            try (SparkSubmitProcess export = setting.submit(
                    "export.log", "--driver-java-options=-XX:StartFlightRecording=filename=" + recording)) {
                assertThat(export.exitCode()).as(export.output()).isZero();
            }
        }
        assertThat(recording).isNotEmptyFile();
    }

    private ChildProcess submit(Path spark, String javaOptions) throws Exception {
        Path config = Files.writeString(folder.resolve("job.conf"), "payload.max-rows = 0\n");
        List<String> command = List.of(
                spark.resolve("bin/spark-submit").toString(),
                "--driver-memory",
                "640m",
                "--driver-java-options",
                javaOptions + " -Dlog4j2.configurationFile=conf/log4j2.properties",
                "--class",
                "io.github.appmetricaexport.cli.Main",
                Project.JAR.toString(),
                "export",
                "--config",
                config.toString(),
                "--date",
                "2026-11-22");
        return new ChildProcess(command, Project.ROOT, Map.of(), folder.resolve("submit.log"));
    }
}
