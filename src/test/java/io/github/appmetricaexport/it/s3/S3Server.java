package io.github.appmetricaexport.it.s3;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.Project;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An S3 server that checks signatures, in a process of its own; each bucket is a folder that a test can look into. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "an-invented-access-key";
    static final String SECRET_KEY = "an-invented-secret-key-of-s3";

    private final Path buckets;
    private final int port;
    private final ChildProcess process;

    private S3Server(Path buckets, int port, ChildProcess process) {
        this.buckets = buckets;
        this.port = port;
        this.process = process;
    }

    /** Starts it with these buckets, ready for requests when this returns. */
    static S3Server start(Path folder, String... buckets) throws Exception {
        Path root = folder.resolve("buckets");
        for (String bucket : buckets) {
            Files.createDirectories(root.resolve(bucket));
        }
        int port = freePort();
        Path properties = Files.write(
                folder.resolve("s3proxy.properties"),
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + SECRET_KEY,
                        "jclouds.provider=filesystem",
                        "jclouds.filesystem.basedir=" + root));
        List<String> command = List.of(
                Project.JAVA.toString(),
                "-Xmx256m",
                "-Dlogback.configurationFile=" + Project.ROOT.resolve("src/test/clusters/s3proxy/logback.xml"),
                "-cp",
                ClusterJars.resolve("s3proxy", "s3proxy") + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString());
        S3Server server =
                new S3Server(root, port, new ChildProcess(command, folder, Map.of(), folder.resolve("s3proxy.log")));
        try {
            Await.until("the S3 server listens", server::listens);
            return server;
        } catch (Exception | Error e) {
            server.close();
            throw e;
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError(process.output());
        }
        try (var connection = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The credentials, where every client of the AWS SDK looks for them. */
    static Map<String, String> credentials() {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                SECRET_KEY,
                "AWS_EC2_METADATA_DISABLED",
                "true");
    }

    /** The folder of a bucket. */
    Path bucket(String name) {
        return buckets.resolve(name);
    }

    int port() {
        return port;
    }

    /** What Hadoop's client is told to use the server, or a relay before it, at that port. */
    static Map<String, String> settings(int port, Path temporary) {
        return Map.of(
                "fs.s3a.endpoint", "http://127.0.0.1:" + port,
                "fs.s3a.endpoint.region", "us-east-1",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.connection.ssl.enabled", "false",
                "hadoop.tmp.dir", temporary.toString(),
                // Every listing has several pages.
                "fs.s3a.paging.maximum", "2");
    }

    /** The same, as options of spark-submit. */
    static List<String> client(int port, Path temporary) {
        List<String> options = new ArrayList<>();
        settings(port, temporary)
                .forEach((key, value) -> options.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
        return options;
    }

    @Override
    public void close() {
        process.close();
    }
}
