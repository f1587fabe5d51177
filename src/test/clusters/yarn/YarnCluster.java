import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.net.ScriptBasedMapping;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A Hadoop cluster of one host, in one JVM: HDFS, and YARN with log aggregation. Started as a source file, with the jars of
 * {@code pom.xml} beside it and Hadoop's client on the class path.
 *
 * <p>The argument is a folder: {@code conf/} in it is the clients' HADOOP_CONF_DIR, complete when the file {@code ready} is
 * there. It runs until it is told to end.
 */
public final class YarnCluster {
    private YarnCluster() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Path conf = Files.createDirectories(folder.resolve("conf"));

        Configuration hdfs = new Configuration();
        hdfs.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
        MiniDFSCluster dfs =
                new MiniDFSCluster.Builder(hdfs).numDataNodes(1).format(true).build();
        dfs.waitActive();

        YarnConfiguration yarn = new YarnConfiguration(hdfs);
        yarn.set("fs.defaultFS", dfs.getFileSystem().getUri().toString());
        yarn.set("yarn.scheduler.capacity.root.queues", "default");
        yarn.set("yarn.scheduler.capacity.root.default.capacity", "100");
        // Half the queue may go to application masters; a tenth, the default, is less than one of them here.
        yarn.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
        yarn.setInt("yarn.scheduler.minimum-allocation-mb", 256);
        yarn.setInt("yarn.nodemanager.resource.memory-mb", 8_192);
        yarn.setInt("yarn.nodemanager.resource.cpu-vcores", 8);
        yarn.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
        yarn.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        // A developer's disk may be nearly full, which is no finding here.
        yarn.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
        yarn.setBoolean("yarn.log-aggregation-enable", true);
        yarn.set("yarn.nodemanager.remote-app-log-dir", "/app-logs");
        // What the cluster would do by itself; the job's own submission asks for one.
        yarn.setInt("yarn.resourcemanager.am.max-attempts", 4);
        System.setProperty("test.build.data", folder.resolve("yarn").toString());
        MiniYARNCluster cluster = new MiniYARNCluster("of-the-tests", 1, 1, 1);
        cluster.init(yarn);
        cluster.start();
        if (!cluster.waitForNodeManagersToConnect(60_000)) {
            throw new IllegalStateException("the node manager did not connect");
        }

        Configuration clients = new Configuration(cluster.getConfig());
        // The cluster's own is a class of the tests of Hadoop, which no client has.
        clients.setClass("net.topology.node.switch.mapping.impl", ScriptBasedMapping.class, DNSToSwitchMapping.class);
        write(clients, conf.resolve("yarn-site.xml"));
        write(clients, conf.resolve("core-site.xml"));
        Path partial = Files.writeString(folder.resolve("ready.tmp"), "ready\n");
        Files.move(partial, folder.resolve("ready"), StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }

    private static void write(Configuration configuration, Path file) throws IOException {
        try (OutputStream stream = Files.newOutputStream(file)) {
            configuration.writeXml(stream);
        }
    }
}
