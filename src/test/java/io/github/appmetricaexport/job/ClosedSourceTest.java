package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.asSent;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source into which the job may not look: it is told which, in a line, and the day goes once it may. */
class ClosedSourceTest extends SparkTest {
    private static final String FOLDER = "/dt=2026-11-20/hour=07";

    @TempDir
    private Path folder;

    private final List<Map<String, String>> events = events("1111", 3);
    private Day day;

    @BeforeEach
    void open() throws IOException {
        ClosedFileSystem.register(spark().sparkContext().hadoopConfiguration());
        day = new Day(spark(), folder);
        day.write(events);
        Path hour = Files.createDirectory(day.source().resolve("hour=07"));
        try (Stream<Path> files = Files.list(day.source())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.move(file, hour.resolve(file.getFileName()));
            }
        }
        day.set("source.path", "closed:" + folder.resolve("source") + "/dt={date}");
    }

    @AfterEach
    void close() throws IOException {
        ClosedFileSystem.open();
        day.close();
    }

    @Test
    void aFolderThatMayNotBeListedIsNamed() {
        ClosedFileSystem.close(path -> path.toString().endsWith(FOLDER));

        assertRefused("cannot be listed: Permission denied: user=export", FOLDER, "the job's rights");
    }

    @Test
    void aFileThatMayNotBeReadIsNamed() {
        ClosedFileSystem.close(path -> path.toString().endsWith(".parquet"));

        assertRefused("Permission denied: user=export", FOLDER + "/part-");
    }

    /** After the driver has read its footer. */
    @Test
    void aFileThatIsClosedWhileTheDayIsPlannedIsNamed() {
        AtomicInteger openings = new AtomicInteger();
        ClosedFileSystem.close(path -> path.toString().endsWith(".parquet") && openings.incrementAndGet() > 1);

        assertRefused("Permission denied: user=export", FOLDER + "/part-", "run the date again");
    }

    /** As exit code 3, in one line: Hadoop's stack stays in the log. */
    private void assertRefused(String... words) {
        assertThatThrownBy(day::export)
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("source")
                .hasMessageContainingAll(words)
                .hasMessageNotContainingAny("\n", "\tat ");
        assertThat(day.requests()).isZero();

        ClosedFileSystem.open();
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(events));
    }
}
