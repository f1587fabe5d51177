package io.github.appmetricaexport.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver is killed at every step of a further run of a date that was rewritten, where no answer can be lost; plain reruns end
 * what they began, and each row is applied once.
 */
@Tag("cluster")
class FurtherRunCrashIT {
    private static final int ROWS = 6_000;
    private static final int LATE = 3_000;

    private static final List<CrashPoint> POINTS = List.of(
            new CrashPoint("within-aside", "after", "create", ".*/aside/payloads/.*"),
            new CrashPoint("after-aside", "after", "rename", ".*/aside/manifest\\.json"),
            new CrashPoint("within-copy", "after", "create", ".*/run=\\d+/payloads/.*"),
            new CrashPoint("before-manifest", "before", "rename", ".*/run=\\d+/manifest\\.json"),
            new CrashPoint("after-manifest", "after", "rename", ".*/run=\\d+/manifest\\.json"),
            new CrashPoint("before-summary", "before", "replace", ".*/summary\\.json"));

    @TempDir
    private Path folder;

    @Test
    void sendsEachRowOnceWhereverTheDriverDies() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        Path lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS);
        SampleDay.make(folder.resolve("late"), date, LATE);
        Path jar = CrashJar.write(folder.resolve("crash.jar"));
        try (CrashDay day = CrashDay.open(folder.resolve("day"), lake, date, jar)) {
            day.set("gate.max-late-share = 1");
            assertThat(day.run()).isZero();
            assertThat(applied(day)).isEqualTo(ROWS);
            rewrite(lake.resolve("dt=" + date));

            for (CrashPoint point : POINTS) {
                day.dieAt(point);
                assertThat(applied(day)).as(point.name()).isLessThanOrEqualTo(ROWS + LATE);
            }

            assertThat(day.run()).isZero();
            assertThat(applied(day)).isEqualTo(ROWS + LATE);
            assertThat(day.run()).isZero();
            assertThat(applied(day)).as("after one more export").isEqualTo(ROWS + LATE);
            assertThat(sum(day, "accepted")).isEqualTo(ROWS + LATE);
            assertThat(sum(day, "booked")).isEqualTo(ROWS);
        }
    }

    /** A file is added, and another was written again with the same rows. */
    private void rewrite(Path source) throws Exception {
        Path late = ClusterJars.in(folder.resolve("late/" + source.getFileName()), "part-")
                .get(0);
        Files.copy(late, source.resolve("part-late.parquet"));
        Files.setLastModifiedTime(
                ClusterJars.in(source, "part-0").get(0),
                FileTime.from(Clock.systemUTC().instant().plusSeconds(1)));
    }

    private static long applied(CrashDay day) {
        return day.requests().stream().mapToLong(LedgerRequest::rows).sum();
    }

    private static long sum(CrashDay day, String column) throws Exception {
        return day.table("runs").stream()
                .map((Map<String, String> run) -> run.get(column))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
