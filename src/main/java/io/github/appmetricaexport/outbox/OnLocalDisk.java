package io.github.appmetricaexport.outbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/** A hard link to a complete file: the kernel refuses the second one. */
final class OnLocalDisk implements CreateIfAbsent {
    private static final FileAttribute<?>[] AS_THE_UMASK_SAYS = {};
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : AS_THE_UMASK_SAYS;

    @Override
    public boolean create(Path path, byte[] bytes) throws IOException {
        return link(path, bytes, AS_THE_UMASK_SAYS);
    }

    @Override
    public boolean createForOwner(Path path, byte[] bytes) throws IOException {
        return link(path, bytes, OWNER_ONLY);
    }

    private static boolean link(Path path, byte[] bytes, FileAttribute<?>... mode) throws IOException {
        java.nio.file.Path target = java.nio.file.Path.of(path.toUri().getPath());
        createFolder(target.getParent());
        java.nio.file.Path complete = write(target, bytes, mode);
        try {
            Files.createLink(target, complete);
            return true;
        } catch (FileAlreadyExistsException lost) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
            return createExclusively(target, bytes, mode);
        } finally {
            Files.deleteIfExists(complete);
        }
    }

    @Override
    public void publish(Path path, byte[] bytes) throws IOException {
        java.nio.file.Path target = java.nio.file.Path.of(path.toUri().getPath());
        java.nio.file.Path complete = write(target, bytes);
        try {
            Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(complete);
        }
    }

    private static java.nio.file.Path write(java.nio.file.Path target, byte[] bytes, FileAttribute<?>... mode)
            throws IOException {
        java.nio.file.Path complete =
                target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            forceToDisk(complete, bytes, mode);
        } catch (IOException e) {
            // A full disk leaves the beginning of a file behind.
            Files.deleteIfExists(complete);
            throw e;
        }
        return complete;
    }

    /** Not what is above it: where a mount was lost, the outbox must not begin anew on the disk below. */
    private static void createFolder(java.nio.file.Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException madeMeanwhile) {
                // Or it is a file: then the next step says so.
                return;
            }
        }
    }

    private static boolean createExclusively(java.nio.file.Path target, byte[] bytes, FileAttribute<?>... mode)
            throws IOException {
        try {
            forceToDisk(target, bytes, mode);
            return true;
        } catch (FileAlreadyExistsException lost) {
            return false;
        }
    }

    private static void forceToDisk(java.nio.file.Path file, byte[] bytes, FileAttribute<?>... mode)
            throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }
}
