package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spark leaves in a footer of its columns: pyarrow copies it as it was into what it makes of the file, whatever it changed. */
class SparksWordsTest extends SparkTest {
    @TempDir
    private Path lake;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    int32 n; | "short" | int
                    int32 n; | "byte" | int
                    int32 n (DATE); | "integer" | date
                    int32 n (INTEGER(32,false)); | "integer" | bigint
                    int64 n (INTEGER(64,false)); | "long" | decimal(20,0)
                    int64 n (TIMESTAMP(MICROS,true)); | "long" | timestamp
                    int64 n; | "integer" | bigint
                    int64 n (DECIMAL(18,4)); | "decimal(18,2)" | decimal(18,4)
                    binary n (STRING); | "integer" | string
                    group n { optional int32 a; } | {"type":"struct","fields":[{"name":"a","type":"short","nullable":true,"metadata":{}}]} | struct<a:int>
                    group n { optional int32 a; } | {"type":"struct","fields":[{"name":"b","type":"integer","nullable":true,"metadata":{}}]} | struct<a:int>
                    """)
    void aColumnThatWasChangedSinceIsOfTheTypeThatItHas(String column, String words, String type) throws IOException {
        write("a", "optional " + column, row -> {}, words, "{}");

        assertThat(open("n").rows().schema().apply("n").dataType().catalogString())
                .isEqualTo(type);
    }

    @Test
    void aNumberThatOutgrewSparksTypeIsReadWhole() throws IOException {
        write("a", "optional int32 n;", row -> row.add("n", 70_000), "\"short\"", "{}");

        assertThat(texts(open("n"), "n")).containsExactly("70000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    int64 n; | "interval day to second" | interval day to second
                    int32 n; | "interval year to month" | interval year to month
                    int96 n; | "timestamp" | timestamp
                    int64 n (TIMESTAMP(MILLIS,true)); | "timestamp" | timestamp
                    int32 n (INTEGER(16,true)); | "short" | smallint
                    required int32 n; | "integer" | int
                    """)
    void whatParquetHasNoWordForIsWhatSparkSays(String column, String words, String type) throws IOException {
        write("a", column.startsWith("required") ? column : "optional " + column, row -> {}, words, "{}");

        assertThat(open("n").rows().schema().apply("n").dataType().catalogString())
                .isEqualTo(type);
    }

    @Test
    void aFileWithoutTheColumnHasNullThereWhateverATableHadForADefault() throws IOException {
        write(
                "a",
                "optional binary n (STRING);",
                row -> row.add("n", Binary.fromString("written")),
                "\"string\"",
                "{\"EXISTS_DEFAULT\":\"'never written'\",\"CURRENT_DEFAULT\":\"'never written'\"}");
        ParquetFiles.write(file("b"), "optional int64 other;", 1, (row, i) -> row.add("other", 1L));

        assertThat(texts(open("n"), "n")).containsExactlyInAnyOrder("written", null);
    }

    @Test
    void aTextIsNotFilledUpToTheLengthThatATableGaveIt() throws IOException {
        write(
                "a",
                "optional binary n (STRING);",
                row -> row.add("n", Binary.fromString("x")),
                "\"string\"",
                "{\"__CHAR_VARCHAR_TYPE_STRING\":\"char(10)\"}");

        assertThat(texts(open("n"), "n")).containsExactly("x");
    }

    /** Spark 3.5 does not know the type: it would hand over the two binaries that it is made of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"variant\"",
                "{\"type\":\"array\",\"elementType\":\"variant\",\"containsNull\":true}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"variant\",\"nullable\":true,\"metadata\":{}}]}"
            })
    void aVariantIsRefusedWhereSparkDoesNotKnowIt(String words) throws IOException {
        write("a", "optional group n { required binary value; required binary metadata; }", row -> {}, words, "{}");

        assertThatThrownBy(() -> open("n"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("column n of ")
                .hasMessageContaining("holds a VARIANT, which Spark knows from 4.0 on");
        assertThat(open("other").rows().columns()).doesNotContain("n");
    }

    private void write(String name, String column, Consumer<Group> fill, String words, String metadata)
            throws IOException {
        Path file = ParquetFiles.write(
                file(name), column, column.startsWith("required") ? 0 : 1, (row, i) -> fill.accept(row));
        String json =
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"n\",\"type\":%s,\"nullable\":true,\"metadata\":%s}]}"
                        .formatted(words, metadata);
        ParquetFiles.changeFooter(
                file,
                footer -> footer.setKey_value_metadata(
                        List.of(new KeyValue("org.apache.spark.sql.parquet.row.metadata").setValue(json))));
    }

    private Path file(String name) {
        return lake.resolve("day").resolve(name + ".parquet");
    }

    private SourceDay open(String... expressions) {
        return SourceDay.open(spark(), lake + "/day", LocalDate.EPOCH, List.of(expressions));
    }

    private static List<String> texts(SourceDay day, String expression) {
        return day.rows().selectExpr("cast(" + expression + " as string)").collectAsList().stream()
                .map((Row row) -> row.getString(0))
                .toList();
    }
}
