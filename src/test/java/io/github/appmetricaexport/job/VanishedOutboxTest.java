package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file system with the outbox goes away while a run sends, as a mount does: what lies below it is an empty folder. */
class VanishedOutboxTest extends SparkTest {
    @TempDir
    private Path folder;

    private PromiseFixture fixture;
    private Path work;

    @BeforeEach
    void sixPayloadsOneAfterTheOther() throws Exception {
        work = folder.resolve("work");
        fixture = new PromiseFixture(spark(), folder)
                .day(24)
                .with("upload.max-concurrent-requests", "1")
                .sandbox("slow:1:delay=0.4");
    }

    @AfterEach
    void stopTheSandbox() throws Exception {
        fixture.close();
    }

    @Test
    void endsTheRunWithoutANewTreeAndNothingIsSentTwiceOnceItIsBack() throws Exception {
        CompletableFuture<Path> away = CompletableFuture.supplyAsync(this::moveAwayAfterTheFirstReceipt);

        assertThatThrownBy(fixture::export)
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("the outbox has vanished")
                .hasMessageContaining("run again");

        Path moved = away.get(10, TimeUnit.SECONDS);
        assertThat(filesBelow(work)).as("the tree on the disk below").isEmpty();
        assertThat(folder.resolve("results/runs")).as("books").doesNotExist();
        FileUtil.fullyDelete(work.toFile());
        Files.move(moved, work);
        long sent = fixture.ledger().requests().size();

        assertThat(fixture.export()).isIn(RunOutcome.COMPLETE, RunOutcome.IN_DOUBT);

        assertThat(sent).isLessThan(6);
        assertThat(fixture.ledger().requests()).hasSize(6);
        assertThat(fixture.applied()).hasSize(24);
        assertThat(fixture.applied().values()).containsOnly(1L);
        assertThat(fixture.summary().get("books_balance").asBoolean()).isTrue();
    }

    private Path moveAwayAfterTheFirstReceipt() {
        Path moved = folder.resolve("moved");
        try {
            while (Day.namesIn(fixture.run().resolve("receipts")).isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            Files.move(work, moved);
            Files.createDirectory(work);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return moved;
    }

    private static List<Path> filesBelow(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
