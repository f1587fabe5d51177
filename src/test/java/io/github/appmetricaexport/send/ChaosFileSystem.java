package io.github.appmetricaexport.send;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The disk as a task sees it that dies, is slow or loses answers.
 *
 * <p>It stands under a scheme whose renames never replace, as those of a distributed file system. Each task, and each
 * driver, has its own {@link Plan}.
 */
public final class ChaosFileSystem extends RawLocalFileSystem {
    private static final URI ADDRESS = URI.create("ofs://chaos/");
    private static final String PLAN = "chaos.plan";
    private static final Map<String, Plan> PLANS = new ConcurrentHashMap<>();

    private Plan plan;

    /** The end of a task, wherever it stands: no code of ours may go on after it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What befalls one task's file system. */
    static class Plan {
        private final Random random;
        private final int lastOperation;
        private final double errors;
        private int operations;
        private boolean dead;

        /**
         * @param lastOperation the operation before or after which the task dies
         * @param errors share of the operations that fail, half of them after they had their effect
         */
        Plan(long seed, int lastOperation, double errors) {
            random = new Random(seed);
            this.lastOperation = lastOperation;
            this.errors = errors;
        }

        /**
         * Is told of each operation before it is done.
         *
         * @param path that it is about; of a rename the new one
         */
        void before(String operation, Path path) throws IOException {}

        final <T> T run(String name, Path path, Operation<T> operation) throws IOException {
            before(name, path);
            return run(operation);
        }

        private synchronized <T> T run(Operation<T> operation) throws IOException {
            if (dead) {
                throw new Killed();
            }
            operations++;
            boolean last = operations == lastOperation;
            boolean fails = random.nextDouble() < errors;
            boolean tooEarly = random.nextBoolean();
            if ((last || fails) && tooEarly) {
                end(last);
            }
            T result = operation.run();
            if (last || fails) {
                end(last);
            }
            return result;
        }

        private void end(boolean last) throws IOException {
            if (last) {
                dead = true;
                throw new Killed();
            }
            throw new IOException("a fault of the test's disk");
        }

        boolean isDead() {
            return dead;
        }
    }

    /** By Hadoop's other interface, of which a store wants one for what no task does. */
    static final class Unharmed extends DelegateToFileSystem {
        Unharmed(URI address, Configuration configuration) throws IOException, URISyntaxException {
            super(address, new Disk(), configuration, address.getScheme(), false);
        }
    }

    private static final class Disk extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return ADDRESS;
        }

        @Override
        public void setPermission(Path path, FsPermission mode) throws IOException {
            setMode(pathToFile(path).toPath(), mode);
        }
    }

    /** Without its native library Hadoop begins a process for each file that it makes. */
    private static void setMode(java.nio.file.Path file, FsPermission mode) throws IOException {
        // Three for each of the owner, the group and others.
        String letters = mode.getUserAction().SYMBOL + mode.getGroupAction().SYMBOL + mode.getOtherAction().SYMBOL;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(letters));
    }

    /** Something that a file system does. */
    interface Operation<T> {
        T run() throws IOException;
    }

    /** A configuration under which {@link #path} leads here, until its name is {@link #forget forgotten}. */
    static Configuration configuration(String name, Plan plan) {
        PLANS.put(name, plan);
        Configuration configuration = new Configuration(false);
        configuration.set("fs.ofs.impl", ChaosFileSystem.class.getName());
        configuration.set("fs.AbstractFileSystem.ofs.impl", Unharmed.class.getName());
        configuration.set(PLAN, name);
        return configuration;
    }

    static void forget(String name) {
        PLANS.remove(name);
    }

    static Path path(java.nio.file.Path path) {
        return new Path(ADDRESS.resolve(path.toUri().getRawPath()));
    }

    @Override
    public URI getUri() {
        return ADDRESS;
    }

    @Override
    public void initialize(URI address, Configuration configuration) throws IOException {
        super.initialize(address, configuration);
        plan = PLANS.get(configuration.get(PLAN));
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
        return plan.run("open", path, () -> super.open(path, buffer));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return plan.run("list", path, () -> super.listStatus(path));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        // A link that is being made can be gone between two looks of the superclass.
        if (!Files.exists(pathToFile(path).toPath())) {
            throw new FileNotFoundException(path.toString());
        }
        return super.getFileStatus(path);
    }

    @Override
    public void setPermission(Path path, FsPermission mode) throws IOException {
        setMode(pathToFile(path).toPath(), mode);
    }

    /** As the name node does it: one of many succeeds, and nothing is ever replaced. The file's time is that of its new name. */
    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return plan.run("rename", to, () -> {
            try {
                Files.createLink(pathToFile(to).toPath(), pathToFile(from).toPath());
                // By itself a disk tells it only to some milliseconds.
                Files.setLastModifiedTime(pathToFile(to).toPath(), FileTime.from(Instant.now()));
                Files.delete(pathToFile(from).toPath());
                return true;
            } catch (FileAlreadyExistsException lost) {
                return false;
            } catch (NoSuchFileException gone) {
                throw new FileNotFoundException(gone.getMessage());
            }
        });
    }
}
