package io.github.appmetricaexport.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.Pages;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

/** The page on the results tables has every column, with its type and its sentence. */
class ResultsTablesPageTest {
    @Test
    void thePageHoldsTheColumns() {
        Pages.assertGenerated(
                "src/site/markdown/results-tables.md",
                Arrays.stream(ResultsTable.values())
                        .collect(Collectors.toMap(ResultsTable::label, ResultsTablesPageTest::markdown)));
    }

    private static String markdown(ResultsTable table) {
        return Arrays.stream(table.schema().fields())
                .map(ResultsTablesPageTest::row)
                .collect(Collectors.joining("", "| column | type | what it is |\n|---|---|---|\n", ""));
    }

    private static String row(StructField column) {
        String sentence = column.getComment().get();
        assertThat(sentence).doesNotContain("|", "\n");
        return "| `" + column.name() + "` | `" + column.dataType().simpleString() + "` | "
                + sentence.replace("<", "&lt;") + " |\n";
    }
}
