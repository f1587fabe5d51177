package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are sound, or nearly, and that this Spark cannot read: said as what they are. */
class UnfitFilesTest extends SparkTest {
    @TempDir
    private Path lake;

    @Test
    void aLogicalTypeThatIsNewerThanTheParquetLibraryIsNamedWithItsColumn() throws IOException {
        ids("a");
        Path file = ParquetFiles.write(
                file("b"),
                "optional group params { optional fixed_len_byte_array(16) half (UUID); }",
                1,
                (row, i) -> {});
        // UUID is the 14th of the format's logical types, FLOAT16 the 15th: here as Thrift's compact protocol writes
        // them.
        ParquetFiles.changeFooter(
                file, HexFormat.of().parseHex("ec0000"), HexFormat.of().parseHex("fc0000"));

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("source.path: 1 of 2 files are nothing that this Spark can read: file:")
                .hasMessageContaining(
                        "b.parquet (its column params.half is of a logical type that this Spark's Parquet library"
                                + " does not know")
                .hasMessageNotContaining("write them again");
    }

    @Test
    void aFileWithoutColumnsIsSaid() throws IOException {
        ids("a");
        SchemaElement root = new SchemaElement("schema");
        root.setNum_children(0);
        ParquetFiles.writeFooter(file("b"), new FileMetaData(1, List.of(root), 0, List.of()));

        assertThatThrownBy(this::open).hasMessageContaining("b.parquet (it has no columns; leave it out of the day)");
    }

    @Test
    void anEncryptedFooterIsSaid() throws IOException {
        byte[] bytes = Files.readAllBytes(ids("a"));
        System.arraycopy("PARE".getBytes(StandardCharsets.US_ASCII), 0, bytes, bytes.length - 4, 4);
        Files.write(file("a"), bytes);

        assertThatThrownBy(this::open)
                .hasMessageContaining("a.parquet (its footer is encrypted")
                .hasMessageContaining("parquet.encryption.plaintext.footer=true");
    }

    @Test
    void damagedFilesAndUnfitOnesAreToldTogether() throws IOException {
        byte[] sound = Files.readAllBytes(ids("a"));
        Files.write(file("cut"), Arrays.copyOf(sound, sound.length / 2));
        byte[] encrypted = sound.clone();
        encrypted[encrypted.length - 1] = 'E';
        Files.write(file("encrypted"), encrypted);

        assertThatThrownBy(this::open)
                .hasMessageContaining("1 of 3 files cannot be read as Parquet: file:" + file("cut"))
                .hasMessageContaining(
                        "; besides, 1 of 3 files are nothing that this Spark can read: file:" + file("encrypted"));
    }

    /** Spark believes a row group: it leaves out what is beyond its count, or repeats rows until it is reached. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aFooterThatContradictsItselfAboutItsRowsIsSaid(int rows) throws IOException {
        ParquetFiles.changeFooter(ids("a"), footer -> {
            footer.getRow_groups().get(0).setNum_rows(rows);
            footer.setNum_rows(rows);
        });

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("1 of 1 files cannot be read as Parquet: file:" + file("a")
                        + " (its footer contradicts itself: a row group has " + rows
                        + " rows, and 3 values of column id)");
    }

    @Test
    void rowGroupsThatDoNotAddUpToTheFilesRowsAreSaid() throws IOException {
        ParquetFiles.changeFooter(ids("a"), footer -> footer.setNum_rows(5));

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("(its footer contradicts itself: 5 rows, and 3 in its row groups)");
    }

    @Test
    void aRepeatedColumnHasAsManyValuesAsItLikes() throws IOException {
        ParquetFiles.write(file("a"), "repeated int64 id; optional group g { repeated int32 n; }", 2, (row, i) -> {
            row.append("id", 1L).append("id", 2L);
            row.addGroup("g").append("n", 1).append("n", 2).append("n", 3);
        });

        assertThat(open().rowCount()).isEqualTo(2);
    }

    /** Such as Hive, Dask and Spark 1 leave beside the files, here under a name that is read. */
    @Test
    void aSummaryOfOtherFilesIsSaid() throws IOException {
        ParquetFiles.changeFooter(
                ids("a"),
                footer ->
                        footer.getRow_groups().get(0).getColumns().forEach(column -> column.setFile_path("b.parquet")));

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(
                        "1 of 1 files are nothing that this Spark can read: file:" + file("a")
                                + " (it holds no rows of its own but points to b.parquet, as a _metadata file does; leave it out of the day)");
    }

    @Test
    void whatSparkSaysOfAColumnAndThisSparkDoesNotKnowIsReadFromTheFile() throws IOException {
        ParquetFiles.changeFooter(
                ids("a"),
                footer -> footer.setKey_value_metadata(List.of(
                        spark("{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"unheard of\"}]}"))));

        assertThat(open().rows().schema().catalogString()).isEqualTo("struct<id:bigint>");
    }

    @Test
    void aFooterLargerThanTheFirstReadIsReadWhole() throws IOException {
        String large = "x".repeat(200_000);
        ParquetFiles.changeFooter(
                ids("a"), footer -> footer.setKey_value_metadata(List.of(new KeyValue("k").setValue(large))));

        assertThat(open().rows().count()).isEqualTo(open().rowCount()).isEqualTo(3);
    }

    private static KeyValue spark(String json) {
        return new KeyValue("org.apache.spark.sql.parquet.row.metadata").setValue(json);
    }

    private Path ids(String name) throws IOException {
        return ParquetFiles.write(file(name), "optional int64 id;", 3, (row, i) -> row.add("id", (long) i));
    }

    private Path file(String name) {
        return lake.resolve("day").resolve(name + ".parquet");
    }

    private SourceDay open() {
        return SourceDay.open(spark(), lake + "/day", LocalDate.EPOCH, List.of());
    }
}
