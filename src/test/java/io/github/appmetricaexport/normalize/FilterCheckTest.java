package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.RowExpressions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter may be, of which a mapping's rules hold. */
class FilterCheckTest extends SparkTest {
    private static final Map<PostApiField, String> MAPPING = Map.of(
            PostApiField.APPLICATION_ID, "1111",
            PostApiField.PROFILE_ID, "user_id",
            PostApiField.EVENT_NAME, "action",
            PostApiField.EVENT_TIMESTAMP, "at");

    private static Dataset<Row> source() {
        return spark().sql(
                        "select 1L as user_id, 'x' as action, timestamp'2024-01-01 00:00:00' as at, array('a') as tags,"
                                + " true as flag, 'a' as now");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flag",
                "user_id > 0 and not flag",
                "action in ('a', 'b') or exists(tags, tag -> tag = 'a')",
                "date(at) = '2024-01-01'",
                "now = 'a'",
                "true",
            })
    void aConditionOverTheSourcesColumnsIsSound(String filter) {
        RowExpressions expressions = new RowExpressions(MAPPING, filter, "");

        assertThat(Normalization.problems(source(), expressions)).isEmpty();
        assertThat(Normalization.of(source(), expressions).rows().columns())
                .containsExactly("application_id", "profile_id", "event_name", "event_timestamp", Normalization.PICKED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "user_id > | Syntax error",
                "user = 1 | the source has no column user",
                "usr_id = 1 | the source has no column usr_id, the closest is user_id",
                "user_id | gives bigint; a condition gives true or false",
                "'true' | gives string; a condition gives true or false",
                "null | gives void; a condition gives true or false",
                "rand() < 0.1 | not deterministic",
                "at > current_timestamp() | current_timestamp() gives another value in another run",
                "date(at) = date('yesterday') | gives another value in another run",
                "user_id in (select 1) | holds a subquery; a condition comes from the source's columns alone",
                "count(*) > 1 | see more than one row; a condition comes from one row alone",
            })
    void whatIsNoConditionOfARowIsRefusedAsInAMapping(String filter, String remedy) {
        assertThat(Normalization.problems(source(), new RowExpressions(MAPPING, filter, "")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.key()).isEqualTo("source.filter");
                    assertThat(problem.value()).isEqualTo(filter);
                    assertThat(problem.remedy()).contains(remedy);
                });
    }

    @Test
    void itsProblemsAreToldTogetherWithTheMappings() {
        Map<PostApiField, String> mapping = Map.of(
                PostApiField.APPLICATION_ID, "1111",
                PostApiField.PROFILE_ID, "nobody",
                PostApiField.EVENT_NAME, "action",
                PostApiField.EVENT_TIMESTAMP, "at");

        assertThat(Normalization.problems(source(), new RowExpressions(mapping, "user_id", "")))
                .extracting(Problem::key)
                .containsExactly("mapping.profile_id", "source.filter");
    }

    @Test
    void compositeValuesOfPickedRowsBecomeJsonAllTheSame() {
        Map<PostApiField, String> mapping = new EnumMap<>(MAPPING);
        mapping.put(PostApiField.EVENT_JSON, "tags as items");
        RowExpressions expressions = new RowExpressions(mapping, "flag", "");

        Row picked = Normalization.of(source(), expressions).rows().first();
        Row skipped = Normalization.of(source().withColumn("flag", lit(false)), expressions)
                .rows()
                .first();

        assertThat(picked.<String>getAs("event_json")).isEqualTo("{\"items\":[\"a\"]}");
        assertThat(skipped.<String>getAs("event_json")).isNull();
    }

    @Test
    void aColumnThatOnlyTheFilterNamesIsReadAndNothingElse(@TempDir Path folder) {
        String lake = folder.resolve("lake").toString();
        spark().sql("select 'u' as user_id, 'x' as action, 1 as at, 'XX' as country, 'long' as unused")
                .write()
                .parquet(lake);

        Dataset<Row> rows = Normalization.of(
                        spark().read().parquet(lake), new RowExpressions(MAPPING, "country = 'XX'", ""))
                .rows();

        assertThat(rows.first().getBoolean(4)).isTrue();
        assertThat(rows.queryExecution().executedPlan().toString())
                .contains("country:string", "user_id:string")
                .doesNotContain("unused")
                .contains("PushedFilters: []");
    }
}
