package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days that no one means: they end while they are planned, with what is the matter, and leave nothing behind. */
class HugeDayTest extends SparkTest {
    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    @Test
    void aColumnOfUsersMappedAsTheApplicationEndsPlanningWithThatExplanation() throws IOException {
        List<Map<String, String>> events = new ArrayList<>();
        for (int user = 1; user <= 50_000; user++) {
            events.add(event(Integer.toString(user), "user", "open"));
        }
        day.write(events);
        day.set("mapping.application_id", "cast(application_id as bigint)");

        assertThatThrownBy(day::export)
                .hasMessage("more than 1,000 applications in this day, the most that gate.max-applications allows:"
                        + " mapping.application_id is cast(application_id as bigint); is that a column of users? Map what says"
                        + " the application, or raise gate.max-applications");
        assertNothingIsLeft();
    }

    @Test
    void aSmallFileThatUnpacksToTooMuchEndsPlanning() throws IOException {
        writeLongValues("concat('{\"a\":\"', repeat('a', 200000), '\"}')");
        day.set("gate.max-bytes", "5MB");

        assertThatThrownBy(day::export)
                .hasMessageStartingWith(
                        "more than 5,000,000 bytes of payloads and refused rows in this day, the most that"
                                + " gate.max-bytes allows");
        assertNothingIsLeft();
    }

    @Test
    void soDoesOneWhoseRowsAreRefused() throws IOException {
        writeLongValues("repeat('a', 200000)");
        day.set("gate.max-bytes", "5MB");

        assertThatThrownBy(day::export)
                .hasMessageStartingWith("more than 5,000,000 bytes of payloads and refused rows");
        assertNothingIsLeft();
    }

    /** 200 rows of which each has the same long value. */
    private void writeLongValues(String json) throws IOException {
        List<String> values = new ArrayList<>();
        Map<String, String> event = event("1111", "user", "open");
        for (String column : Day.COLUMNS) {
            String value = event.get(column);
            values.add((column.equals("event_json") ? json : value == null ? "cast(null as string)" : "'" + value + "'")
                    + " as " + column);
        }
        spark().range(0, 200, 1, 1)
                .selectExpr(values.toArray(String[]::new))
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(day.source().toString());
        assertThat(Files.size(day.sourceFile())).isLessThan(1_000_000);
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(day.requests()).isZero();
        try (Stream<Path> left = Files.walk(day.outbox())) {
            assertThat(left.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.startsWith("_LOCK"));
        }
    }
}
