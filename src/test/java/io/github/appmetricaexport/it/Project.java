package io.github.appmetricaexport.it;

import java.nio.file.Path;

/** Where the built project lies. */
public final class Project {
    public static final Path ROOT = Path.of(System.getProperty("project.root"));
    public static final Path JAR = Path.of(System.getProperty("project.jar"));
    public static final Path SPARK = ROOT.resolve("target/spark");
    public static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    static final String MAIN = "io.github.appmetricaexport.cli.Main";

    private Project() {}
}
