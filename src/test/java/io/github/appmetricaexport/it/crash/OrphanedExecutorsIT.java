package io.github.appmetricaexport.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver is killed while its executors live: they wait for what they have begun, and meanwhile the next driver sends. */
@Tag("cluster")
class OrphanedExecutorsIT {
    private static final int ROWS = 6_000;

    private static final CrashPoint BEFORE_THE_CLAIM =
            new CrashPoint("before-claim", "before", "rename", ".*/intents/.*");
    private static final CrashPoint AFTER_THE_CLAIM = new CrashPoint("after-claim", "after", "rename", ".*/intents/.*");

    @TempDir
    private Path folder;

    /** One of two is about to claim a payload when the driver dies, the other has claimed one. */
    @Test
    void sendNothingThatTheNextDriverSends() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        Path lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS);
        Path jar = CrashJar.write(folder.resolve("crash.jar"));
        try (CrashDay day = CrashDay.open(folder.resolve("day"), lake, date, jar)) {
            // So long lives who has begun something, and so long a claim is respected.
            day.set("upload { call-timeout = 60s, max-concurrent-requests = 2 }");
            try (SparkSubmitProcess first =
                    day.submit(List.of(BEFORE_THE_CLAIM, AFTER_THE_CLAIM), "--master", "local-cluster[2,1,1024]")) {
                long aboutToClaim = day.awaitProcessAt(BEFORE_THE_CLAIM, first);
                assertThat(day.awaitProcessAt(AFTER_THE_CLAIM, first)).isNotEqualTo(aboutToClaim);
                assertThat(day.requests()).isEmpty();
                int payloads = day.books().sha256OfPayload().size();
                first.kill();
                try (SparkSubmitProcess next = day.submit(List.of(), "--master", "local[2]")) {
                    day.awaitLock(2, next);
                    day.release(AFTER_THE_CLAIM);
                    day.awaitApplied(payloads, next);
                    assertThat(first.survivors()).extracting(ProcessHandle::pid).contains(aboutToClaim);
                    day.release(BEFORE_THE_CLAIM);
                    Await.until("they end", () -> first.survivors().isEmpty());
                    assertThat(next.exitCode()).as(next.output()).isZero();
                }
            }
            CrashBooks books = day.books();
            books.assertThatTheSummaryAgrees(ROWS, 0);
            assertThat(books.sha256OfPayload().keySet())
                    .allSatisfy(
                            payload -> assertThat(books.timesApplied(payload)).isOne());
            try (Stream<Path> receipts = Files.list(books.run().resolve("receipts"))) {
                assertThat(receipts.filter(
                                file -> !file.getFileName().toString().startsWith(".")))
                        .hasSize(books.sha256OfPayload().size() + 1)
                        .extracting(Files::readString)
                        .filteredOn(receipt -> receipt.contains("NOT_SENT"))
                        .singleElement()
                        .asString()
                        .contains("another run took over the date when this attempt had been claimed");
            }
        }
    }
}
