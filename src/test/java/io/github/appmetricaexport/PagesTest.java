package io.github.appmetricaexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page points at is there: pages and their headings, scripts, tests. */
class PagesTest {
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+?) *#*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    /** A path below the root that is written out: what goes on with a placeholder or a pattern is not one. */
    private static final Pattern FILE =
            Pattern.compile("(?<![\\w./-])((?:src|jobs|conf|notebooks|\\.ci|\\.github)/[\\w./-]*+)(?![<*{$…])");

    private static final Pattern TEST = Pattern.compile("[A-Z]\\w*(?:Test|IT)");

    private static final Pattern CLASS = Pattern.compile("([a-z]+)/([A-Z]\\w+)");
    private static final Pattern PACKAGE_ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\|");
    private static final Path SOURCES = Pages.ROOT.resolve("src/main/java/io/github/appmetricaexport");

    /** A link of a page: to a file below the root, and to one of its headings where that is not empty. */
    private record Link(String target, Path file, String anchor) {}

    static Stream<Path> pages() {
        return Pages.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsToAFileAndAHeading(Path page) {
        List<String> broken = new ArrayList<>();
        for (Link link : links(page)) {
            if (!link.file()
                            .toAbsolutePath()
                            .startsWith(Pages.ROOT.toAbsolutePath().normalize())
                    || !Files.exists(link.file())) {
                broken.add(link.target() + ": no such file");
            } else if (!link.anchor().isEmpty() && !slugs(link.file()).contains(link.anchor())) {
                broken.add(link.target() + ": no such heading, there are " + slugs(link.file()));
            }
        }
        assertThat(broken).as("broken links of " + page).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyFileThatIsNamedInCodeIsThere(Path page) {
        assertThat(code(page).flatMap(code -> found(FILE, code, 1)))
                .as("files that " + page + " names")
                .allSatisfy(file -> assertThat(Pages.ROOT.resolve(file)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTestThatIsNamedIsThere(Path page) throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Pages.ROOT.resolve("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(code(page).filter(code -> TEST.matcher(code).matches()))
                .as("tests that " + page + " names")
                .isSubsetOf(tests);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyClassThatIsNamedWithItsPackageIsThere(Path page) {
        assertThat(found(CODE, prose(page), 1)
                        .filter(code -> CLASS.matcher(code).matches())
                        .filter(code -> Files.isDirectory(SOURCES.resolve(code).getParent())))
                .as("classes that " + page + " names")
                .allSatisfy(code -> assertThat(SOURCES.resolve(code + ".java")).exists());
    }

    @Test
    void everyPackageIsOnTheMap() throws IOException {
        String page = Pages.text(".github/CONTRIBUTING.md");
        String map = page.substring(page.indexOf("## The map of packages"), page.indexOf("## Dangerous to touch"));
        try (Stream<Path> packages = Files.list(SOURCES)) {
            assertThat(found(PACKAGE_ROW, map, 1))
                    .containsAll(packages.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .toList());
        }
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Set<Path> reached = new TreeSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(Path.of("README.md")));
        while (!next.isEmpty()) {
            Path page = next.pop();
            if (page.toString().endsWith(".md") && Files.exists(Pages.ROOT.resolve(page)) && reached.add(page)) {
                links(page)
                        .forEach(link -> next.push(root().relativize(link.file().toAbsolutePath())));
            }
        }
        assertThat(reached).containsAll(Pages.all());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Unknown: when an answer is lost  | unknown-when-an-answer-is-lost
                    `jobs/submit.sh`                 | jobssubmitsh
                    Freeze, then send                | freeze-then-send
                    A [link](page.md#x) & *emphasis* | a-link--emphasis
                    snake_case and dash-case         | snake_case-and-dash-case
                    """)
    void aHeadingsSlugIsGitHubs(String heading, String slug) {
        assertThat(slug(heading)).isEqualTo(slug);
    }

    private static Path root() {
        return Pages.ROOT.toAbsolutePath().normalize();
    }

    private static List<Link> links(Path page) {
        Path folder = root().resolve(page).getParent();
        return found(LINK, CODE.matcher(prose(page)).replaceAll("``"), 1)
                .filter(target -> !target.matches("[a-z][a-z0-9+.-]*:.*|//.*"))
                .map(target -> {
                    String[] parts = target.split("#", 2);
                    Path file = parts[0].isEmpty() ? root().resolve(page) : folder.resolve(parts[0]);
                    return new Link(target, file.normalize(), parts.length == 2 ? parts[1] : "");
                })
                .toList();
    }

    private static Set<String> slugs(Path file) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> slugs = new HashSet<>();
        prose(root().relativize(file))
                .lines()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .forEach(heading -> {
                    String slug = slug(heading.group(1));
                    int before = seen.merge(slug, 1, Integer::sum) - 1;
                    slugs.add(before == 0 ? slug : slug + "-" + before);
                });
        return slugs;
    }

    /** Lower case; letters, digits, hyphens, underscores and spaces stay; spaces become hyphens. */
    private static String slug(String heading) {
        return heading.replaceAll("!?\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    /** What is written in code of a page: within backticks, and each line of a block. */
    private static Stream<String> code(Path page) {
        Stream<String> inline = found(CODE, prose(page), 1);
        return Stream.concat(
                inline,
                Pages.text(page.toString())
                        .lines()
                        .filter(line -> line.startsWith("    "))
                        .map(String::strip));
    }

    /** A page without its blocks of code. */
    private static String prose(Path page) {
        StringBuilder prose = new StringBuilder();
        boolean fenced = false;
        for (String line : Pages.text(page.toString()).split("\n")) {
            boolean fence = line.startsWith("```");
            fenced ^= fence;
            if (!fenced && !fence && !line.startsWith("    ")) {
                prose.append(line).append('\n');
            }
        }
        return prose.toString();
    }

    private static Stream<String> found(Pattern pattern, String text, int group) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(group));
    }
}
