package io.github.appmetricaexport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import java.time.LocalDate;
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
                .containsExactly("[a,3,26,2,0,12,8,1,2,3,2,0]", "[b,1,5,0,0,4,0,0,0,0,0,1]");
    }

    @Test
    void rowsThatWereSkippedAreThoseOfTheLastRun() {
        Dataset<Row> runs = ShowResults.runs(table(
                "read, booked, gone, skipped, undecided",
                "('a-1', 'complete', 'a', 1, 9, 0, 0, 3, 1, 6, 0, 0, 0, 0, 0, 0)",
                "('a-2', 'complete', 'a', 2, 12, 6, 0, 5, 1, 1, 0, 0, 0, 0, 0, 0)"));

        assertThat(ShowResults.together(runs)
                        .select("runs", "read", "skipped", "accepted", "difference")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly("[2,12,5,7,0]");
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
    void programsGetEveryColumnOfTheRowsWithTheirTypes() throws Exception {
        Dataset<Row> runs = table(
                "read, booked, gone, date, warnings",
                "('a-2', 'complete', 'a', timestamp'2026-11-22 12:00:00.5', 9, 0, 0, date'2026-11-20', null, 8, 0, 0, 1, 0, 0, 0)",
                "('a-1', 'complete', 'a', timestamp'2026-11-22 11:00:00', 9, 0, 0, date'2026-11-20', array('b'), 9, 0, 0, 0, 0, 0, 0)");
        Dataset<Row> payloads = spark().sql(
                        "SELECT * FROM VALUES ('a-1', 'p2'), ('a-1', 'p1'), ('a-2', 'p1') AS t (run_id, payload_id)");
        Dataset<Row> reasons = spark().sql("SELECT * FROM VALUES ('late', 3L), ('bad', 2L) AS t (reason, rows)");

        DateResults results = DateResults.of(LocalDate.parse("2026-11-20"), runs, payloads, reasons, 2);

        assertThat(results.runs().get(0).toString())
                .isEqualTo(
                        "{\"run_id\":\"a-1\",\"outcome\":\"complete\",\"job\":\"a\",\"started_at\":\"2026-11-22T11:00:00.000Z\","
                                + "\"read\":9,\"booked\":0,\"gone\":0,\"date\":\"2026-11-20\",\"warnings\":[\"b\"],\"accepted\":9,"
                                + "\"assumed_accepted\":0,\"rejected\":0,\"invalid\":0,\"unknown\":0,\"not_sent\":0,\"exit_code\":0}");
        assertThat(results.runs().get(1).get("warnings").isNull()).isTrue();
        assertThat(results.totals())
                .hasSize(2)
                .allSatisfy(total -> assertThat(total.get("difference").asInt()).isZero());
        assertThat(results.payloadCount()).isEqualTo(3);
        assertThat(results.payloads())
                .extracting(payload -> payload.get("payload_id").asText())
                .containsExactly("p1", "p2");
        assertThat(results.rejectsByReason().toString())
                .isEqualTo("[{\"reason\":\"late\",\"rows\":3}, {\"reason\":\"bad\",\"rows\":2}]");
    }

    @Test
    void tablesOfAVersionWithoutFurtherRunsAreShownToo() {
        Dataset<Row> runs = ShowResults.runs(table("read", "('a-1', 'complete', 'a', 1, 4, 4, 0, 0, 0, 0, 0, 0)"));

        assertThat(runs.select("booked", "gone", "skipped", "undecided").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[0,0,0,0]");
    }
}
