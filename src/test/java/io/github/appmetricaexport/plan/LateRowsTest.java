package io.github.appmetricaexport.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.payload.PayloadCut;
import io.github.appmetricaexport.plan.LateRows.Found;
import io.github.appmetricaexport.results.DayBounds;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.JobContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateRowsTest extends SparkTest {
    private static final PayloadCut CUT = new PayloadCut(100, 1_000_000);

    @TempDir
    private Path work;

    private JobContext job;
    private int frozen;
    private List<String> columns;
    private long oldest;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(work.resolve("_LOCK.7"), "{}");
        spark().sparkContext().hadoopConfiguration().set("fs.torn.impl", TornFileSystem.class.getName());
        ExportConfig config = TestConfig.with(ExportOptions.WORK_PATH, work.toString());
        job = JobContext.open(spark(), config, LocalDate.of(2026, 11, 20), Clock.systemUTC(), Console.ofProcess());
    }

    @AfterEach
    void close() {
        job.close();
    }

    private FrozenRun freeze(String users, Map<PostApiField, String> mapped) {
        Dataset<Row> source = spark().sql("select id, cast(id as string) as user from " + users);
        Map<PostApiField, String> mapping = new EnumMap<>(Map.of(
                PostApiField.APPLICATION_ID, "1111 + id % 2",
                PostApiField.PROFILE_ID, "user",
                PostApiField.EVENT_NAME, "if(id % 10 = 0, '', 'open, \"it\"')",
                PostApiField.EVENT_TIMESTAMP, "1700000000 + id"));
        mapping.putAll(mapped);
        Dataset<Row> rows = Normalization.of(source, mapping).rows();
        RunPaths paths = new RunPaths(work.resolve("run=" + ++frozen).toString());
        PlanSettings settings = settings(paths, rows.columns());
        rows.write()
                .format(OutboxSink.class.getName())
                .option(PlanSettings.OPTION, settings.json())
                .mode(SaveMode.Append)
                .save();
        columns = List.of(rows.columns());
        return FrozenRun.open(job.store(), paths);
    }

    private PlanSettings settings(RunPaths paths, String... columns) {
        return new PlanSettings(
                paths,
                "token",
                new TaskRules(
                        CUT,
                        new ValidationLimits(oldest, 2_000_000_000, 1000),
                        new DayBounds(10, "application_id", 1_000_000_000)),
                new FencingToken(work.toString(), 7),
                Manifest.draft(
                        new Manifest.Identity(1, "job", "2026-11-20", "job-2026-11-20-" + frozen, Instant.EPOCH),
                        new Manifest.Origin("", "", "", "", "rows", ""),
                        new Manifest.Source("", "", 0),
                        List.of(columns),
                        "token"));
    }

    private Found compare(FrozenRun day, FrozenRun... earlier) {
        return new LateRows(job, day, List.of(earlier)).copyTo(settings(target(), columns.toArray(String[]::new)));
    }

    private RunPaths target() {
        return new RunPaths(work.resolve("late").toString());
    }

    private List<Integer> users(Found found) throws IOException {
        List<Integer> users = new ArrayList<>();
        for (PlannedPart part : found.parts()) {
            for (FrozenPayload payload : part.payloads()) {
                try (InputStream file = job.store().open(target().payload(payload.file()))) {
                    CsvRows rows = new CsvRows(file);
                    assertThat(rows.next()).isPresent();
                    for (Optional<byte[]> row = rows.next(); row.isPresent(); row = rows.next()) {
                        String[] values = CsvRows.values(row.get());
                        assertThat(values[0]).isEqualTo(payload.applicationId());
                        users.add(Integer.valueOf(values[1]));
                    }
                }
            }
        }
        return users;
    }

    private static long invalid(Found found) {
        return found.parts().stream().mapToLong(part -> part.rows().invalid()).sum();
    }

    @Test
    void areNoneOfADayThatWasOnlyWrittenAnew() {
        FrozenRun first = freeze("range(0, 1000, 1, 3)", Map.of());
        FrozenRun again = freeze("(select * from range(0, 1000, 1, 7) order by -id)", Map.of());

        Found found = compare(again, first);

        assertThat(found.damage()).isEmpty();
        assertThat(found.rows()).isZero();
        assertThat(found.parts()).isEmpty();
    }

    @Test
    void areThoseThatEarlierRunsHaveNotBookedEachAsOftenAsThereAreMoreOfIt() throws Exception {
        FrozenRun first = freeze("range(0, 500)", Map.of());
        FrozenRun second = freeze("(select * from range(490, 700) union all select 1 as id)", Map.of());
        FrozenRun day = freeze(
                "(select * from range(5, 710) union all select id from values (1), (1), (7), (491), (491), (20) as t(id))",
                Map.of());

        Found found = compare(day, first, second);

        // 1 was booked twice; 490 to 499 too, of which one more 491 is there than was booked; 500 and 20 are no events.
        assertThat(users(found)).containsExactlyInAnyOrder(7, 491, 701, 702, 703, 704, 705, 706, 707, 708, 709);
        assertThat(invalid(found)).as("700 and 20, which are refused").isEqualTo(2);
        assertThat(found.rows()).isEqualTo(13);
    }

    @Test
    void areTheMendedOnesOfThoseThatWereRefused() throws Exception {
        FrozenRun first = freeze("range(0, 100)", Map.of());
        FrozenRun mended = freeze("range(0, 100)", Map.of(PostApiField.EVENT_NAME, "'open, \"it\"'"));

        Found found = compare(mended, first);

        assertThat(users(found)).containsExactlyInAnyOrder(0, 10, 20, 30, 40, 50, 60, 70, 80, 90);
        assertThat(invalid(found)).isZero();
    }

    @Test
    void areNoneWhereARowThatWasSentWouldBeRefusedNow() throws Exception {
        FrozenRun first = freeze("range(1, 10)", Map.of());
        oldest = 1_800_000_000;
        FrozenRun refused = freeze("range(1, 10)", Map.of(PostApiField.DEVICE_MODEL, "''"));
        assertThat(refused.manifest().content().invalidRows()).isEqualTo(9);

        assertThat(compare(refused, first).rows()).isZero();
    }

    @Test
    void areNotKnownYetWhereALedgerIsOutOfReachForNow() {
        FrozenRun first = freeze("range(0, 300)", Map.of());
        FrozenRun day = freeze("range(0, 310)", Map.of());
        RunPaths there = new RunPaths("torn:" + work.resolve("run=1"));

        assertThatThrownBy(() -> compare(day, new FrozenRun(there, first.manifest(), first.payloads())))
                .satisfies(failure -> assertThat(Failures.ofPlanning(
                                (Exception) failure, spark().sparkContext().conf()))
                        .isInstanceOf(OutboxException.class));
    }

    /** Whose server answers no more in the midst of a file. */
    public static final class TornFileSystem extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("torn:///");
        }

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize) throws IOException {
            super.open(file, bufferSize).close();
            return new FSDataInputStream(new FSInputStream() {
                @Override
                public int read() throws IOException {
                    throw new SocketTimeoutException("Read timed out");
                }

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    return read();
                }

                @Override
                public void seek(long position) {}

                @Override
                public long getPos() {
                    return 0;
                }

                @Override
                public boolean seekToNewSource(long position) {
                    return false;
                }
            });
        }
    }

    @Test
    void areNotKnownWhereALedgerIsDamaged() throws Exception {
        FrozenRun first = freeze("range(0, 300)", Map.of());
        FrozenRun day = freeze("range(0, 310)", Map.of());
        Path payload =
                Path.of(first.paths().payload(first.payloads().get(1).file()).toString());
        Files.writeString(payload, Files.readString(payload).replace("open", "oben"));
        Files.delete(
                Path.of(first.paths().payload(first.payloads().get(0).file()).toString()));

        Found found = compare(day, first);

        assertThat(found.damage())
                .hasSize(2)
                .anySatisfy(file -> assertThat(file).contains("not what was frozen"));
        assertThat(found.parts()).isEmpty();
    }
}
