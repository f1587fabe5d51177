package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.results.RunOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the outbox that a crash left empty or cut off: what the commands make of them. */
class SpoiltOutboxTest extends SparkTest {
    @TempDir
    private Path folder;

    private PromiseFixture fixture;

    @BeforeEach
    void threePayloadsOneAfterTheOther() throws Exception {
        fixture = new PromiseFixture(spark(), folder).day(10).with("upload.max-concurrent-requests", "1");
    }

    @AfterEach
    void stopTheSandbox() throws Exception {
        fixture.close();
    }

    private void spoil(String file, String text) throws Exception {
        Path spoilt = fixture.run().resolve(file);
        Files.writeString(spoilt, text);
        Files.setLastModifiedTime(spoilt, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    private String status() {
        return StatusReport.of(fixture.config(), PromiseFixture.DATE, Instant.now());
    }

    @Test
    void aReceiptPutsItsPayloadInDoubtUntilSomebodyDecides() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        spoil("receipts/p000002.1", "{\"payloadId\":\"p0");

        assertThat(status()).contains("spoilt", "receipts/p000002.1 cannot be understood: it is no JSON, or cut off");
        // After the lease of the claim beside it.
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(status()).contains("in doubt p000002: 4 events");
        assertThat(fixture.said()).contains("1 files of the outbox count for nothing", "receipts/p000002.1");
        assertThat(fixture.resolve(Verdict.ACCEPTED, "p000002")).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.ledger().requests()).hasSize(3);
        assertThat(fixture.payloads("outcome")).containsEntry("p000002", "assumed_accepted");
    }

    @Test
    void aClaimIsResolvedAndSentUnderTheNextNumber() throws Exception {
        fixture.sandbox("502:1:to=1");
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
        Files.delete(fixture.run().resolve("receipts/p000001.1"));
        spoil("intents/p000001.1", "");

        assertThat(fixture.resolve(Verdict.NOT_APPLIED, "p000001")).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.run().resolve("receipts/p000001.2")).exists();
        assertThat(fixture.applied().values()).containsOnly(1L);
    }

    @Test
    void aDecisionIsHeldBackFromAnyPolicyUntilItIsRepeated() throws Exception {
        fixture.sandbox("502:1:to=1,applied=true");
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.resolve(Verdict.ACCEPTED, "p000001")).isEqualTo(RunOutcome.COMPLETE);
        spoil("resolutions/p000001.1", "null");

        fixture.with("upload.when-unknown", "resend");
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.resolve(Verdict.ACCEPTED, "p000001")).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.applied().values()).containsOnly(1L);
    }

    @Test
    void theRecordOfHalvesIsMendedByTheNextExportWhichSendsNoHalfTwice() throws Exception {
        fixture.sandbox("413:1:to=1");
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        int requests = fixture.ledger().requests().size();
        spoil("splits/p000001", "");

        assertThat(status()).contains("spoilt", "splits/p000001 cannot be understood: it is empty");
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.ledger().requests()).hasSize(requests);
        assertThat(fixture.applied()).hasSize(10);
        assertThat(fixture.applied().values()).containsOnly(1L);
        assertThat(fixture.payloads("outcome"))
                .containsEntry("p000001", "split")
                .containsEntry("p000001-1", "accepted");
    }

    @Test
    void theManifestOfARunThatWasSentEndsEveryCommandButStatus() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        String whole = Files.readString(fixture.run().resolve("manifest.json"));
        spoil("manifest.json", whole.substring(0, 100));

        assertThatThrownBy(fixture::export)
                .isInstanceOf(SpoiltFileException.class)
                .hasMessageContaining("bring the file back from a copy");
        assertThatThrownBy(() -> fixture.resolve(Verdict.ACCEPTED)).isInstanceOf(SpoiltFileException.class);
        assertThat(status()).contains("run      not known", "manifest.json cannot be understood", "free, last held by");
        spoil("manifest.json", whole.replace("\"format\" : 3", "\"format\" : 4"));
        assertThatThrownBy(fixture::export).isInstanceOf(ConfigException.class).hasMessageContaining("format 4");
        assertThat(status()).contains("run      not known", "a later version of the job (format 4");
        spoil("manifest.json", whole);
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.ledger().requests()).hasSize(3);
    }

    @Test
    void theManifestOfARunThatNeverClaimedAnythingLetsTheDateBePlannedAnew() throws Exception {
        fixture.with("gate.max-invalid-share", "0").with("api.daily-event-budget", "1");
        assertThat(fixture.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        spoil("manifest.json", "");

        fixture.with("api.daily-event-budget", "100");
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.said()).contains("the run was never begun: the next export plans the date anew");
        assertThat(fixture.run()).isDirectoryNotContaining("glob:**/{manifest.json,payloads,rejects}");
        assertThat(spark().read()
                        .parquet(folder.resolve("results/runs").toString())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aLockIsTakenOverOnceItStandsStill() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        Files.writeString(fixture.run().resolveSibling("_LOCK.1"), "{");

        assertThat(status()).contains("held by somebody, for its file cannot be understood");
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.said()).contains("held by somebody, for its file cannot be understood");
    }
}
