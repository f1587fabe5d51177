package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTableTest {
    private static final Path README = Path.of(System.getProperty("project.root", "."), "README.md");
    private static final String BEGIN = "<!-- options -->\n";
    private static final String END = "<!-- /options -->";

    @Test
    void theReadmeHoldsTheTableAsItIsRendered() throws IOException {
        String readme = Files.readString(README);
        assertThat(readme).contains(BEGIN, END);
        String table = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        assertThat(table).isEqualTo(OptionsTable.markdown());
    }

    @Test
    void aRowHasThreeCells() {
        assertThat(OptionsTable.markdown().lines())
                .hasSize(ExportOptions.all().size() + 2)
                .allSatisfy(row -> assertThat(row.replace("\\|", "")
                                .chars()
                                .filter(c -> c == '|')
                                .count())
                        .isEqualTo(4));
    }

    @Test
    void saysWhatAnOptionDefaultsToAndWhatItMayBe() {
        assertThat(OptionsTable.markdown())
                .contains(
                        "\n| `payload.max-rows` | `25000` | Events in one payload; one lost answer puts a whole payload"
                                + " in doubt. Must be a whole number from 1 to 100000. |\n")
                .contains("\n| `work.path` | required | ")
                .contains("\n| `api.key-directory` | none | ");
    }

    @Test
    void thePlainTextFitsATerminal() {
        assertThat(OptionsTable.plainText().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(OptionsTable.plainText()).startsWith("""
                          job.name (offline-events)
                              Names the job: a folder under work.path, so that jobs can share it. Must
                              be 1 to 63 letters, digits, '-' and '_', beginning with a letter or a
                              digit.
                        """);
    }
}
