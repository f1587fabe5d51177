package io.github.appmetricaexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar that is shipped: whatever it brings along must not meet what a cluster has under the same name. */
class ShadedJarIT {
    private static final String OURS = "io/github/appmetricaexport/";

    @Test
    void holdsNoClassAndNoResourceOutsideOurOwnPackage() throws IOException {
        assertThat(entries())
                .as("a bundled library that is not relocated: add a relocation to the shade plugin's list in pom.xml")
                .allMatch(name -> name.startsWith(OURS) || name.startsWith("META-INF/"));
    }

    @Test
    void holdsNoClassInMetaInf() throws IOException {
        assertThat(entries())
                .as("a class for a later Java version escapes relocation")
                .noneMatch(name -> name.startsWith("META-INF/") && name.endsWith(".class"));
    }

    @Test
    void holdsNoSignatureOfALibraryThatItRepacks() throws IOException {
        assertThat(entries()).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"));
    }

    @Test
    void namesTheClassToRun() throws IOException {
        try (JarFile jar = open()) {
            String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
            assertThat(main).isEqualTo("io.github.appmetricaexport.cli.Main");
            assertThat(jar.getEntry(main.replace('.', '/') + ".class")).isNotNull();
        }
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = open()) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }

    private static JarFile open() throws IOException {
        return new JarFile(System.getProperty("project.jar"));
    }
}
