package io.github.appmetricaexport.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.RowExpressions;
import io.github.appmetricaexport.normalize.Normalization;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class FailedExpressionsTest extends SparkTest {
    private final Normalization mapping = Normalization.of(
            spark().range(3).toDF("id"),
            Map.of(
                    PostApiField.APPLICATION_ID,
                    "1111",
                    PostApiField.PROFILE_ID,
                    "string(id)",
                    PostApiField.EVENT_NAME,
                    "'n'",
                    PostApiField.EVENT_TIMESTAMP,
                    "id",
                    PostApiField.EVENT_JSON,
                    "str_to_map(concat('a=', id, '&a=2'), '&', '=')"));

    private List<Problem> behind(Exception failure, Duration longest) {
        return new FailedExpressions(spark().sparkContext(), mapping, Clock.systemUTC()).behind(failure, longest);
    }

    private Exception failure() {
        return catchThrowableOfType(
                Exception.class,
                () -> mapping.rows().write().format("noop").mode("overwrite").save());
    }

    @Test
    void findsTheOneThatFails() {
        assertThat(behind(failure(), Duration.ofMinutes(1)))
                .extracting(Problem::key)
                .containsExactly("mapping.event_json");
    }

    @Test
    void ofAFilterThatFailsNoFieldIsBlamed() {
        String filter = "str_to_map(concat('a=', id, '&a=2'), '&', '=')['a'] = '1'";
        Normalization filtered = Normalization.of(
                spark().range(3).toDF("id"),
                new RowExpressions(
                        Map.of(
                                PostApiField.APPLICATION_ID, "1111",
                                PostApiField.PROFILE_ID, "string(id)",
                                PostApiField.EVENT_NAME, "'n'",
                                PostApiField.EVENT_TIMESTAMP, "id"),
                        filter,
                        ""));
        Exception failure = catchThrowableOfType(
                Exception.class,
                () -> filtered.rows().write().format("noop").mode("overwrite").save());

        assertThat(new FailedExpressions(spark().sparkContext(), filtered, Clock.systemUTC())
                        .behind(failure, Duration.ofMinutes(1)))
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .startsWith("source.filter = " + filter)
                .contains("DUPLICATED_MAP_KEY");
    }

    @Test
    void whenTheTimeIsUpItTellsWhatTheFailureSaysByItself() {
        assertThat(behind(failure(), Duration.ZERO))
                .extracting(Problem::toString)
                .containsExactly("mapping: with one of its expressions Spark cannot go on at a row of this day"
                        + " (DUPLICATED_MAP_KEY): a map is given a key twice; --conf"
                        + " spark.sql.mapKeyDedupPolicy=LAST_WIN keeps a key's last value");
        assertThat(behind(new IllegalStateException("a bug"), Duration.ZERO)).isEmpty();
    }

    /** Parquet forbids it, and some writers write it. */
    @Test
    void aKeyThatIsNullIsToldAsOne() {
        Map<String, String> pairs = new HashMap<>();
        pairs.put(null, "secret");
        StructType columns = new StructType()
                .add("parameters", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
                .add("user", DataTypes.StringType);
        Normalization withMap = Normalization.of(
                spark().createDataFrame(List.of(RowFactory.create(pairs, "u")), columns),
                Map.of(
                        PostApiField.APPLICATION_ID,
                        "1111",
                        PostApiField.PROFILE_ID,
                        "user",
                        PostApiField.EVENT_NAME,
                        "user",
                        PostApiField.EVENT_TIMESTAMP,
                        "1",
                        PostApiField.EVENT_JSON,
                        "parameters"));
        Exception failure = catchThrowableOfType(
                Exception.class,
                () -> withMap.rows().write().format("noop").mode("overwrite").save());

        assertThat(new FailedExpressions(spark().sparkContext(), withMap, Clock.systemUTC())
                        .behind(failure, Duration.ofMinutes(1)))
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .startsWith("mapping.event_json = parameters")
                .contains("NULL_MAP_KEY", "map_filter(…, (k, v) -> k IS NOT NULL)")
                .doesNotContain("secret");
    }

    /** As it comes where the exception of an executor cannot be sent. */
    @Test
    void whatArrivesAsTextIsKnownToo() {
        assertThat(behind(
                        new SparkException(
                                "Job aborted due to stage failure: Task 3 in stage 0.0 failed 4 times, most recent"
                                        + " failure: Lost task 3.3 in stage 0.0 (TID 9) (host executor 1):"
                                        + " org.apache.spark.SparkRuntimeException: [DUPLICATED_MAP_KEY] Duplicate map key x"),
                        Duration.ZERO))
                .hasSize(1);
        assertThat(behind(new SparkException("[DUPLICATED_MAP_KEY] somebody's text"), Duration.ZERO))
                .isEmpty();
    }
}
