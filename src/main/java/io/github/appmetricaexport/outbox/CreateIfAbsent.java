package io.github.appmetricaexport.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one kind of file system lets exactly one of many writers create a file.
 *
 * <p>The protocol's claims and the run's lock rest on it.
 */
interface CreateIfAbsent {
    /**
     * True when these bytes are now the file's and this call put them there. Where there are folders, the file's own is
     * made, and none above it.
     */
    boolean create(Path path, byte[] bytes) throws IOException;

    /** As {@link #create}, for a file that its owner alone may read, where files have modes. */
    default boolean createForOwner(Path path, byte[] bytes) throws IOException {
        return create(path, bytes);
    }

    /** Replaces a file in one step, in a folder that is there. */
    void publish(Path path, byte[] bytes) throws IOException;

    static CreateIfAbsent on(FileSystem files, Path path) throws IOException {
        String scheme = files.getUri().getScheme();
        if ("file".equals(scheme)) {
            return new OnLocalDisk();
        }
        if (Set.of("hdfs", "viewfs", "webhdfs", "swebhdfs", "ofs").contains(scheme)) {
            return new ByRename(files);
        }
        if (files.hasPathCapability(path, ByConditionalWrite.OPTION)) {
            return new ByConditionalWrite(files);
        }
        return new ByCheck(files);
    }

    /** A rename that does not replace: the name node decides, and the file is complete from its first moment. */
    final class ByRename implements CreateIfAbsent {
        private static final FsPermission OWNER_ONLY = new FsPermission((short) 0600);
        private static final int BUFFER = 1 << 12;

        private final FileSystem files;
        /** Only this interface has the rename that replaces in one step, and a folder without those above it. */
        private final FileContext context;

        ByRename(FileSystem files) throws IOException {
            this.files = files;
            // Once: each has a client of its own, which nothing closes.
            context = FileContext.getFileContext(files.getUri(), files.getConf());
        }

        @Override
        public boolean create(Path path, byte[] bytes) throws IOException {
            return rename(path, bytes, FsPermission.getFileDefault());
        }

        @Override
        public boolean createForOwner(Path path, byte[] bytes) throws IOException {
            return rename(path, bytes, OWNER_ONLY);
        }

        private boolean rename(Path path, byte[] bytes, FsPermission mode) throws IOException {
            // Not what is above it: an outbox that was moved away must not begin anew in its old place.
            context.mkdir(path.getParent(), FsPermission.getDirDefault(), false);
            Path complete = write(path, bytes, mode);
            boolean created = false;
            try {
                created = files.rename(complete, path)
                        || settle(files, path, bytes, new IOException("renaming " + complete + " was refused"));
            } catch (IOException answerLost) {
                created = settle(files, path, bytes, answerLost);
            } finally {
                if (!created) {
                    files.delete(complete, false);
                }
            }
            return created;
        }

        @Override
        public void publish(Path path, byte[] bytes) throws IOException {
            context.rename(write(path, bytes, FsPermission.getFileDefault()), path, Options.Rename.OVERWRITE);
        }

        private Path write(Path path, byte[] bytes, FsPermission mode) throws IOException {
            Path complete = new Path(path.getParent(), "." + path.getName() + "." + UUID.randomUUID() + ".tmp");
            // The client takes the umask off the mode, as it does where none is named.
            try (FSDataOutputStream target = files.createNonRecursive(
                    complete,
                    mode,
                    EnumSet.of(CreateFlag.CREATE),
                    BUFFER,
                    files.getDefaultReplication(complete),
                    files.getDefaultBlockSize(complete),
                    null)) {
                target.write(bytes);
                target.hsync();
            } catch (IOException e) {
                // The beginning of a file would lie there for ever.
                files.delete(complete, false);
                throw e;
            }
            return complete;
        }
    }

    /** A write that the object store refuses when the object is there (S3A from Hadoop 3.4.2). */
    record ByConditionalWrite(FileSystem files) implements CreateIfAbsent {
        static final String OPTION = "fs.option.create.conditional.overwrite";

        @Override
        public boolean create(Path path, byte[] bytes) throws IOException {
            FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path);
            builder.recursive();
            builder.must(OPTION, "true");
            try (FSDataOutputStream target = builder.build()) {
                target.write(bytes);
            } catch (IOException refusedOrLost) {
                return settle(files, path, bytes, refusedOrLost);
            }
            return true;
        }

        @Override
        public void publish(Path path, byte[] bytes) throws IOException {
            write(files, path, bytes);
        }
    }

    /**
     * Looks, writes, and looks again: of writers within the same moment the last one wins, unless it writes only after
     * another has looked again.
     */
    record ByCheck(FileSystem files) implements CreateIfAbsent {
        private static final Logger LOG = LoggerFactory.getLogger(CreateIfAbsent.class);
        /** Every task opens the outbox anew; a process says it once of each file system. */
        private static final Set<URI> TOLD = ConcurrentHashMap.newKeySet();

        public ByCheck {
            if (TOLD.add(files.getUri())) {
                LOG.warn(
                        "{} has no conditional writes with this Hadoop: claims are checked, then created. Keep to one run"
                                + " at a time per date, or use Hadoop 3.4.2 or later.",
                        files.getUri());
            }
        }

        @Override
        public boolean create(Path path, byte[] bytes) throws IOException {
            if (files.exists(path)) {
                return false;
            }
            OutputStream target;
            try {
                target = files.create(path, false);
            } catch (org.apache.hadoop.fs.FileAlreadyExistsException lost) {
                return false;
            }
            try (target) {
                target.write(bytes);
            } catch (IOException e) {
                return settleOrSweep(path, bytes, e);
            }
            return holds(files, path, bytes);
        }

        /** The beginning of our file must not pass for the file: not for a claim, and not for a receipt. */
        private boolean settleOrSweep(Path path, byte[] bytes, IOException cause) throws IOException {
            if (!files.exists(path)) {
                throw cause;
            }
            byte[] found = read(files, path);
            if (found.length < bytes.length && Arrays.equals(found, Arrays.copyOf(bytes, found.length))) {
                files.delete(path, false);
                throw cause;
            }
            return Arrays.equals(found, bytes);
        }

        @Override
        public void publish(Path path, byte[] bytes) throws IOException {
            write(files, path, bytes);
        }
    }

    /** A lost answer may hide our own success: the file itself tells. Without a file the cause is the answer. */
    private static boolean settle(FileSystem files, Path path, byte[] bytes, IOException cause) throws IOException {
        if (!files.exists(path)) {
            throw cause;
        }
        return holds(files, path, bytes);
    }

    private static boolean holds(FileSystem files, Path path, byte[] bytes) throws IOException {
        return Arrays.equals(read(files, path), bytes);
    }

    private static byte[] read(FileSystem files, Path path) throws IOException {
        try (InputStream source = files.open(path)) {
            return source.readAllBytes();
        }
    }

    /** An object appears whole when its stream is closed. */
    private static void write(FileSystem files, Path path, byte[] bytes) throws IOException {
        try (OutputStream target = files.create(path, true)) {
            target.write(bytes);
        }
    }
}
