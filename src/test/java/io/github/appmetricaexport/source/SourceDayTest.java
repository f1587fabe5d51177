package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDayTest extends SparkTest {
    private static final LocalDate DATE = LocalDate.of(2024, 2, 29);

    @TempDir
    private Path lake;

    @Test
    void findsTheDayByItsDateAndCountsItFromTheFooters() {
        write("select id from range(10)", "dt=2024-02-29");
        write("select id from range(99)", "dt=2024-03-01");

        SourceDay day = open("/dt={date}");

        assertThat(day.path()).isEqualTo(lake + "/dt=2024-02-29");
        assertThat(day.rowCount()).isEqualTo(10);
        assertThat(day.rows().count()).isEqualTo(10);
        assertThat(day.fileCount()).isEqualTo(2);
        assertThat(day.bytes()).isEqualTo(sizeOfFiles("dt=2024-02-29"));
    }

    @Test
    void keysOfTheFoldersAreColumns() {
        write("select id from range(3)", "dt=2024-02-29/hour=07");
        write("select id from range(4)", "dt=2024-02-29/hour=08");

        assertThat(open("/dt={date}").rows().columns()).containsExactly("id", "dt", "hour");
        SourceDay glob = open("/dt={date}/hour=0[78]");
        assertThat(glob.rows()
                        .selectExpr("min(dt)", "count_if(hour = '07')", "count_if(hour = '08')")
                        .first()
                        .mkString(","))
                .isEqualTo("2024-02-29,3,4");
        assertThat(glob.rowCount()).isEqualTo(7);
    }

    @Test
    void aDayLiesInFoldersOfItsYearMonthAndDay() {
        write("select id from range(3)", "2024/02/29/07");
        write("select id from range(4)", "2024/02/29/08");
        write("select id from range(99)", "2024/03/01/07");
        write("select id from range(5)", "dt=20240229/hour=07");

        SourceDay folders = open("/{date:yyyy}/{date:MM}/{date:dd}");
        assertThat(folders.path()).isEqualTo(lake + "/2024/02/29");
        assertThat(folders.rows().count()).isEqualTo(7);
        SourceDay keys = open("/dt={date:yyyyMMdd}");
        assertThat(keys.rows().filter("dt = '20240229' and hour = '07'").count())
                .isEqualTo(5);
    }

    @Test
    void aGlobBeforeTheKeysIsReadWithoutThem() {
        write("select id from range(3)", "a/dt=2024-02-29");
        write("select id from range(4)", "b/dt=2024-02-29");

        SourceDay day = open("/*/dt={date}");

        assertThat(day.rowCount()).isEqualTo(7);
        assertThat(day.rows().count()).isEqualTo(7);
        assertThat(day.rows().columns()).containsExactly("id");
    }

    @Test
    void hiddenFilesAreNoPartOfTheDay() throws IOException {
        write("select id from range(3)", "day");
        Files.createDirectories(lake.resolve("day/_temporary"));
        Files.writeString(lake.resolve("day/_temporary/part-0.parquet"), "unfinished");
        Files.writeString(lake.resolve("day/.part-0.parquet.crc"), "checksum");
        Files.writeString(lake.resolve("day/part-0.parquet._COPYING_"), "unfinished");

        SourceDay day = open("/day");

        assertThat(day.rowCount()).isEqualTo(3);
        assertThat(day.rows().count()).isEqualTo(3);
    }

    @Test
    void filesInAnyFolderBelowAreReadThoughSparkWouldPassThemOver() {
        write("select id from range(3)", "day");
        write("select id from range(4)", "day/late/later");

        SourceDay day = open("/day");

        assertThat(day.rowCount()).isEqualTo(7);
        assertThat(day.rows().count()).isEqualTo(7);
    }

    @Test
    void filesBesideKeyedFoldersAreReadToo() {
        write("select id from range(3)", "day");
        write("select id from range(4)", "day/hour=07");

        SourceDay day = open("/day");

        assertThat(day.rows().count()).isEqualTo(day.rowCount()).isEqualTo(7);
    }

    @Test
    void aSingleFileIsADay() {
        write("select id from range(3)", "day");

        SourceDay day = open("/day/" + dataFile("day").getFileName());

        assertThat(day.fileCount()).isEqualTo(1);
        assertThat(day.rows().count()).isEqualTo(day.rowCount());
    }

    @Test
    void aColumnAddedOrDroppedDuringTheDayIsThere() {
        write("select id, 'x' as dropped from range(3)", "day/morning");
        write("select id, 'x' as added from range(4)", "day/evening");

        Dataset<Row> rows = open("/day").rows();

        assertThat(rows.selectExpr("count(id)", "count(dropped)", "count(added)")
                        .first()
                        .mkString(","))
                .isEqualTo("7,3,4");
    }

    @Test
    void namesThatLookLikePatternsAreRead() {
        write("select id, 'x' as dropped from range(3)", "day/[07]-{a}");
        write("select id, 'x' as added from range(4)", "day/08*");

        assertThat(open("/day")
                        .rows()
                        .selectExpr("count(dropped)", "count(added)")
                        .first()
                        .mkString(","))
                .isEqualTo("3,4");
    }

    @Test
    void whatParquetsOwnTypesAreIsWhatSparkWouldFind() throws IOException {
        write("select id, 'x' as text, cast(id as decimal(20,0)) as big, array(id) as items from range(3)", "day");
        for (Path file : dataFiles("day")) {
            ParquetFiles.changeFooter(file, footer -> footer.setKey_value_metadata(List.of()));
        }

        assertThat(open("/day").rows().schema().catalogString())
                .isEqualTo(spark().read().parquet(lake + "/day").schema().catalogString());
    }

    @Test
    void ofFilesThatDifferTheColumnsAreFoundWithoutAJob() {
        write("select id, 'x' as dropped from range(3)", "day/morning");
        write("select cast(id as int) id, 'x' as added from range(4)", "day/evening");
        int before = spark().sparkContext().statusTracker().getJobIdsForGroup(null).length;

        assertThat(open("/day", "id", "added").rows().columns()).contains("id", "added");

        assertThat(spark().sparkContext().statusTracker().getJobIdsForGroup(null))
                .hasSize(before);
    }

    @Test
    void filesOfOneShapeShareItHoweverManyTheyAre() {
        spark().sql("select id from range(40)")
                .repartition(20)
                .write()
                .parquet(lake.resolve("day").toString());
        Configuration configuration = spark().sparkContext().hadoopConfiguration();

        Footers footers = Footers.of(
                DayListing.of(DayPath.of(lake + "/day", DATE), configuration).files(), configuration);

        assertThat(footers.files()).hasSize(1);
        assertThat(footers.files().values().iterator().next())
                .hasSize(open("/day").fileCount());
    }

    @Test
    void aDayWithoutRowsIsADay() {
        write("select id from range(0)", "day");

        SourceDay day = open("/day");

        assertThat(day.rowCount()).isZero();
        assertThat(day.rows().count()).isZero();
        assertThat(day.fileCount()).isPositive();
    }

    @Test
    void aMissingDayNamesThePathAndTheTemplate() {
        assertThatThrownBy(() -> open("/dt={date}"))
                .isInstanceOf(SourceException.class)
                .hasMessage("source.path: nothing is at %s/dt=2024-02-29 (from %s/dt={date});".formatted(lake, lake)
                        + " check the path and whether the day has been written");
        assertThatThrownBy(() -> open("/hour=*")).hasMessageContaining("nothing is at " + lake + "/hour=*");
        assertThatThrownBy(() -> SourceDay.open(spark(), "nosuchscheme://lake/{date}", DATE, List.of()))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("nosuchscheme://lake/2024-02-29 cannot be listed");
        assertThatThrownBy(() -> SourceDay.open(spark(), "lake:x/{date}", DATE, List.of()))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("source.path: lake:x/{date} is no path");
    }

    @Test
    void aDayWithMarkersOnlyHasNoDataFile() throws IOException {
        Files.createDirectories(lake.resolve("day"));
        assertThatThrownBy(() -> open("/day")).hasMessageContaining("no data file is under " + lake + "/day");
        Files.createFile(lake.resolve("day/_SUCCESS"));
        assertThatThrownBy(() -> open("/day"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("no data file is under");
    }

    @Test
    void allDamagedFilesAreNamedAtOnce() throws IOException {
        write("select id from range(30)", "day");
        byte[] sound = Files.readAllBytes(dataFile("day"));
        Files.writeString(lake.resolve("day/a.csv"), "id,name\n1,x\n2,y\n");
        Files.createFile(lake.resolve("day/b.parquet"));
        Files.write(lake.resolve("day/c.parquet"), Arrays.copyOf(sound, sound.length - 10));
        byte[] footer = sound.clone();
        Arrays.fill(footer, footer.length - 60, footer.length - 8, (byte) 0xFF);
        Files.write(lake.resolve("day/d.parquet"), footer);

        Throwable refusal = catchThrowable(() -> open("/day"));

        assertThat(refusal).isInstanceOf(SourceException.class).hasMessageStartingWith("source.path: 4 of 6 files");
        assertThat(refusal.getMessage())
                .contains("a.csv (is not a Parquet file", "b.parquet (empty, 0 bytes)", "c.parquet (", "d.parquet (")
                .doesNotContain("\n");
    }

    @Test
    void ofManyDamagedFilesTheFirstAreNamedAndTheRestCounted() throws IOException {
        Files.createDirectories(lake.resolve("day"));
        for (int i = 0; i < 40; i++) {
            Files.writeString(
                    lake.resolve(String.format(Locale.ROOT, "day/part-%02d.parquet", i)), "no parquet at all");
        }

        assertThatThrownBy(() -> open("/day"))
                .hasMessageContaining("40 of 40 files")
                .hasMessageContaining("part-04.parquet")
                .hasMessageNotContaining("part-05.parquet")
                .hasMessageContaining("and 35 more");
    }

    @Test
    void contradictingColumnsAreNamedWithBothTypesAndFiles() {
        write("select id, struct(1 as level) as params, 'same' as name from range(3)", "day/a");
        write("select cast(id as string) id, struct('x' as level) as params, 'same' as name from range(3)", "day/b");

        assertThatThrownBy(() -> open("/day", "id", "params.level", "name"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("column id is bigint in file:" + lake + "/day/a/part-")
                .hasMessageContaining(" and string in file:" + lake + "/day/b/part-")
                .hasMessageContaining("column params.level is int in")
                .hasMessageNotContaining("column name");
    }

    @Test
    void theFingerprintChangesWithAnyFileAndOnlyThen() throws IOException {
        write("select id from range(3)", "day");
        String before = open("/day").listing().fingerprint();
        assertThat(before)
                .matches("[0-9a-f]{64}")
                .isEqualTo(open("/day").listing().fingerprint());

        Files.createFile(lake.resolve("day/_marker"));
        assertThat(open("/day").listing().fingerprint()).isEqualTo(before);

        Files.setLastModifiedTime(dataFile("day"), FileTime.fromMillis(1_700_000_000_000L));
        String touched = open("/day").listing().fingerprint();
        assertThat(touched).isNotEqualTo(before);

        Files.move(dataFile("day"), lake.resolve("day/renamed.parquet"));
        assertThat(open("/day").listing().fingerprint()).isNotIn(before, touched);
    }

    @Test
    void theClustersLeniencyDoesNotHideAMissingFile() throws IOException {
        write("select id from range(3)", "day");
        spark().conf().set("spark.sql.files.ignoreMissingFiles", "true");
        spark().conf().set("spark.sql.files.ignoreCorruptFiles", "true");
        try {
            SourceDay day = open("/day");
            Path gone = dataFile("day");
            Files.delete(gone);

            Throwable failure = catchThrowable(() -> day.rows().collectAsList());

            assertThat(SourceFailure.in(failure))
                    .hasValueSatisfying(cause -> assertThat(cause)
                            .hasMessageContaining("source: reading file:")
                            .hasMessageContaining(gone.getFileName().toString()));
        } finally {
            spark().conf().unset("spark.sql.files.ignoreMissingFiles");
            spark().conf().unset("spark.sql.files.ignoreCorruptFiles");
        }
    }

    @Test
    void aDamagedPageIsToldFromOtherFailuresWithItsFile() throws IOException {
        spark().sql("select concat('event ', id) as name from range(10000)")
                .coalesce(1)
                .write()
                .option("compression", "uncompressed")
                .option("parquet.enable.dictionary", "false")
                .parquet(lake + "/a day");
        Path file = dataFile("a day");
        byte[] bytes = Files.readAllBytes(file);
        // One letter within one value: nothing but the page's checksum can notice.
        bytes[bytes.length / 2] ^= 0x01;
        Files.write(file, bytes);
        Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
        SourceDay day = open("/a day");

        Throwable failure =
                catchThrowable(() -> day.rows().filter("length(name) > 0").collectAsList());

        assertThat(SourceFailure.in(failure)).hasValueSatisfying(cause -> {
            assertThat(cause.getMessage())
                    .startsWith("source: reading file:")
                    .contains(file.getFileName() + " failed: could not verify page integrity")
                    .doesNotContain("\n");
            assertThat(cause).hasCause(failure);
        });
    }

    @Test
    void aTimeBeyondWhatSparkReadsIsToldAsOne() throws IOException {
        Path file = ParquetFiles.write(
                lake.resolve("a day/a.parquet"),
                "optional int64 at (TIMESTAMP(MILLIS,true));",
                1,
                (row, i) -> row.add("at", Long.MAX_VALUE));

        Throwable failure =
                catchThrowable(() -> open("/a day").rows().filter("at > now()").collectAsList());

        assertThat(SourceFailure.in(failure))
                .hasValueSatisfying(
                        cause -> assertThat(cause)
                                .hasMessageContaining(
                                        file.getFileName()
                                                + " failed: a TIMESTAMP(MILLIS) is beyond the year 294247, the last that"
                                                + " Spark reads, such as the largest number in place of \"never\"; write NULL there, then run the date again"));
    }

    @Test
    void aFailureOfTheJobItselfIsNotTheSources() {
        write("select id from range(3)", "day");
        Throwable failure = catchThrowable(
                () -> open("/day").rows().selectExpr("raise_error('mine')").collectAsList());

        assertThat(failure).isNotNull();
        assertThat(SourceFailure.in(failure)).isEmpty();
        assertThat(SourceFailure.in(new IOException("File /outbox/x does not exist")))
                .isEmpty();
    }

    private SourceDay open(String below, String... expressions) {
        return SourceDay.open(spark(), lake + below, DATE, List.of(expressions));
    }

    private void write(String query, String folder) {
        spark().sql(query).repartition(2).write().parquet(lake.resolve(folder).toString());
    }

    private Path dataFile(String folder) {
        return dataFiles(folder).get(0);
    }

    private long sizeOfFiles(String folder) {
        return dataFiles(folder).stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    private List<Path> dataFiles(String folder) {
        try (Stream<Path> files = Files.list(lake.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".parquet"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
