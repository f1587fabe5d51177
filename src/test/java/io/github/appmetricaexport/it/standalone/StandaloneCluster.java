package io.github.appmetricaexport.it.standalone;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Spark's own cluster, with two workers that pass for two hosts: it runs a speculative copy of a task on another host only.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("spark://[0-9.]+:[0-9]+");

    private final List<ChildProcess> processes = new ArrayList<>();
    private final Path folder;
    private final Map<String, String> environment;
    private String master = "";

    private StandaloneCluster(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    static StandaloneCluster start(Path folder) throws Exception {
        return start(folder, Map.of());
    }

    /** @param environment of the workers, and so of the executors that they start */
    static StandaloneCluster start(Path folder, Map<String, String> environment) throws Exception {
        StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(folder), environment);
        try {
            ChildProcess process = cluster.start("Master", "127.0.0.1", "--port", "0");
            Await.until("the master listens", () -> cluster.hasMaster(process));
            cluster.start("Worker", "127.0.0.1", "--cores", "1", "--memory", "1g", cluster.master);
            cluster.start("Worker", "127.0.0.2", "--cores", "1", "--memory", "1g", cluster.master);
            Await.until("both workers are there", () -> process.output().split("Registering worker").length == 3);
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private boolean hasMaster(ChildProcess process) {
        Matcher address = ADDRESS.matcher(process.output());
        if (address.find()) {
            master = address.group();
        }
        return !master.isEmpty();
    }

    private ChildProcess start(String role, String host, String... more) throws IOException {
        Path log4j = Files.write(
                folder.resolve("log4j2.properties"),
                List.of(
                        "rootLogger.level = info",
                        "rootLogger.appenderRef.out.ref = out",
                        "appender.out.type = Console",
                        "appender.out.name = out",
                        "appender.out.layout.type = PatternLayout",
                        "appender.out.layout.pattern = %m%n"));
        List<String> command = new ArrayList<>(List.of(
                Project.JAVA.toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=file:" + log4j,
                "-cp",
                Project.SPARK.resolve("jars") + "/*",
                "org.apache.spark.deploy." + role.toLowerCase(java.util.Locale.ROOT) + "." + role,
                "--host",
                host,
                "--webui-port",
                "0"));
        if (role.equals("Worker")) {
            command.addAll(List.of("--work-dir", folder.resolve("work-" + host).toString()));
        }
        command.addAll(List.of(more));
        Map<String, String> all = new HashMap<>(role.equals("Worker") ? environment : Map.of());
        all.put("SPARK_LOCAL_IP", host);
        all.put("SPARK_HOME", Project.SPARK.toString());
        all.put("SPARK_SCALA_VERSION", "2.12");
        ChildProcess process = new ChildProcess(command, folder, all, folder.resolve(role + "-" + host + ".log"));
        processes.add(process);
        return process;
    }

    /** For {@code --master}. */
    String master() {
        return master;
    }

    /** The executors of each worker. */
    List<List<ProcessHandle>> executors() {
        return workers()
                .map(worker -> worker.descendants("CoarseGrainedExecutorBackend"))
                .toList();
    }

    /** What all executors ever wrote. */
    String executorLogs() throws IOException {
        StringBuilder logs = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
                logs.append(Files.readString(log));
            }
        }
        return logs.toString();
    }

    /** Every command line that an executor ever had. */
    List<String> commandLines() {
        return workers().flatMap(worker -> worker.commandLines().stream()).toList();
    }

    private Stream<ChildProcess> workers() {
        return processes.stream().skip(1);
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
    }
}
