package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.source.ParquetFiles;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole exports of days that other tools than Spark wrote. */
class ForeignParquetTest extends SparkTest {
    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
        Day.COLUMNS.forEach(column -> day.set("mapping." + column, "cast(null as string)"));
        day.set("mapping.application_id", "1111");
        day.set("mapping.profile_id", "user_id");
        day.set("mapping.event_name", "'open'");
        day.set(
                "mapping.event_timestamp",
                Long.toString(Clock.systemUTC().instant().getEpochSecond() - 3600));
    }

    @AfterEach
    void close() throws IOException {
        day.close();
        spark().conf().unset("spark.sql.parquet.enableVectorizedReader");
    }

    @Test
    void identifiersAreSentAsDuckDbWroteThemThoughSparkWouldMixThem() throws Exception {
        IntFunction<String> text = row -> row % 3 == 1 ? null : "user-" + row * row;
        ParquetFiles.writeDeltaLengths(file("a"), "user_id", 60, text);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger().stream().map(event -> event.get("profile_id")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 60)
                        .mapToObj(text)
                        .filter(Objects::nonNull)
                        .toList());
        assertThat(day.said()).containsOnlyOnce("SPARK-52240");
    }

    @Test
    void ofFilesThatDifferWhatIsMappedIsSentAndTheRestIsNobodysConcern() throws Exception {
        ParquetFiles.write(
                file("a"), "optional int32 user_id; optional int64 at (TIMESTAMP(NANOS,true));", 2, (row, i) -> {
                    row.add("user_id", i);
                    row.add("at", 1L);
                });
        ParquetFiles.write(
                file("b"),
                "optional int64 user_id; optional boolean at;",
                1,
                (row, i) -> row.add("user_id", 5_000_000_000L));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger().stream().map(event -> event.get("profile_id")))
                .containsExactlyInAnyOrder("0", "1", "5000000000");

        long requests = day.requests();
        day.set("mapping.device_model", "cast(at as string)");
        day.set("job.name", "another");
        assertThatThrownBy(day::export).isInstanceOf(SourceException.class).hasMessageContaining("column at of file:");
        assertThat(day.requests()).isEqualTo(requests);
    }

    private Path file(String name) throws IOException {
        return Files.createDirectories(day.source()).resolve(name + ".parquet");
    }
}
