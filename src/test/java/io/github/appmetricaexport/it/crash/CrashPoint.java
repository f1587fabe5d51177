package io.github.appmetricaexport.it.crash;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A step of the protocol at which a process is to die: before or after an operation on a file.
 *
 * <p>Armed points stand in a file of a folder that all processes of a test share. Whoever reaches one first leaves its
 * process number there and goes no step further unless it is released; nobody stops at it again.
 *
 * @param when {@code before} or {@code after}
 * @param operation {@code create}, {@code rename} and {@code replace} by their target, or {@code read-on} of a file of which
 *     {@link #WELL_WITHIN} bytes have been read
 * @param path a regular expression that the whole path matches
 */
record CrashPoint(String name, String when, String operation, String path) {
    /** More than one buffer of a request's body: some of it is in the socket. */
    static final long WELL_WITHIN = 64 * 1_024;

    private static final String ARMED = "armed";

    boolean isAt(String time, String doing, String target) {
        return time.equals(when) && doing.equals(operation) && target.matches(path);
    }

    /** Puts these points in the place of those before. */
    static void arm(Path folder, List<CrashPoint> points) throws IOException {
        Path whole = folder.resolve(ARMED + ".tmp");
        Files.write(whole, points.stream().map(CrashPoint::line).toList());
        Files.move(
                whole,
                folder.resolve(ARMED),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    static List<CrashPoint> armed(Path folder) throws IOException {
        try {
            return Files.readAllLines(folder.resolve(ARMED)).stream()
                    .map(line -> line.split("\t"))
                    .map(part -> new CrashPoint(part[0], part[1], part[2], part[3]))
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private String line() {
        return String.join("\t", name, when, operation, path);
    }

    /** True when this process is the one to stop here. */
    boolean reach(Path folder) throws IOException {
        Path whole = Files.createTempFile(folder, name, ".tmp");
        Files.writeString(whole, Long.toString(ProcessHandle.current().pid()));
        try {
            Files.createLink(folder.resolve(name), whole);
            return true;
        } catch (FileAlreadyExistsException somebodyDied) {
            return false;
        } finally {
            Files.delete(whole);
        }
    }

    /** Lets whoever stands there go on. */
    void release(Path folder) throws IOException {
        Files.createFile(released(folder));
    }

    boolean isReleased(Path folder) {
        return Files.exists(released(folder));
    }

    private Path released(Path folder) {
        return folder.resolve(name + ".released");
    }

    /** The number of the process that stands at the point. */
    Optional<Long> reachedBy(Path folder) throws IOException {
        Path mark = folder.resolve(name);
        return Files.exists(mark) ? Optional.of(Long.valueOf(Files.readString(mark))) : Optional.empty();
    }
}
