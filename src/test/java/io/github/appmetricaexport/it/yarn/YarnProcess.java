package io.github.appmetricaexport.it.yarn;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.SparkLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A YARN with an HDFS in a process of its own, and what people do with it from a shell. */
final class YarnProcess implements AutoCloseable {
    private static final List<String> OPENED = List.of(
            "java.lang", "java.lang.reflect", "java.io", "java.net", "java.util", "java.util.concurrent", "sun.nio.ch");

    private final Path folder;
    private final Path jars;
    private final Path spark;
    private final ChildProcess process;

    private YarnProcess(Path folder, Path jars, Path spark, ChildProcess process) {
        this.folder = folder;
        this.jars = jars;
        this.spark = spark;
        this.process = process;
    }

    /** Begins to start; {@link #awaitReady()} is when it has. */
    static YarnProcess start(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path jars = ClusterJars.resolve("yarn", "yarn");
        List<Path> distribution =
                new ArrayList<>(ClusterJars.in(SparkLine.FLOOR.home().resolve("jars"), ""));
        distribution.addAll(ClusterJars.in(jars, "spark-yarn"));
        distribution.addAll(ClusterJars.in(jars, "hadoop-yarn-server-web-proxy"));
        Path spark = ClusterJars.distribution("spark-with-yarn", distribution);
        List<String> command = new ArrayList<>(List.of(Project.JAVA.toString(), "-Xmx1g"));
        OPENED.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "-cp",
                jars + "/*:" + Project.SPARK.resolve("jars") + "/*",
                Project.ROOT.resolve("src/test/clusters/yarn/YarnCluster.java").toString(),
                folder.toString()));
        return new YarnProcess(
                folder, jars, spark, new ChildProcess(command, folder, Map.of(), folder.resolve("yarn.log")));
    }

    void awaitReady() throws Exception {
        Await.until("YARN is ready", () -> {
            if (!process.isAlive()) {
                throw new AssertionError(process.output());
            }
            return Files.exists(folder.resolve("ready"));
        });
    }

    /** What a submission needs to know. */
    Map<String, String> environment() {
        return Map.of(
                "HADOOP_CONF_DIR", folder.resolve("conf").toString(),
                "SPARK_HOME", spark.toString());
    }

    /** Puts a secret into a key store on HDFS, as an operator does; returns the provider's address. */
    String createCredential(String alias, String secret) throws IOException {
        Configuration clients = new Configuration(false);
        clients.addResource(folder.resolve("conf/core-site.xml").toUri().toURL());
        String provider =
                clients.get("fs.defaultFS").replace("hdfs://", "jceks://hdfs@") + "/keys/appmetrica-export.jceks";
        run(
                "credential.log",
                "org.apache.hadoop.security.alias.CredentialShell",
                "create",
                alias,
                "-value",
                secret,
                "-provider",
                provider);
        return provider;
    }

    /** What {@code yarn logs} prints of an application that has ended. */
    String logs(String application) throws IOException {
        return run("logs-" + application, "org.apache.hadoop.yarn.client.cli.LogsCLI", "-applicationId", application);
    }

    private String run(String log, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Project.JAVA.toString(),
                "-Xmx256m",
                "-cp",
                folder.resolve("conf") + ":" + Project.SPARK.resolve("jars") + "/*:" + jars + "/*",
                main));
        command.addAll(List.of(arguments));
        try (ChildProcess shell = new ChildProcess(command, folder, Map.of(), folder.resolve(log))) {
            shell.exitCode();
            return shell.output();
        }
    }

    /** The drivers that run on it: Java processes, not the shells around them. */
    List<ProcessHandle> applicationMasters() {
        return process.descendants("org.apache.spark.deploy.yarn.ApplicationMaster").stream()
                .filter(handle -> handle.info()
                        .command()
                        .filter(name -> name.endsWith("/java"))
                        .isPresent())
                .toList();
    }

    /** Every command line that a container ever had. */
    Iterable<String> commandLines() {
        return process.commandLines();
    }

    @Override
    public void close() {
        process.close();
    }
}
