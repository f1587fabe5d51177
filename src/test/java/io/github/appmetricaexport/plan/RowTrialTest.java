package io.github.appmetricaexport.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.RowsWhere;
import io.github.appmetricaexport.runtime.Console;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTrialTest extends SparkTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final TaskRules RULES = TaskRules.of(TestConfig.smallest(), NOW);
    private static final Console CONSOLE = new Console(System.err, Clock.systemUTC());

    private static RowTrial trial(Dataset<Row> source, String name) {
        return trial(source, name, RULES);
    }

    private static RowTrial trial(Dataset<Row> source, String name, TaskRules rules) {
        return new RowTrial(Normalization.of(source, mapping(name)), rules);
    }

    private static Map<PostApiField, String> mapping(String name) {
        return Map.of(
                PostApiField.APPLICATION_ID, "1111",
                PostApiField.PROFILE_ID, "cast(id as string)",
                PostApiField.EVENT_NAME, name,
                PostApiField.EVENT_TIMESTAMP, "timestamp'2026-11-24 10:00:00'");
    }

    /** Nine in ten of them are fine, in eight partitions of a thousand. */
    private static Dataset<Row> rows() {
        return spark().range(0, 8_000, 1, 8).selectExpr("id", "if(id % 10 = 9, '', 'n') as name");
    }

    @Test
    void showsTheFirstRowsWithTheirSourceTheirFieldsAndTheirPayload() {
        Preview preview = trial(rows(), "name").first(2);

        assertThat(preview.fields())
                .containsExactly(
                        PostApiField.APPLICATION_ID,
                        PostApiField.PROFILE_ID,
                        PostApiField.EVENT_NAME,
                        PostApiField.EVENT_TIMESTAMP);
        assertThat(preview.rows())
                .containsExactly(
                        new PreviewedRow(
                                "{\"id\":0,\"name\":\"n\"}", List.of("1111", "0", "n", "1795514400"), List.of()),
                        new PreviewedRow(
                                "{\"id\":1,\"name\":\"n\"}", List.of("1111", "1", "n", "1795514400"), List.of()));
        assertThat(preview.payloads())
                .extracting(PreviewedPayload::csv)
                .containsExactly("application_id,profile_id,event_name,event_timestamp\r\n"
                        + "1111,0,n,1795514400\r\n1111,1,n,1795514400\r\n");
    }

    @Test
    void showsTheFirstRefusedRowsInTheOrderOfTheSourceWhicheverTaskIsFirst() {
        Preview preview = trial(rows(), "name").refused(102, CONSOLE);

        assertThat(preview.rows())
                .hasSize(102)
                .allSatisfy(row -> assertThat(row.reasons()).containsExactly("event_name: missing"));
        assertThat(preview.rows().get(0).source()).isEqualTo("{\"id\":9,\"name\":\"\"}");
        assertThat(preview.rows().get(101).source()).isEqualTo("{\"id\":1019,\"name\":\"\"}");
        assertThat(preview.payloads()).isEmpty();
    }

    @Test
    void readsAllWhereTooFewAreRefused() {
        Preview preview = trial(rows(), "if(id = 7777, '', 'n')").refused(10, CONSOLE);

        assertThat(preview.rows()).extracting(PreviewedRow::source).containsExactly("{\"id\":7777}");
        assertThat(preview.lookedAt()).isEqualTo(8_000);
    }

    @Test
    void looksForTheFirstRowsInOnePartition(@TempDir Path folder) throws Exception {
        rows().write().parquet(folder + "/day");
        AtomicInteger tasks = new AtomicInteger();
        SparkListener counting = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                tasks.incrementAndGet();
            }
        };
        Dataset<Row> day = spark().read().parquet(folder + "/day");
        spark().sparkContext().addSparkListener(counting);
        try {
            assertThat(trial(day, "name").first(5).rows()).hasSize(5);
            spark().sparkContext().listenerBus().waitUntilEmpty();
        } finally {
            spark().sparkContext().removeSparkListener(counting);
        }

        // One that reads, and one that takes what it has read the way of a planning.
        assertThat(tasks).hasValue(2);
    }

    @Test
    void ofTheSourceItShowsTheColumnsThatAreTakenAndNoneThatIsCalledLikeThem() {
        Dataset<Row> source = spark().sql(
                        "select 1 as id, named_struct('x', 'n') as name, 'no' as x, 'me' as user, array('a') as tags");
        RowTrial trial = trial(source, "concat(name.x, upper(user), 'x', element_at(transform(tags, x -> x), 1))");

        assertThat(trial.mapped().columnsOfFields())
                .containsEntry(PostApiField.EVENT_NAME, List.of("name", "user", "tags"))
                .containsEntry(PostApiField.PROFILE_ID, List.of("id"));
        assertThat(trial.first(1).rows().get(0).source())
                .isEqualTo("{\"id\":1,\"name\":{\"x\":\"n\"},\"user\":\"me\",\"tags\":[\"a\"]}");
    }

    @Test
    void textThatIsNoUtf8IsRefusedAsInAPlanning() {
        Dataset<Row> source = spark().sql("select 1 as id, cast(unhex('61FF') as string) as name");

        assertThat(trial(source, "name").first(1).rows().get(0).reasons())
                .containsExactly("event_name: not valid UTF-8");
    }

    @Test
    void timesBytesAndDecimalsComeAsTheyAre() {
        Dataset<Row> source = spark().sql(
                        "select 1 as id, timestamp'1969-12-31 23:59:59.123456' as at, unhex('6E') as name,"
                                + " cast(1.50 as decimal(10,2)) as price");

        PreviewedRow row = trial(source, "concat(name, '/', price, '/', at)")
                .first(1)
                .rows()
                .get(0);

        assertThat(row.values()).contains("n/1.50/1969-12-31 23:59:59.123456");
        assertThat(row.source())
                .isEqualTo("{\"id\":1,\"at\":\"1969-12-31 23:59:59.123456Z\",\"name\":\"n\",\"price\":1.50}");
    }

    @Test
    void aRowThatNoPayloadCanHoldIsRefused() {
        TaskRules small = TaskRules.of(TestConfig.with(ExportOptions.MAX_BYTES, "1024"), NOW);

        assertThat(trial(rows(), "repeat('n', 999)", small)
                        .first(1)
                        .rows()
                        .get(0)
                        .reasons())
                .containsExactly("row: longer than payload.max-bytes allows");
    }

    @Test
    void namesTheExpressionThatCannotBeEvaluated() {
        assertThatThrownBy(() -> trial(rows(), "concat(name, raise_error('x'))").first(1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mapping.event_name = concat(name, raise_error('x')): Spark cannot go on");
    }

    @Test
    void ofAConditionThatCannotBeEvaluatedNoFieldIsBlamed() {
        RowsWhere first = RowsWhere.of(rows(), "source.filter", "id > 2");
        RowsWhere second = RowsWhere.of(first.rows(), "--where", "assert_true(id = 1) is null");
        Normalization mapped = Normalization.of(rows(), List.of(first, second), mapping("name"));

        assertThatThrownBy(() -> new RowTrial(mapped, RULES).first(1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--where = assert_true(id = 1) is null: Spark cannot go on")
                .hasMessageNotContaining("mapping.");
    }
}
