package io.github.appmetricaexport.it;

import java.nio.file.Path;

/** Where the built project lies. */
final class Project {
    static final Path ROOT = Path.of(System.getProperty("project.root"));
    static final Path JAR = Path.of(System.getProperty("project.jar"));
    static final Path SPARK = ROOT.resolve("target/spark");
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    static final String MAIN = "io.github.appmetricaexport.cli.Main";

    private Project() {}
}
