package io.github.appmetricaexport.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What a cluster brings and the project does not, resolved by Maven when a test first asks for it.
 *
 * <p>A pom below {@code src/test/clusters} says what; the jars lie in {@code target/clusters} until the next clean.
 */
public final class ClusterJars {
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies";
    private static final Path CLUSTERS = Project.ROOT.resolve("target/clusters");
    private static final Map<String, Path> DISTRIBUTIONS = new ConcurrentHashMap<>();

    private ClusterJars() {}

    /**
     * The folder with the jars of a pom.
     *
     * @param pom its folder below {@code src/test/clusters}
     * @param name of the folder in {@code target/clusters}, one for each choice of properties
     * @param properties for Maven, such as {@code spark.version=4.1.3}
     */
    public static Path resolve(String pom, String name, String... properties) throws IOException {
        Path folder = Files.createDirectories(CLUSTERS.resolve(name));
        Path jars = folder.resolve("jars");
        Path complete = folder.resolve("resolved");
        Path definition = Project.ROOT.resolve("src/test/clusters").resolve(pom).resolve("pom.xml");
        String wanted = Arrays.toString(properties) + "\n" + Files.readString(definition);
        // Test classes run side by side, in processes of their own.
        try (FileChannel guard = FileChannel.open(
                        CLUSTERS.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = guard.lock()) {
            if (lock.isValid()
                    && (!Files.exists(complete) || !Files.readString(complete).equals(wanted))) {
                copy(definition, jars, folder.resolve("maven.log"), properties);
                Files.writeString(complete, wanted);
            }
        }
        return jars;
    }

    /** The jars of a folder whose names begin with a text. */
    public static List<Path> in(Path folder, String prefix) throws IOException {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /**
     * A Spark distribution of these jars, as links; of two with one name, the first. Made once by each process of tests.
     *
     * @param name of its folder in {@code target/clusters}, with the process behind it, since test classes run side by side: in
     *     a temporary folder JUnit would warn of every link
     */
    public static Path distribution(String name, List<Path> jars) {
        return DISTRIBUTIONS.computeIfAbsent(name, made -> {
            try {
                return link(
                        CLUSTERS.resolve(made + "-" + ProcessHandle.current().pid()), jars);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Path link(Path home, List<Path> jars) throws IOException {
        Path folder = Files.createDirectories(home.resolve("jars"));
        for (Path outdated : in(folder, "")) {
            Files.delete(outdated);
        }
        for (Path jar : jars) {
            Path link = folder.resolve(jar.getFileName());
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, jar.toRealPath());
            }
        }
        Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
        if (!Files.exists(submit)) {
            Files.createSymbolicLink(submit, Project.SPARK.resolve("bin/spark-submit"));
        }
        return home;
    }

    private static void copy(Path definition, Path jars, Path log, String... properties) {
        List<String> command = new ArrayList<>(
                List.of(Project.ROOT.resolve("mvnw").toString(), "-B", "-q", "-f", definition.toString(), COPY));
        // The repository that the build itself uses.
        command.add("-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
        command.add("-DincludeScope=runtime");
        command.add("-DoutputDirectory=" + jars);
        Arrays.stream(properties).map(property -> "-D" + property).forEach(command::add);
        try (ChildProcess maven = new ChildProcess(command, Project.ROOT, Map.of(), log)) {
            if (maven.exitCode() != 0) {
                throw new AssertionError("Maven found no " + definition + ":\n" + maven.output());
            }
        }
    }
}
