package io.github.appmetricaexport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ShowResultsTest extends SparkTest {
    private Dataset<Row> table(String columns, String... rows) {
        return spark().sql("SELECT * FROM VALUES " + String.join(", ", rows)
                + " AS runs (run_id, outcome, job, started_at, " + columns
                + ", accepted, assumed_accepted, rejected, invalid, unknown, not_sent, exit_code)");
    }

    @Test
    void theDateIsTheSumOfItsRunsOfWhatTheLastOneRead() {
        Dataset<Row> runs = ShowResults.runs(table(
                "read, booked, gone",
                "('a-10', 'complete', 'a', 3, 26, 24, 2, 2, 0, 0, 0, 0, 0, 0)",
                "('a-9', 'refused', 'a', 2, 25, 22, 1, 1, 0, 1, 1, 0, 0, 5)",
                "('a-8', 'in_doubt', 'a', 1, 23, 0, 0, 9, 8, 0, 1, 3, 2, 7)",
                "('b-1', 'complete', 'b', 4, 5, 0, 0, 4, 0, 0, 0, 0, 0, 0)"));

        assertThat(runs.select("run_id", "read", "booked", "gone").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[a-8,23,0,0]", "[a-9,25,22,1]", "[a-10,26,24,2]", "[b-1,5,0,0]");
        assertThat(ShowResults.together(runs).collectAsList())
                .extracting(Row::toString)
                .containsExactly("[a,3,26,2,12,8,1,2,3,2,0]", "[b,1,5,0,4,0,0,0,0,0,1]");
    }

    @Test
    void aRunThatReliesOnNoneBeforeItIsNotAddedToThoseOfALostOutbox() {
        Dataset<Row> runs = ShowResults.runs(table(
                "read, booked, gone",
                "('a-1', 'complete', 'a', 1, 9, 0, 0, 9, 0, 0, 0, 0, 0, 0)",
                "('a-2', 'complete', 'a', 2, 8, 0, 0, 8, 0, 0, 0, 0, 0, 0)",
                "('a-3', 'complete', 'a', 3, 9, 8, 0, 1, 0, 0, 0, 0, 0, 0)"));

        assertThat(ShowResults.together(runs)
                        .select("runs", "read", "accepted", "difference")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly("[1,9,9,0]", "[2,9,9,0]");
    }

    @Test
    void tablesOfAVersionWithoutFurtherRunsAreShownToo() {
        Dataset<Row> runs = ShowResults.runs(table("read", "('a-1', 'complete', 'a', 1, 4, 4, 0, 0, 0, 0, 0, 0)"));

        assertThat(runs.select("booked", "gone").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[0,0]");
    }
}
