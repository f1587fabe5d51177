package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names of folders and files do to a day. */
class FoldersTest extends SparkTest {
    @TempDir
    private Path lake;

    @Test
    void keysAreTheTextThatStandsOnTheDisk() {
        write("day/ver=1.10/store=007/Hour=2026-11-22 07%3A00");

        assertThat(open("/day", "ver", "store")
                        .rows()
                        .select("ver", "store", "Hour")
                        .first()
                        .mkString("|"))
                .isEqualTo("1.10|007|2026-11-22 07:00");
    }

    @Test
    void aKeyHidesNoColumnOfTheFilesUnseen() {
        spark().sql("select id, timestamp'2026-11-22 10:11:12' as DT from range(3)")
                .write()
                .parquet(lake.resolve("dt=2026-11-22").toString());

        assertThat(open("/dt=2026-11-22", "id").rows().columns()).containsExactly("id");
        assertThatThrownBy(() -> open("/dt=2026-11-22", "id", "dt"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("column DT of file:")
                .hasMessageContaining(
                        "is hidden by the folders' key of that name, as in file:" + lake + "/dt=2026-11-22");
    }

    @Test
    void foldersWithOtherKeysAreListed() {
        write("day/dt=1/hour=07");
        write("day/dt=1/minute=7");

        assertThatThrownBy(() -> open("/day"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("differ in their keys: file:" + lake + "/day/dt=1/hour=07 has dt, hour")
                .hasMessageContaining("/day/dt=1/minute=7 has dt, minute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p=", "=v", "p=1/between/q=2"})
    void foldersThatSparkTakesForNoKeysBesideOthersAreListed(String folder) {
        write("day/hour=07");
        write("day/" + folder);

        assertThatThrownBy(() -> open("/day"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("differ in their keys")
                .hasMessageContaining("/day/" + folder);
    }

    @Test
    void aFolderBetweenKeysEndsThem() {
        write("day/dt=1/between/hour=07");

        assertThat(open("/day").rows().columns()).containsExactly("id", "hour");
    }

    @Test
    void theMarkerOfEmrIsPassedOver() throws IOException {
        write("day/hour=07");
        Files.createFile(lake.resolve("day/hour=07_$folder$"));

        SourceDay day = open("/day");

        assertThat(day.fileCount()).isEqualTo(1);
        assertThat(day.rows().count()).isEqualTo(day.rowCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[07]", "{a,b}", "a{", "]", "x*", "?", "back\\slash", "a b", "50%", "ä", "#1"})
    void aFolderThatWasListedIsReadWhateverItsName(String name) {
        write("day/hour=" + name);
        write("day/hour=08");
        write("plain/" + name + "/below");
        write("plain/08");

        assertThat(open("/day").rows().count())
                .isEqualTo(open("/day").rowCount())
                .isEqualTo(6);
        assertThat(open("/day").rows().select("hour").distinct().collectAsList().stream()
                        .map((Row row) -> row.getString(0)))
                .containsExactlyInAnyOrder(name, "08");
        assertThat(open("/plain").rows().count()).isEqualTo(6);
    }

    @Test
    void aFileThatAPathNamesTwiceIsSaid() {
        write("day/hour=07");

        assertThatThrownBy(() -> open("/{day,day/hour=07}"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("names files more than once: file:" + lake + "/day/hour=07/part-");
    }

    @Test
    void ofSeveralPathsTheWayToWriteThemIsSaid() {
        write("a");
        write("b");

        assertThatThrownBy(() -> SourceDay.open(spark(), lake + "/a," + lake + "/b", LocalDate.EPOCH, List.of()))
                .hasMessageContaining("nothing is at ")
                .hasMessageEndingWith("; of several paths write {a,b}");
        assertThat(open("/{a,b}").rowCount()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/day", "/*/part-*"})
    void aColonInANameIsSaid(String path) throws IOException {
        write("day");
        Files.move(lake.resolve("day/part-0.parquet"), lake.resolve("day/part-07:00.parquet"));

        assertThatThrownBy(() -> open(path))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("part-07:00.parquet")
                .hasMessageContaining("a name has a colon, which this file system does not take: write it without");
    }

    private SourceDay open(String below, String... expressions) {
        return SourceDay.open(spark(), lake + below, LocalDate.EPOCH, List.of(expressions));
    }

    private void write(String folder) {
        try {
            Path place = Files.createDirectories(lake.resolve(folder));
            ParquetFiles.write(
                    place.resolve("part-0.parquet"), "optional int64 id;", 3, (row, i) -> row.add("id", (long) i));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
