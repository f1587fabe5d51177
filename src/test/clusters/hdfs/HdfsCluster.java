import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * An HDFS of one name node and one data node, on loopback. Started as a source file, with the jar of {@code pom.xml} beside
 * it and Hadoop's client on the class path.
 *
 * <p>The argument is a folder for its blocks; once the file {@code ready} is in it, the file {@code uri} has the address. It
 * runs until it is told to end. Started again on the same folder it has the files and the address that it had.
 */
public final class HdfsCluster {
    private HdfsCluster() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
        Path address = folder.resolve("uri");
        boolean again = Files.exists(address);
        MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration)
                .numDataNodes(1)
                .nameNodePort(again ? URI.create(Files.readString(address)).getPort() : 0)
                .format(!again)
                .build();
        cluster.waitActive();
        Files.writeString(address, cluster.getURI().toString());
        Files.createFile(folder.resolve("ready"));
        Thread.currentThread().join();
    }
}
