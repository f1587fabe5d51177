package io.github.appmetricaexport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar that is shipped: whatever it brings along must not meet what a cluster has under the same name. */
class ShadedJarIT {
    private static final String OURS = "io/github/appmetricaexport/";
    private static final Path PROJECT = Path.of(System.getProperty("project.root"));

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

    @Test
    void carriesItsLicence() throws IOException {
        assertThat(text("META-INF/LICENSE")).isEqualTo(Files.readString(PROJECT.resolve("LICENSE")));
    }

    @Test
    void namesInItsNoticeAllThatItBringsAlong() throws IOException {
        List<String> parts = new ArrayList<>();
        new ObjectMapper()
                .readTree(billOfMaterials().toFile())
                .get("components")
                .forEach(part -> parts.add(part.get("name").asText()));

        assertThat(parts).as("the bill of materials").contains("okhttp-jvm", "kotlin-stdlib", "commons-csv");
        assertThat(text("META-INF/NOTICE").lines().map(line -> line.replaceFirst(" \\(.*", "")))
                .as("src/main/resources/META-INF/NOTICE lacks a library, by the name of its artifact")
                .containsAll(parts);
    }

    /** A new folder below shaded/ is a library that needs its place in NOTICE, whoever brought it. */
    @Test
    void holdsNoLibraryThatTheNoticeDoesNotKnow() throws IOException {
        assertThat(entries().stream()
                        .filter(name -> name.startsWith(OURS + "shaded/"))
                        .map(name -> name.split("/")[4]))
                .isSubsetOf(
                        "codec",
                        "config",
                        "csv",
                        "intellij",
                        "io",
                        "jetbrains",
                        "kotlin",
                        "mustache",
                        "okhttp3",
                        "okio",
                        "picocli");
    }

    private static Path billOfMaterials() {
        return Path.of(System.getProperty("project.jar").replaceFirst("\\.jar$", ".cdx.json"));
    }

    private static String text(String entry) throws IOException {
        try (JarFile jar = open();
                InputStream content = jar.getInputStream(jar.getEntry(entry))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
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
