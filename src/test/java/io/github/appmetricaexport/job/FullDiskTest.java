package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.asSent;
import static io.github.appmetricaexport.job.Day.event;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full at every moment of a run: the run says so, and the next one goes on. */
class FullDiskTest extends SparkTest {
    @TempDir
    private Path folder;

    private final List<Map<String, String>> valid = events("1111", 3);
    private Day day;

    @BeforeEach
    void open() throws IOException {
        FullFileSystem.register(spark().sparkContext().hadoopConfiguration());
        day = new Day(spark(), folder);
        List<Map<String, String>> events = new ArrayList<>(valid);
        events.add(event("0", "invalid", "invalid"));
        day.write(events);
        day.set("payload.max-rows", "1");
        day.set("work.path", "full:" + folder.resolve("work"));
        day.set("results.path", "full:" + folder.resolve("results"));
    }

    @AfterEach
    void close() throws IOException {
        FullFileSystem.free();
        day.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payloads/", "/rejects/", "/payloads-", "/manifest.json"})
    void beforeTheFirstRequestLeavesEverythingToTheNextRun(String where) {
        FullFileSystem.fill("run=1" + where, 20);

        assertThatThrownBy(day::export)
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("No space left on device");
        assertThat(day.requests()).isZero();

        FullFileSystem.free();
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(valid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/aside/payloads/", "/payloads/", "/rejects/"})
    void forAFurtherRunLeavesItToTheNextExportAndTakesNoSpace(String where) {
        day.export();
        List<Map<String, String>> more = new ArrayList<>(valid);
        more.addAll(events("2222", 2));
        more.add(event("0", "invalid", "another"));
        day.write(more);
        day.set("gate.max-late-share", "9");
        FullFileSystem.fill("run=2" + where, 20);

        assertThatThrownBy(day::export)
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("No space left on device");
        assertThat(day.run(2).resolve("aside")).doesNotExist();

        FullFileSystem.free();
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).hasSize(5);
    }

    @Test
    void forTheClaimsLeavesThePayloadsUnsent() {
        FullFileSystem.fill("/intents/", 20);

        assertThat(day.export()).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(day.said()).contains("3 payloads: the outbox took no claim", "(No space left on device)");
        assertThat(day.requests()).isZero();

        FullFileSystem.free();
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(valid));
    }

    @Test
    void forAReceiptPutsOnePayloadInDoubtAndSendsNoOther() throws Exception {
        day.set("upload.max-concurrent-requests", "1");
        FullFileSystem.fill("/receipts/", 20);

        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);

        assertThat(day.requests()).isEqualTo(1);
        assertThat(day.said())
                .contains("in doubt: 1 events", "the outbox took no receipt")
                .as("the sender is known to be done")
                .doesNotContain("waiting until");
        assertThat(day.table("payloads"))
                .extracting(row -> row.<String>getAs("outcome"))
                .containsExactlyInAnyOrder("unknown", "not_sent", "not_sent");

        FullFileSystem.free();
        // The claim's lease is over at once.
        day.tellTimeBy(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5)));
        assertThat(day.export()).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(day.requests()).isEqualTo(3);
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(valid));
    }

    @Test
    void forTheTablesLeavesSettlingToTheNextRunWhichSendsNothing() throws Exception {
        FullFileSystem.fill("/results/", 20);

        assertThatThrownBy(day::export)
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("results tables")
                .hasMessageContaining("No space left on device");
        assertThat(day.requests()).isEqualTo(3);

        FullFileSystem.free();
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(3);
        assertThat(day.table("payloads")).hasSize(3);
        assertThat(day.summary().get("exit_code").asInt()).isZero();
    }

    @Test
    void forTheSummaryIsNoSuccess() throws Exception {
        FullFileSystem.fill("summary.json", 20);

        assertThatThrownBy(day::export)
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("summary.json")
                .hasMessageContaining("No space left on device");

        FullFileSystem.free();
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.requests()).isEqualTo(3);
        assertThat(day.summary().get("exit_code").asInt()).isZero();
    }
}
