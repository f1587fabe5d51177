package io.github.appmetricaexport.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables whose files lie there as if they were a day's: whichever folder of them the path names. */
class TableFormatTest extends SparkTest {
    @TempDir
    private Path lake;

    @ParameterizedTest
    @CsvSource({
        "_delta_log/00000000000000000000.json, a Delta table, set source.table in the place of source.path",
        ".hoodie/hoodie.properties, a Hudi table, set source.table in the place of source.path",
        "_spark_metadata/0, what a Spark stream writes, spark.read.parquet",
        "metadata/00000-4a.metadata.json, an Iceberg table, set source.table in the place of source.path",
    })
    void aTableIsRefusedWhereverInItThePathPoints(String marker, String words, String remedy) throws IOException {
        write("table/data/dt=2026-11-22/hour=07");
        Files.createDirectories(lake.resolve("table").resolve(marker).getParent());
        Files.writeString(lake.resolve("table").resolve(marker), "{}");

        for (String path : List.of(
                "", "/table", "/table/data", "/table/data/dt=2026-11-22/hour=07", "/table/data/*/*/*.parquet")) {
            assertThatThrownBy(() -> open(path))
                    .as(path)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("belongs to " + words)
                    .hasMessageContaining("/table/" + marker.replaceFirst("^(_\\w+|\\.\\w+)/.*", "$1"))
                    .hasMessageContaining(remedy)
                    .hasMessageMatching("(?s).*[ `\"](file:)?" + lake.toRealPath() + "/table[)`\"].*");
        }
    }

    @Test
    void aFolderOfAHudiTableThatStandsAloneIsKnownByItsOwnFile() throws IOException {
        write("dt=2026-11-22");
        Files.writeString(lake.resolve("dt=2026-11-22/.hoodie_partition_metadata"), "");

        assertThatThrownBy(() -> open("/dt=2026-11-22")).hasMessageContaining("belongs to a Hudi table");
    }

    @Test
    void aFolderNamedMetadataMakesNoTable() throws IOException {
        write("day");
        Files.createDirectories(lake.resolve("metadata"));
        Files.writeString(lake.resolve("metadata/schema.json"), "{}");

        assertThat(open("/day").rowCount()).isEqualTo(3);
    }

    private SourceDay open(String below) {
        return SourceDay.open(spark(), lake + below, LocalDate.EPOCH, List.of());
    }

    private void write(String folder) {
        spark().sql("select id from range(3)")
                .coalesce(1)
                .write()
                .parquet(lake.resolve(folder).toString());
    }
}
