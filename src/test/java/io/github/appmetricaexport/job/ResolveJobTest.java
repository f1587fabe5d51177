package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolveJobTest extends SparkTest {
    @TempDir
    private Path folder;

    private PromiseFixture fixture;

    @BeforeEach
    void losesTheAnswerToTheFirstOfThreePayloads() throws Exception {
        fixture = new PromiseFixture(spark(), folder).day(10).with("upload.max-concurrent-requests", "1");
        fixture.sandbox("502:1:to=1,applied=true");
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
    }

    @AfterEach
    void stopTheSandbox() throws Exception {
        fixture.close();
    }

    @Test
    void countsAsAssumedAcceptedAfterAcceptedAndIsNeverSentAgain() throws Exception {
        assertThat(fixture.resolve(Verdict.ACCEPTED, "p000001")).isEqualTo(RunOutcome.COMPLETE);

        assertThat(fixture.payloads("outcome"))
                .hasSize(3)
                .containsEntry("p000001", "assumed_accepted")
                .containsEntry("p000002", "accepted");
        assertThat(fixture.payloads("resolution"))
                .containsEntry("p000001", "accepted by invented-login: asked the invented support")
                .containsEntry("p000002", null);
        assertThat(fixture.summary().at("/events/accepted").asInt()).isEqualTo(6);
        assertThat(fixture.summary().at("/events/assumed_accepted").asInt()).isEqualTo(4);
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.ledger().requests()).hasSize(3);
    }

    @Test
    void isSentAgainByTheNextExportAfterNotApplied() {
        assertThat(fixture.resolve(Verdict.NOT_APPLIED)).isEqualTo(RunOutcome.INCOMPLETE);

        assertThat(fixture.payloads("outcome")).containsEntry("p000001", "not_sent");
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.payloads("outcome")).containsEntry("p000001", "accepted");
        assertThat(fixture.payloads("resolution").get("p000001"))
                .isEqualTo("not applied by invented-login: asked the invented support");
        assertThat(fixture.ledger().requests()).hasSize(4);
    }

    @Test
    void refusesEveryPayloadThatIsNotInDoubtAndRecordsNothing() {
        assertThatThrownBy(() -> fixture.resolve(Verdict.ACCEPTED, "p000001", "p000002", "p000099"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Object::toString)
                                .containsExactlyInAnyOrder(
                                        "--payload = p000002: is accepted, and only a payload in doubt can be resolved",
                                        "--payload = p000099: the run of this date has no such payload"));

        assertThat(fixture.run().resolve("resolutions")).doesNotExist();
    }

    @Test
    void settlesWithoutAnythingLeftInDoubt() {
        fixture.resolve(Verdict.ACCEPTED);

        assertThat(fixture.resolve(Verdict.ACCEPTED)).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.said()).contains("nothing of this date is in doubt");
    }

    @Test
    void leavesADateAloneThatWasNeverFrozen() {
        Resolve resolve = new Resolve(Set.of(), Optional.empty(), Verdict.ACCEPTED, "invented-login", "because");
        Console console = new Console(System.out, Clock.systemUTC());

        assertThatThrownBy(() -> new ResolveJob(
                                spark(),
                                fixture.config(),
                                PromiseFixture.DATE.minusDays(1),
                                resolve,
                                console,
                                Clock.systemUTC())
                        .run())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nothing is frozen for this date");
        assertThat(folder.resolve("work/offline-events/date=" + PromiseFixture.DATE.minusDays(1)))
                .doesNotExist();
    }

    @Test
    void isToldBySummaryAndStatusWithTheCommandToRun() throws Exception {
        String command = "jobs/submit.sh resolve --config FILE --date " + PromiseFixture.DATE
                + " --payload p000001 --as accepted|not-applied --reason TEXT";

        assertThat(fixture.said()).contains(command);
        assertThat(fixture.summary().get("next").toString()).contains(command);
        assertThat(StatusReport.of(fixture.config(), PromiseFixture.DATE, Instant.now()))
                .contains("in doubt p000001: 4 events of application 1111")
                .contains(command);
    }

    @Test
    void isTheBusinessOfNobodyWhileALeaseRuns() throws Exception {
        Files.writeString(fixture.run().resolve("intents/p000001.2"), """
                {"payloadId":"p000001","attempt":2,"applicationId":"1111","epoch":1,"host":"h","task":"t","token":"x",
                "claimedAt":"2026-01-01T00:00:00Z","leaseUntil":"2999-01-01T00:00:00Z"}""");

        assertThat(StatusReport.of(fixture.config(), PromiseFixture.DATE, Instant.now()))
                .contains("in flight p000001: 4 events of application 1111, attempt 2, its lease ends at"
                        + " 2999-01-01T00:00:00Z");
        assertThatThrownBy(() -> fixture.resolve(Verdict.ACCEPTED, "p000001"))
                .hasMessageContaining("somebody may still be sending it until 2999-01-01T00:00:00Z");
    }
}
