package io.github.appmetricaexport.it.crash;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BufferedFSInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * This machine's disk, on which a thread stops dead exactly before or after an operation, for somebody to kill its process or to
 * let it go on.
 *
 * <p>It stands under a scheme whose renames never replace, as those of a distributed file system. The job under test knows
 * nothing of it: it is one more jar on the class path and two settings of Hadoop.
 *
 * @see CrashPoint
 */
public final class CrashFileSystem extends RawLocalFileSystem {
    static final URI ADDRESS = URI.create("ofs://crash/");
    /** Hadoop's setting that names the folder of the armed points. */
    static final String FOLDER = "crash.folder";

    private static final Duration GLANCE = Duration.ofMillis(20);

    private java.nio.file.Path folder;

    /** What an operation does to the disk. */
    private interface Operation<T> {
        T run() throws IOException;
    }

    @Override
    public URI getUri() {
        return ADDRESS;
    }

    @Override
    public void initialize(URI address, Configuration configuration) throws IOException {
        super.initialize(address, configuration);
        folder = java.nio.file.Path.of(configuration.get(FOLDER));
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int buffer,
            short replication,
            long block,
            Progressable progress)
            throws IOException {
        return at(
                "create", path, () -> super.create(path, permission, overwrite, buffer, replication, block, progress));
    }

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int buffer, short replication, long block, Progressable progress)
            throws IOException {
        return at("create", path, () -> super.create(path, overwrite, buffer, replication, block, progress));
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
        return new FSDataInputStream(new BufferedFSInputStream(new Watched(super.open(path, 4_096), path), 16 * 1_024));
    }

    /** Of a file: one of many succeeds and nothing is ever replaced, as the name node does it. */
    @Override
    public boolean rename(Path from, Path to) throws IOException {
        if (Files.isDirectory(pathToFile(from).toPath())) {
            return super.rename(from, to);
        }
        return at("rename", to, () -> {
            try {
                Files.createLink(file(to), file(from));
                Files.delete(file(from));
                return true;
            } catch (FileAlreadyExistsException lost) {
                return false;
            } catch (NoSuchFileException gone) {
                throw new FileNotFoundException(gone.getMessage());
            }
        });
    }

    /** Renames in one step over whatever was there. */
    void replace(Path from, Path to) throws IOException {
        at(
                "replace",
                to,
                () -> Files.move(
                        file(from), file(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        // A link that is being made can be gone between two looks of the superclass.
        if (!Files.exists(file(path))) {
            throw new FileNotFoundException(path.toString());
        }
        return super.getFileStatus(path);
    }

    private java.nio.file.Path file(Path path) {
        return pathToFile(path).toPath();
    }

    private <T> T at(String operation, Path path, Operation<T> work) throws IOException {
        stopIf("before", operation, path);
        T result = work.run();
        stopIf("after", operation, path);
        return result;
    }

    private void stopIf(String when, String operation, Path path) throws IOException {
        for (CrashPoint point : CrashPoint.armed(folder)) {
            if (point.isAt(when, operation, path.toUri().getPath()) && point.reach(folder)) {
                while (!point.isReleased(folder)) {
                    LockSupport.parkNanos(GLANCE.toNanos());
                }
            }
        }
    }

    /** A file that knows how far it was read. */
    private final class Watched extends FSInputStream {
        private final FSDataInputStream file;
        private final Path path;

        Watched(FSDataInputStream file, Path path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (getPos() >= CrashPoint.WELL_WITHIN) {
                stopIf("before", "read-on", path);
            }
            return file.read(buffer, offset, length);
        }

        @Override
        public void seek(long position) throws IOException {
            if (position < 0) {
                throw new EOFException("before the beginning");
            }
            file.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return file.getPos();
        }

        @Override
        public boolean seekToNewSource(long position) {
            return false;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
