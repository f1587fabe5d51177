package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.Pages;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTableTest {
    @Test
    void thePageHoldsTheTableAsItIsRendered() {
        Pages.assertGenerated("src/site/markdown/options.md", Map.of("options", OptionsTable.markdown()));
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
