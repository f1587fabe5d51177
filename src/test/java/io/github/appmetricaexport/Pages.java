package io.github.appmetricaexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Markdown pages of the repository, for tests that hold them against the code. */
public final class Pages {
    public static final Path ROOT = Path.of(System.getProperty("project.root", "."));

    private static final List<String> PLACES =
            List.of("README.md", ".github", "src/site/markdown", "jobs", "notebooks", "src/bench");

    private Pages() {}

    /** Every page, by its path below {@link #ROOT}; the DAG's own documentation is a template, and Airflow's. */
    public static List<Path> all() {
        return PLACES.stream()
                .flatMap(place -> below(ROOT.resolve(place)))
                .map(ROOT::relativize)
                .filter(Pages::isOurs)
                .sorted()
                .toList();
    }

    /** The text of a page, such as {@code README.md}. */
    public static String text(String page) {
        try {
            return Files.readString(ROOT.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between a page's lines {@code <!-- name -->} and {@code <!-- /name -->}. */
    public static String between(String page, String name) {
        String text = text(page);
        int from = text.indexOf(begin(name));
        int to = text.indexOf("<!-- /" + name + " -->");
        if (from < 0 || to < from) {
            throw new AssertionError(page + " has no lines <!-- " + name + " --> and <!-- /" + name + " -->");
        }
        return text.substring(from + begin(name).length(), to);
    }

    /**
     * Asserts that the generated parts of a page are up to date; where one is not, leaves the page as it should be in the folder
     * of the tests' files.
     *
     * @param parts by name, as of {@link #between}
     */
    public static void assertGenerated(String page, Map<String, String> parts) {
        String expected = text(page);
        for (Map.Entry<String, String> part : parts.entrySet()) {
            String name = part.getKey();
            int from = expected.indexOf(begin(name)) + begin(name).length();
            int to = from + between(page, name).length();
            expected = expected.substring(0, from) + part.getValue() + expected.substring(to);
        }
        if (!expected.equals(text(page))) {
            Path fresh = Path.of(
                    System.getProperty("java.io.tmpdir"),
                    Path.of(page).getFileName().toString());
            try {
                Files.writeString(fresh, expected);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(text(page)).as("%s, which should be as %s", page, fresh).isEqualTo(expected);
        }
    }

    private static String begin(String name) {
        return "<!-- " + name + " -->\n";
    }

    private static Stream<Path> below(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves out what tools put beside our own, such as pytest's cache. */
    private static boolean isOurs(Path page) {
        return Stream.iterate(page.getParent(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.getFileName().toString())
                .noneMatch(name -> name.startsWith(".") && !name.equals(".github")
                        || name.equals("dags")
                        || name.equals("target"));
    }
}
