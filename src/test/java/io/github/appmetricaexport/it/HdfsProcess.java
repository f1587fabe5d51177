package io.github.appmetricaexport.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real HDFS, in a process of its own: {@code src/test/clusters/hdfs}. */
final class HdfsProcess implements AutoCloseable {
    private final ChildProcess process;
    private final String uri;

    private HdfsProcess(ChildProcess process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts it, ready for files when this returns. */
    static HdfsProcess start(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path uri = folder.resolve("uri");
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
            Await.until("HDFS is up", () -> Files.exists(uri) || !process.isAlive());
            if (!process.isAlive()) {
                throw new AssertionError("HDFS did not start:\n" + process.output());
            }
            return new HdfsProcess(process, Files.readString(uri));
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
