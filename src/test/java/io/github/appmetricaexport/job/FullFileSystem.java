package io.github.appmetricaexport.job;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk under the scheme {@code full}, on which some files find no more space. */
public final class FullFileSystem extends RawLocalFileSystem {
    private static final AtomicLong LEFT = new AtomicLong();
    private static volatile Predicate<String> full = path -> false;

    /** Has Hadoop know the scheme. */
    static void register(Configuration configuration) {
        configuration.set("fs.full.impl", FullFileSystem.class.getName());
    }

    /** From now on the files whose path contains that text have so many bytes left together. */
    static void fill(String partOfPath, long bytesLeft) {
        LEFT.set(bytesLeft);
        full = path -> path.contains(partOfPath);
    }

    /** There is space again. */
    static void free() {
        full = path -> false;
    }

    @Override
    public URI getUri() {
        return URI.create("full:///");
    }

    @Override
    public String getScheme() {
        return "full";
    }

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        return limited(path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return limited(path, super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
    }

    private static FSDataOutputStream limited(Path path, OutputStream target) throws IOException {
        return new FSDataOutputStream(
                new FilterOutputStream(target) {
                    @Override
                    public void write(int value) throws IOException {
                        write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        if (full.test(path.toString()) && LEFT.addAndGet(-length) < 0) {
                            throw new IOException("No space left on device");
                        }
                        out.write(bytes, offset, length);
                    }
                },
                null);
    }
}
