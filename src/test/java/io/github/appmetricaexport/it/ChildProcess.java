package io.github.appmetricaexport.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program under test that ends with its test, together with every process it ever started.
 *
 * <p>A watcher looks at its descendants all the time: those whose parent was killed are no longer found below it.
 */
public class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** A look reads all of /proc: more often, and the watchers would be the busiest part of a test. */
    private static final Duration GLANCE = Duration.ofMillis(250);
    /** Most of these processes live for seconds: thorough compilation would cost twice what they do. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private final Process process;
    private final Path log;
    private final Set<ProcessHandle> family = ConcurrentHashMap.newKeySet();
    private final Set<String> commandLines = ConcurrentHashMap.newKeySet();

    /** @param log takes standard output and error */
    public ChildProcess(List<String> command, Path folder, Map<String, String> environment, Path log) {
        this.log = log;
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // What the developer or the CI has set must not decide what is tested.
        Stream.of("SPARK_HOME", "SPARK_CONF_DIR", "HADOOP_CONF_DIR", "APPMETRICA_EXPORT_JAR", "JAVA_TOOL_OPTIONS")
                .forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JDK_JAVA_OPTIONS", SHORT_LIVED);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        family.add(process.toHandle());
        Thread watcher = new Thread(this::watch, "watcher-of-" + process.pid());
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        try {
            do {
                look();
            } while (!process.waitFor(GLANCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        process.descendants().forEach(family::add);
        family.forEach(member -> commandLine(member).ifPresent(commandLines::add));
    }

    /** As {@code ps} would show it; empty for a process that is gone. */
    private static java.util.Optional<String> commandLine(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return line.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(line.replace('\0', ' '));
        } catch (IOException gone) {
            return java.util.Optional.empty();
        }
    }

    /** Every command line that it or a descendant ever had. */
    public Collection<String> commandLines() {
        return Set.copyOf(commandLines);
    }

    /** The descendants alive whose command line holds a text. */
    public List<ProcessHandle> descendants(String text) {
        return process.descendants()
                .filter(child ->
                        commandLine(child).filter(line -> line.contains(text)).isPresent())
                .toList();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The members of its family that still run. */
    public List<ProcessHandle> survivors() {
        // One that has ended is listed until its parent has looked, and has no command line any more.
        return family.stream()
                .filter(ProcessHandle::isAlive)
                .filter(member -> commandLine(member).isPresent())
                .toList();
    }

    /** Waits for its end. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + PATIENCE + ":\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What it printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path log() {
        return log;
    }

    /** SIGKILL, to this process alone. */
    public void kill() {
        look();
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM, and its end awaited. */
    int terminate() {
        process.destroy();
        return exitCode();
    }

    @Override
    public void close() {
        look();
        family.forEach(ProcessHandle::destroyForcibly);
        try {
            Await.until(
                    "the family of " + process.pid() + " has ended",
                    () -> survivors().isEmpty());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
