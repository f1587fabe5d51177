package io.github.appmetricaexport.outbox;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.function.FailableFunction;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.functional.RemoteIterators;

/**
 * Small files on any Hadoop file system: written whole or not at all, created by exactly one of many.
 *
 * <p>Owns a file system of its own, so that switching the local checksum files off disturbs nobody.
 */
public final class Store implements AutoCloseable {
    private static final FsPermission OWNER_ONLY = new FsPermission((short) 0700);

    private final FileSystem files;
    private final CreateIfAbsent createIfAbsent;

    /** @throws OutboxException when nothing answers at that path's file system */
    public Store(Configuration configuration, Path path) {
        try {
            files = FileSystem.newInstance(path.toUri(), configuration);
            files.setWriteChecksum(false);
            createIfAbsent = CreateIfAbsent.on(files, files.makeQualified(path));
        } catch (IOException | RuntimeException e) {
            // Hadoop tells an unknown host or a missing class without an IOException.
            throw new OutboxException("cannot reach the file system of " + path, e);
        }
    }

    /**
     * Creates a file with these bytes; false when it is already there, whoever made it. Its folder is made where that is
     * not there, the folders above it never.
     */
    public boolean createIfAbsent(Path path, byte[] bytes) {
        return orSay("write", path, () -> createIfAbsent.create(path, bytes));
    }

    /** As {@link #createIfAbsent}, for a file that its owner alone may read, where files have modes. */
    public boolean createIfAbsentForOwner(Path path, byte[] bytes) {
        return orSay("write", path, () -> createIfAbsent.createForOwner(path, bytes));
    }

    /**
     * Creates a folder that its owner alone may enter, unless it is there. Does nothing where files have no modes, as on S3.
     */
    public void createForOwner(Path folder) {
        orSay("write", folder, () -> {
            if (files.hasPathCapability(folder, CommonPathCapabilities.FS_PERMISSIONS)) {
                // By itself: a name node would give the mode to all that it creates on the way.
                files.mkdirs(folder.getParent());
                files.mkdirs(folder, OWNER_ONLY);
            }
            return null;
        });
    }

    /**
     * Puts these bytes in the place of whatever was there; a reader sees the old bytes or the new ones. Makes no folder,
     * where there are any.
     */
    public void publish(Path path, byte[] bytes) {
        orSay("write", path, () -> {
            createIfAbsent.publish(path, bytes);
            return null;
        });
    }

    /** A stream to a new file; the file may be partial until the stream is closed. */
    public OutputStream create(Path path) throws IOException {
        return files.create(path, false, 1 << 16);
    }

    public InputStream open(Path path) throws IOException {
        return files.open(path, 1 << 16);
    }

    /** The whole of a small file. */
    public byte[] read(Path path) {
        return orSay("read", path, () -> {
            try (InputStream source = files.open(path)) {
                return source.readAllBytes();
            }
        });
    }

    /**
     * What a small file of JSON says.
     *
     * @throws SpoiltFileException when it is no such value
     */
    public <T> T read(Path path, Class<T> type) {
        byte[] json = read(path);
        try {
            return Json.read(json, type);
        } catch (IOException | IllegalArgumentException e) {
            throw new SpoiltFileException(path, json, e);
        }
    }

    public boolean exists(Path path) {
        return orSay("read", path, () -> files.exists(path));
    }

    /** Whether a file or folder is but a link to another; false also when it is not there. */
    public boolean isLink(Path path) {
        return orSay("read", path, () -> {
            if ("file".equals(files.getUri().getScheme())) {
                // Hadoop's own look at the local disk goes by the path's text, scheme and all.
                return Files.isSymbolicLink(java.nio.file.Path.of(path.toUri().getPath()));
            }
            try {
                return files.getFileLinkStatus(path).isSymlink();
            } catch (FileNotFoundException absent) {
                return false;
            }
        });
    }

    /** The files and folders directly below a folder; none when it is not there. */
    public List<FileStatus> list(Path folder) {
        return look(folder, List.of(), RemoteIterators::toList);
    }

    /** What lies directly below a folder under a name of this pattern, by the number that is the pattern's group. */
    NavigableMap<Long, Path> numbered(Path folder, Pattern name) {
        NavigableMap<Long, Path> found = new TreeMap<>();
        for (FileStatus entry : list(folder)) {
            Matcher number = name.matcher(entry.getPath().getName());
            if (number.matches()) {
                found.put(Long.valueOf(number.group(1)), entry.getPath());
            }
        }
        return found;
    }

    /** Whether a file or folder directly below a folder has such a name; looks no further than the first. */
    public boolean anyIn(Path folder, Predicate<String> name) {
        return look(
                folder,
                false,
                entries -> RemoteIterators.filteringRemoteIterator(
                                entries, entry -> name.test(entry.getPath().getName()))
                        .hasNext());
    }

    /** The iterator pages through a large folder. */
    private <T> T look(Path folder, T whenAbsent, FailableFunction<RemoteIterator<FileStatus>, T, IOException> look) {
        return orSay("list", folder, () -> {
            try {
                return look.apply(files.listStatusIterator(folder));
            } catch (FileNotFoundException absent) {
                return whenAbsent;
            }
        });
    }

    /** Makes a folder with those above it, writes a file there and deletes it again. */
    public void probe(Path folder) {
        Path probe = new Path(folder, "_probe-" + UUID.randomUUID());
        orSay("write", folder, () -> files.mkdirs(folder));
        createIfAbsent(probe, new byte[] {1});
        delete(probe);
    }

    /** What would keep somebody from writing at a path, as far as can be told without writing; empty when nothing is known to. */
    public Optional<String> obstacleAt(Path path) {
        return orSay("read", path, () -> {
            Path at = files.makeQualified(path);
            while (!files.exists(at) && at.getParent() != null) {
                at = at.getParent();
            }
            if (!files.getFileStatus(at).isDirectory()) {
                return Optional.of(at + " is a file, not a folder");
            }
            try {
                if ("file".equals(files.getUri().getScheme())) {
                    // Hadoop goes by the mode alone, and does not know who may write all the same.
                    return Files.isWritable(java.nio.file.Path.of(at.toUri().getPath()))
                            ? Optional.empty()
                            : Optional.of("this user may not write to " + at);
                }
                files.access(at, FsAction.WRITE_EXECUTE);
                return Optional.empty();
            } catch (AccessControlException refused) {
                return Optional.of("this user may not write to " + at + " (" + refused.getMessage() + ")");
            }
        });
    }

    /** Deletes a file or a whole folder; nothing happens when it is not there. */
    public void delete(Path path) {
        orSay("delete", path, () -> files.delete(path, true));
    }

    /** The same path with scheme and authority, as people and other programs need it. */
    public Path qualified(Path path) {
        return files.makeQualified(path);
    }

    @Override
    public void close() {
        try {
            files.close();
        } catch (IOException e) {
            throw new OutboxException("cannot close " + files.getUri(), e);
        }
    }

    private static <T> T orSay(String verb, Path path, FailableSupplier<T, IOException> work) {
        try {
            return work.get();
        } catch (IOException e) {
            throw new OutboxException("cannot " + verb + " " + path, e);
        }
    }
}
