package io.github.appmetricaexport.it.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real HDFS, in a process of its own: {@code src/test/clusters/hdfs}. */
final class HdfsProcess implements AutoCloseable {
    private final Path folder;
    private final String uri;
    private ChildProcess process;

    private HdfsProcess(Path folder, ChildProcess process) throws IOException {
        this.folder = folder;
        this.process = process;
        this.uri = Files.readString(folder.resolve("uri"));
    }

    /** Starts it, ready for files when this returns. */
    static HdfsProcess start(Path folder) throws Exception {
        return new HdfsProcess(Files.createDirectories(folder), launch(folder));
    }

    /** SIGKILL to the name node and the data node. */
    void kill() {
        process.kill();
    }

    /** With the files and at the address of before. */
    void startAgain() throws Exception {
        process = launch(folder);
        assertThat(Files.readString(folder.resolve("uri"))).isEqualTo(uri);
    }

    private static ChildProcess launch(Path folder) throws Exception {
        Path ready = folder.resolve("ready");
        Files.deleteIfExists(ready);
        List<String> command = new ArrayList<>(List.of(
                Project.JAVA.toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Project.SPARK.resolve("jars") + "/*:" + ClusterJars.resolve("hdfs", "hdfs") + "/*",
                Project.ROOT.resolve("src/test/clusters/hdfs/HdfsCluster.java").toString(),
                folder.toString()));
        ChildProcess process = new ChildProcess(command, folder, Map.of(), folder.resolve("hdfs.log"));
        try {
            Await.until("HDFS is up", () -> Files.exists(ready) || !process.isAlive());
            if (!process.isAlive()) {
                throw new AssertionError("HDFS did not start:\n" + process.output());
            }
            return process;
        } catch (Exception | Error e) {
            process.close();
            throw e;
        }
    }

    /** Such as {@code hdfs://localhost:45031}. */
    String uri() {
        return uri;
    }

    @Override
    public void close() {
        process.close();
    }
}
