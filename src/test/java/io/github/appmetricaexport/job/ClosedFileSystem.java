package io.github.appmetricaexport.job;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;

/** The local disk under the scheme {@code closed}, on which some folders may not be listed and some files not be read, not even by root. */
public final class ClosedFileSystem extends RawLocalFileSystem {
    private static volatile Predicate<Path> closed = path -> false;

    /** Has Hadoop know the scheme. */
    static void register(Configuration configuration) {
        configuration.set("fs.closed.impl", ClosedFileSystem.class.getName());
    }

    /** From now on these folders and files let nobody in. */
    static void close(Predicate<Path> which) {
        closed = which;
    }

    /** They let everybody in again. */
    static void open() {
        closed = path -> false;
    }

    @Override
    public URI getUri() {
        return URI.create("closed:///");
    }

    @Override
    public String getScheme() {
        return "closed";
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        letIn(folder, "READ_EXECUTE");
        // Copies: what the local disk gives looks for owners under the scheme file alone.
        return Arrays.stream(super.listStatus(folder))
                .map(found -> new FileStatus(
                        found.getLen(),
                        found.isDirectory(),
                        1,
                        found.getBlockSize(),
                        found.getModificationTime(),
                        found.getPath()))
                .toArray(FileStatus[]::new);
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        letIn(file, "READ");
        return super.open(file, bufferSize);
    }

    /** In HDFS's words. */
    private static void letIn(Path path, String access) throws AccessControlException {
        if (closed.test(path)) {
            throw new AccessControlException("Permission denied: user=export, access=" + access + ", inode=\""
                    + path.toUri().getPath() + "\":lake:lake:drwx------");
        }
    }
}
