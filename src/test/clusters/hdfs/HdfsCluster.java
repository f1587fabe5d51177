import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * An HDFS of one name node and one data node, on loopback. Started as a source file, with the jar of {@code pom.xml} beside
 * it and Hadoop's client on the class path.
 *
 * <p>The argument is a folder for its blocks; the file {@code uri} in it, once there, has the address. It runs until it is
 * told to end.
 */
public final class HdfsCluster {
    private HdfsCluster() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
        MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).format(true).build();
        cluster.waitActive();
        Path partial = Files.writeString(folder.resolve("uri.tmp"), cluster.getURI().toString());
        Files.move(partial, folder.resolve("uri"), StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }
}
