package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference configuration says of every option what its declaration says. */
class ReferenceConfigTest {
    private static final Path FILE = Path.of(System.getProperty("project.root", "."), "conf", "reference.conf");
    private static final Pattern OPTION = Pattern.compile("  (# )?([a-z0-9_-]+) = (.+)");

    /** An option's place in the file: its line, and the comment above it in one line. */
    private record Entry(String key, String value, Status status, String comment) {}

    private enum Status {
        SET,
        COMMENTED_OUT
    }

    static Stream<Option<?>> options() {
        return ExportOptions.all().stream();
    }

    @Test
    void loadsWithoutProblems() {
        assertThat(ConfigLoader.load(FILE, Map.of()).value(ExportOptions.JOB_NAME))
                .isEqualTo("offline-events");
    }

    @Test
    void loadsWithEverythingThatIsCommentedOut() throws IOException {
        String everything = Files.readString(FILE).replaceAll("(?m)^  # ([a-z0-9_-]+ = .+)$", "  $1");
        // The tables have one place, as Parquet or in a catalog, and so has the source.
        ExportConfig config = ConfigLoader.parse(
                everything,
                "reference.conf",
                Map.of(
                        "api.key-source",
                        "directory",
                        "logs-api.token-source",
                        "directory",
                        "results.path",
                        "null",
                        "source.path",
                        "null",
                        "source.filter",
                        "dt = '{date}'"));
        assertThat(ExportOptions.all())
                .filteredOn(option -> !List.of(ExportOptions.RESULTS_PATH, ExportOptions.SOURCE_PATH)
                        .contains(option))
                .allSatisfy(option -> assertThat(option.canonicalText(config)).isNotEmpty());
    }

    @Test
    void holdsEveryOptionInTheOrderOfItsDeclaration() throws IOException {
        assertThat(entries())
                .extracting(Entry::key)
                .containsExactlyElementsOf(options().map(Option::key).toList());
    }

    @ParameterizedTest
    @MethodSource("options")
    void showsTheDefault(Option<?> option) throws IOException {
        Entry entry = entry(option);
        option.defaultText().ifPresent(text -> {
            assertThat(entry.status()).isEqualTo(Status.SET);
            assertThat(entry.value().replace("\"", "")).isEqualTo(text);
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void commentsSayWhatTheDeclarationSays(Option<?> option) throws IOException {
        String comment = entry(option).comment().toLowerCase(Locale.ROOT);
        assertThat(comment).contains(option.sentence().toLowerCase(Locale.ROOT));
        if (option.presence() == Option.Presence.DEFAULTED) {
            assertThat(comment).contains(option.type().expectation().toLowerCase(Locale.ROOT));
        }
        if (option.presence() == Option.Presence.REQUIRED) {
            assertThat(comment).contains("required");
        }
    }

    @Test
    void warnsOfWhatAnAbsentSessionTypeCosts() throws IOException {
        assertThat(entries())
                .filteredOn(entry -> entry.key().equals("mapping.session_type"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.comment())
                        .contains("background", "misses the Users metric and the profile card"));
    }

    private static Entry entry(Option<?> option) throws IOException {
        return entries().stream()
                .filter(entry -> entry.key().equals(option.key()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(option + " is not in " + FILE));
    }

    private static List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(FILE)) {
            Matcher option = OPTION.matcher(line);
            if (line.endsWith(" {")) {
                section = line.replace(" {", "");
                comment.setLength(0);
            } else if (option.matches()) {
                Status status = option.group(1) == null ? Status.SET : Status.COMMENTED_OUT;
                String key = section + "." + option.group(2);
                entries.add(new Entry(key, option.group(3), status, comment.toString()));
                comment.setLength(0);
            } else {
                comment.append(line.strip().replaceFirst("^# ?", "")).append(' ');
            }
        }
        return entries;
    }
}
