package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.EncryptionWithColumnKey;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.NullType;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns of every kind that Spark cannot read, or that files disagree about: they are the concern of those who map them. */
class UnreadColumnsTest extends SparkTest {
    @TempDir
    private Path lake;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    int64 odd (TIMESTAMP(NANOS,true)) | INT64 (TIMESTAMP(NANOS,true)) | spark.sql.legacy.parquet.nanosAsLong=true and map timestamp_micros(odd div 1000)
                    fixed_len_byte_array(16) odd (UUID) | FIXED_LEN_BYTE_ARRAY (UUID) | write it as text
                    int64 odd (TIME(MICROS,true)) | INT64 (TIME(MICROS,true)) | write it as text
                    fixed_len_byte_array(32) odd (DECIMAL(76,0)) | FIXED_LEN_BYTE_ARRAY (DECIMAL(76,0)) | at most 38 digits
                    """)
    void aColumnThatSparkCannotReadFailsOnlyADayThatMapsIt(String column, String type, String remedy)
            throws IOException {
        ParquetFiles.write(
                file("a"), "optional binary user_id (STRING); optional " + column + ";", 3, UnreadColumnsTest::user);

        assertThat(texts(open("user_id"), "user_id")).containsExactly("user-0", "user-1", "user-2");
        assertThatThrownBy(() -> open("user_id", "concat(user_id, odd)"))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith(
                        "source.path: the mapping, or source.filter, names a column that cannot be read: column odd of file:")
                .hasMessageContaining("a.parquet is " + type + ", a type that this Spark does not read")
                .hasMessageContaining(remedy);
    }

    @Test
    void nanosecondsAreReadAsSparkWasToldTo() throws IOException {
        ParquetFiles.write(
                file("a"),
                "optional int64 at (TIMESTAMP(NANOS,true));",
                1,
                (row, i) -> row.add("at", 1_760_000_000_000_000_123L));
        spark().conf().set("spark.sql.legacy.parquet.nanosAsLong", "true");
        try {
            assertThat(texts(open("at"), "timestamp_micros(at div 1000)")).containsExactly("2025-10-09 08:53:20");
        } finally {
            spark().conf().unset("spark.sql.legacy.parquet.nanosAsLong");
        }
    }

    @Test
    void theMemberOfAStructThatSparkCannotReadIsNamed() throws IOException {
        ParquetFiles.write(
                file("a"),
                "optional binary user_id (STRING); optional group params { optional int32 a; optional int64 at (TIME(NANOS,true)); }",
                1,
                UnreadColumnsTest::user);

        assertThat(texts(open("user_id"), "user_id")).hasSize(1);
        assertThatThrownBy(() -> open("params.a"))
                .hasMessageContaining("column params of ")
                .hasMessageContaining("holds params.at, which is INT64 (TIME(NANOS,true))");
    }

    @Test
    void allColumnsThatCannotBeReadAreToldAtOnceAndAStarNamesThemAll() throws IOException {
        ParquetFiles.write(
                file("a"),
                "optional binary user_id (STRING); optional fixed_len_byte_array(16) one (UUID); optional int32 two (TIME(MILLIS,true));",
                1,
                UnreadColumnsTest::user);

        for (List<String> expressions : List.of(List.of("one", "`two`"), List.of("to_json(struct( *))"))) {
            assertThatThrownBy(() -> open(expressions.toArray(String[]::new)))
                    .hasMessageContaining("2 columns that cannot be read: column one of ")
                    .hasMessageContaining("; column two of ");
        }
        assertThat(texts(open("repeat(user_id, 2 * 1)"), "user_id")).hasSize(1);
    }

    @Test
    void aTypeThatSparkKnowsAndDoesNotTakeFromFilesIsTheConcernOfThoseWhoMapIt() throws IOException {
        Path file = ParquetFiles.write(
                file("a"), "optional binary user_id (STRING); optional int64 span;", 1, UnreadColumnsTest::user);
        String spark = """
                {"type":"struct","fields":[{"name":"user_id","type":"string","nullable":true,"metadata":{}},
                {"name":"span","type":"interval","nullable":true,"metadata":{}}]}
                """;
        ParquetFiles.changeFooter(
                file,
                footer -> footer.setKey_value_metadata(
                        List.of(new KeyValue("org.apache.spark.sql.parquet.row.metadata").setValue(spark))));

        assertThat(texts(open("user_id"), "user_id")).containsExactly("user-0");
        assertThatThrownBy(() -> open("span"))
                .hasMessageContaining("column span is interval, which Spark does not take: The ")
                .hasMessageEndingWith("; write it as text");
    }

    @Test
    void namesThatDifferInCaseOnlyAreTheConcernOfThoseWhoMapThem() throws IOException {
        ParquetFiles.write(
                file("a"),
                "optional binary user_id (STRING); optional int64 userId; optional int64 userid;",
                1,
                UnreadColumnsTest::user);

        assertThat(texts(open("user_id"), "user_id")).containsExactly("user-0");
        assertThatThrownBy(() -> open("userId"))
                .hasMessageContaining("is there as userId and as userid, which Spark takes for one")
                .hasMessageContaining("spark.sql.caseSensitive=true");
        spark().conf().set("spark.sql.caseSensitive", "true");
        try {
            assertThat(open("userId").rows().columns()).containsExactly("user_id", "userId", "userid");
        } finally {
            spark().conf().unset("spark.sql.caseSensitive");
        }
    }

    @Test
    void namesThatDifferInCaseFromFileToFileAreOneColumn() throws IOException {
        ParquetFiles.write(file("a"), "optional binary user_id (STRING);", 1, UnreadColumnsTest::user);
        ParquetFiles.write(file("b"), "optional binary USER_ID (STRING);", 1, (row, i) -> row.add("USER_ID", "user-b"));

        assertThat(texts(open("user_id"), "user_id")).containsExactlyInAnyOrder("user-0", "user-b");
    }

    @Test
    void aCodecWithoutAClassIsNamedWithItsColumn() throws IOException {
        Path file = ParquetFiles.write(
                file("a"),
                "optional binary user_id (STRING); optional binary promo (STRING);",
                1,
                UnreadColumnsTest::user);
        ParquetFiles.changeFooter(
                file,
                footer -> footer.getRow_groups()
                        .get(0)
                        .getColumns()
                        .get(1)
                        .getMeta_data()
                        .setCodec(CompressionCodec.BROTLI));

        assertThat(texts(open("user_id"), "user_id")).containsExactly("user-0");
        assertThatThrownBy(() -> open("promo"))
                .hasMessageContaining("column promo of file:")
                .hasMessageContaining("is compressed with BROTLI, and Spark has no class"
                        + " org.apache.hadoop.io.compress.BrotliCodec for it")
                .hasMessageContaining("--jars");
    }

    @Test
    void anEncryptedColumnIsTheConcernOfThoseWhoMapIt() throws IOException {
        Path file = ParquetFiles.write(
                file("a"),
                "optional binary user_id (STRING); optional binary promo (STRING);",
                1,
                UnreadColumnsTest::user);
        ParquetFiles.changeFooter(file, footer -> {
            footer.setEncryption_algorithm(EncryptionAlgorithm.AES_GCM_V1(new AesGcmV1()));
            footer.getRow_groups()
                    .get(0)
                    .getColumns()
                    .get(1)
                    .setCrypto_metadata(ColumnCryptoMetaData.ENCRYPTION_WITH_COLUMN_KEY(
                            new EncryptionWithColumnKey(List.of("promo"))));
        });

        assertThat(open("user_id").rows().columns()).containsExactly("user_id");
        assertThatThrownBy(() -> open("promo"))
                .hasMessageContaining("column promo of file:")
                .hasMessageContaining(
                        "is encrypted, and parquet.crypto.factory.class does not say how its key is found");
        assertThat(texts(open("user_id"), "user_id")).containsExactly("user-0");
    }

    @Test
    void wholeNumbersAndFractionsOfSeveralWidthsAreReadAsTheWidest() throws IOException {
        ParquetFiles.write(
                file("a"),
                "optional int32 n; optional float f; optional group s { optional int32 n; }",
                1,
                (row, i) -> {
                    row.add("n", 7);
                    row.add("f", 0.5f);
                    row.addGroup("s").add("n", 3);
                });
        ParquetFiles.write(
                file("b"),
                "optional int64 n; optional double f; optional group s { optional binary t (STRING); optional int64 n; }",
                1,
                (row, i) -> {
                    row.add("n", 5_000_000_000L);
                    row.add("f", 0.25);
                    row.addGroup("s").append("t", "x").append("n", 4_000_000_000L);
                });

        assertThat(texts(open("n", "f", "s"), "concat_ws(' ', n, f, s.n, s.t)"))
                .containsExactlyInAnyOrder("7 0.5 3", "5000000000 0.25 4000000000 x");
        assertThat(open("f").rows().columns()).containsExactly("f");
    }

    @Test
    void filesThatAreReadApartHaveTheKeysOfTheirFolders() throws IOException {
        ParquetFiles.write(file("hour=07/a"), "optional int32 n;", 1, (row, i) -> row.add("n", 7));
        ParquetFiles.write(file("hour=08/{b}"), "optional int64 n;", 1, (row, i) -> row.add("n", 8L));

        assertThat(texts(open("n", "hour"), "concat(hour, ' ', n)")).containsExactlyInAnyOrder("07 7", "08 8");
    }

    @Test
    void aColumnWithoutAnyValueHasTheTypeOfTheOtherFiles() throws IOException {
        Path empty = ParquetFiles.write(
                file("a"),
                "optional binary user_id (STRING); optional int32 promo; optional group tags (LIST) { repeated group list { optional int32 element; } }",
                1,
                UnreadColumnsTest::user);
        ParquetFiles.changeFooter(
                empty,
                footer -> footer.getSchema().stream()
                        .filter(element -> element.getName().equals("promo")
                                || element.getName().equals("element"))
                        .forEach(element -> element.setLogicalType(LogicalType.UNKNOWN(new NullType()))));
        ParquetFiles.write(
                file("b"),
                "optional binary user_id (STRING); optional binary promo (STRING); optional group tags (LIST) { repeated group list { optional binary element (STRING); } }",
                1,
                (row, i) -> {
                    row.add("promo", "winter");
                    row.addGroup("tags").addGroup("list").add("element", "red");
                });

        SourceDay day = open("user_id", "promo", "tags");

        assertThat(day.rows().schema().apply("promo").dataType()).isEqualTo(DataTypes.StringType);
        assertThat(texts(day, "coalesce(promo, user_id)")).containsExactlyInAnyOrder("user-0", "winter");
        assertThat(texts(day, "tags[0]")).containsExactlyInAnyOrder(null, "red");
        assertThat(texts(open("user_id"), "user_id")).containsExactlyInAnyOrder("user-0", null);
    }

    @Test
    void aDayOfWhichAColumnHasNoValueAtAllIsRead() throws IOException {
        Path empty = ParquetFiles.write(
                file("a"), "optional binary user_id (STRING); optional int32 promo;", 2, UnreadColumnsTest::user);
        ParquetFiles.changeFooter(
                empty, footer -> footer.getSchema().get(2).setLogicalType(LogicalType.UNKNOWN(new NullType())));

        assertThat(texts(open("user_id", "promo"), "coalesce(cast(promo as string), user_id)"))
                .containsExactly("user-0", "user-1");
    }

    @Test
    void aContradictionThatNobodyMapsIsNobodysConcern() throws IOException {
        ParquetFiles.write(
                file("a"), "optional binary user_id (STRING); optional int32 promo;", 1, UnreadColumnsTest::user);
        ParquetFiles.write(
                file("b"), "optional binary user_id (STRING); optional boolean promo;", 1, UnreadColumnsTest::user);

        assertThat(texts(open("user_id"), "user_id")).containsExactly("user-0", "user-0");
        assertThatThrownBy(() -> open("promo"))
                .hasMessageContaining("column promo is int in file:")
                .hasMessageContaining("a.parquet and boolean in file:")
                .hasMessageContaining("write the day again with one type");
    }

    @Test
    void columnsThatNobodyMapsNeedNoReadingOfFilesApart() throws IOException {
        ParquetFiles.write(
                file("a"), "optional binary user_id (STRING); optional int32 n;", 1, UnreadColumnsTest::user);
        ParquetFiles.write(
                file("b"), "optional binary user_id (STRING); optional int64 n;", 1, UnreadColumnsTest::user);

        assertThat(open("user_id").rows().inputFiles()).hasSize(2);
        assertThat(open("user_id").rows().queryExecution().analyzed().toString())
                .doesNotContain("Union");
        assertThat(open("n").rows().queryExecution().analyzed().toString()).contains("Union");
    }

    private static void user(Group row, int i) {
        row.add("user_id", Binary.fromString("user-" + i));
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
