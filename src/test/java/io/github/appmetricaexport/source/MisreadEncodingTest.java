package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPARK-52240: what DuckDB and parquet-go write, and Spark 3.5.5 reads wrongly without a word. */
class MisreadEncodingTest extends SparkTest {
    private static final String VECTORIZED = "spark.sql.parquet.enableVectorizedReader";

    @TempDir
    private Path lake;

    @AfterEach
    void readAsBefore() {
        spark().conf().unset(VECTORIZED);
    }

    @Test
    void textsBesideNullsHaveTheLengthsThatWereWritten() throws IOException {
        // Each of another length than the one before it.
        IntFunction<String> text = row -> row % 3 == 1 ? null : "user-" + "x".repeat(row % 7) + row;
        ParquetFiles.writeDeltaLengths(lake.resolve("day/a.parquet"), "id", 100, text);

        SourceDay day = open("id");

        assertThat(day.rows().filter("id is not null").collectAsList().stream().map((Row row) -> row.getString(0)))
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .mapToObj(text)
                        .filter(Objects::nonNull)
                        .toList());
        assertThat(day.notice())
                .hasValueSatisfying(notice -> assertThat(notice)
                        .contains("DELTA_LENGTH_BYTE_ARRAY", "Spark " + spark().version(), "SPARK-52240"));
    }

    @Test
    void anEncodingThatTheVectorizedReaderLacksIsReadWithoutIt() throws IOException {
        ParquetFiles.writeByteStreamSplit(
                lake.resolve("day/a.parquet"),
                "optional double price; optional group params { optional float rate; } optional int64 id;",
                3,
                (row, i) -> {
                    row.append("price", i / 4d).append("id", (long) i);
                    row.addGroup("params").append("rate", i / 2f);
                });

        assertThat(open("id").notice()).isEmpty();
        SourceDay day = open("cast(price as decimal(5,2))", "params");

        assertThat(texts(day, "concat(cast(price as decimal(5,2)), ' ', params.rate)"))
                .containsExactly("0.00 0.0", "0.25 0.5", "0.50 1.0");
        assertThat(day.notice())
                .hasValue(
                        "the day has a column (params, price) that Spark's vectorized reader does not take, as it is stored:"
                                + " it is read without, which is slower");
    }

    /** As parquet-avro and Kafka Connect write decimals of any precision. */
    @Test
    void aShortDecimalInBytesIsReadWithoutTheVectorizedReader() throws IOException {
        ParquetFiles.write(
                lake.resolve("day/a.parquet"),
                "optional binary price (DECIMAL(9,2)); optional binary rest (DECIMAL(30,2));",
                1,
                (row, i) -> {
                    row.add("price", Binary.fromConstantByteArray(new byte[] {(byte) 0xFF, 0x38}));
                    row.add("rest", Binary.fromConstantByteArray(new byte[] {100}));
                });

        assertThat(open("rest").notice()).isEmpty();
        assertThat(texts(open("price"), "price")).containsExactly("-2.00");
    }

    @Test
    void otherColumnsAndOtherEncodingsAreReadAsEver() throws IOException {
        ParquetFiles.writeDeltaLengths(lake.resolve("day/a.parquet"), "id", 3, row -> "x");

        assertThat(open("name").notice()).isEmpty();
        assertThat(spark().conf().get(VECTORIZED)).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4.4", "3.5.5", "3.5.6", "3.5.6-amzn-1", "4.0.0", "4.0.0-preview2", "a build of ours"})
    void releasesWithTheDefectAreKnown(String version) {
        assertThat(SparkDefects.misreadsDeltaLengths(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.5.7", "3.5.9-vendor", "4.0.1", "4.1.0", "4.2.0", "5.0.0"})
    void releasesWithoutTheDefectReadAtFullSpeed(String version) {
        assertThat(SparkDefects.misreadsDeltaLengths(version)).isFalse();
    }

    private static List<String> texts(SourceDay day, String expression) {
        return day.rows().selectExpr("cast(" + expression + " as string)").collectAsList().stream()
                .map((Row row) -> row.getString(0))
                .toList();
    }

    private SourceDay open(String... expressions) {
        return SourceDay.open(spark(), lake + "/day", LocalDate.EPOCH, List.of(expressions));
    }
}
