package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.logs.LogsNotReadyException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A date with lost answers held against what the sandbox's Logs API shows; payloads of four rows, sent one after another. */
class ReconcileJobTest extends SparkTest {
    private static final Duration SOON = Duration.ofHours(2);
    private static final Duration LATER = Duration.ofHours(30);

    @TempDir
    private Path folder;

    private PromiseFixture fixture;

    /** In doubt, each by the name of its payload. */
    private String applied;

    private String notApplied;
    private String half;

    @BeforeEach
    void start() throws Exception {
        fixture = new PromiseFixture(spark(), folder).day(40).with("upload.max-concurrent-requests", "1");
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void decidesWhatIsClearAndTheNextExportSendsWhatWasNotApplied() throws Exception {
        loseThreeAnswers();
        fixture.later(SOON, visibility -> visibility.withDelay(Duration.ofHours(6)));
        assertThat(fixture.reconcile(Reconcile.Mode.RESOLVE)).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.said())
                .contains("of 28 accepted events in 7 payloads 0 are visible, 28 missing; 0 extra")
                .contains(applied
                        + ", application 1111: cannot say, none of 4 rows is visible, which means nothing before");
        assertThat(fixture.run().resolve("resolutions")).doesNotExist();

        fixture.later(LATER, visibility -> visibility);
        assertThat(fixture.reconcile(Reconcile.Mode.REPORT)).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.said())
                .contains("of 28 accepted events in 7 payloads 28 are visible, 0 missing; 0 extra")
                .contains(applied + ", application 1111: applied, 4 of 4 rows are visible")
                .contains(notApplied + ", application 1111: not applied, none of 4 rows is visible")
                .contains(half + ", application 1111: cannot say, 2 of 4 rows are visible, fewer than")
                .contains("the evidence is clear for 2 payloads: --resolve decides by it");
        assertThat(fixture.run().resolve("resolutions")).as("only told").doesNotExist();
        assertThat(StatusReport.of(fixture.config(), PromiseFixture.DATE, Instant.now()))
                .contains("of 28 accepted events in 7 payloads 28 are visible")
                .contains(notApplied + ", application 1111: not applied");

        assertThat(fixture.reconcile(Reconcile.Mode.RESOLVE)).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.payloads("resolution").get(applied).toString())
                .startsWith("accepted by invented-login: evidence of the Logs API, asked at ")
                .endsWith(": 4 of 4 rows are visible");
        assertThat(fixture.payloads("resolution").get(notApplied).toString())
                .contains("not applied by invented-login")
                .contains("none of 4 rows is visible, though at least 3 accepted payloads of the hour are");
        assertThat(fixture.payloads("outcome"))
                .containsEntry(applied, "assumed_accepted")
                .containsEntry(notApplied, "not_sent")
                .containsEntry(half, "unknown");
        fixture.later(Duration.ZERO, visibility -> visibility);
        assertThat(fixture.export()).as("a half of one is in doubt").isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.payloads("outcome")).containsEntry(notApplied, "accepted");
        assertThat(fixture.applied().values()).as("nothing twice").hasSize(38).containsOnly(1L);
        assertThat(fixture.table("visibility"))
                .as("asked three times, of ten payloads")
                .hasSize(30);
    }

    @Test
    void tellsWhatIsMissingAndWhatIsThereTwiceAndOverturnsNoAnswer() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        List<String> unknown = fixture.usersOf("p000003");
        String twice = fixture.usersOf("p000005").get(1);
        Path sdk = folder.resolve("sdk.csv");
        Files.writeString(sdk, "application_id,profile_id,event_name,event_timestamp\r\n" + line(twice));

        fixture.later(
                SOON,
                visibility ->
                        visibility.withStrangers(String.join("|", unknown)).withSdkEvents(sdk));
        assertThat(fixture.reconcile(Reconcile.Mode.RESOLVE))
                .as("too early to say")
                .isEqualTo(RunOutcome.INCOMPLETE);
        fixture.later(LATER, visibility -> visibility);
        assertThat(fixture.reconcile(Reconcile.Mode.RESOLVE)).isEqualTo(RunOutcome.NOT_VISIBLE);
        assertThat(fixture.said())
                .contains("of 40 accepted events in 10 payloads 36 are visible, 4 missing; 1 extra")
                .contains("missing  p000003, application 1111: 4 of 4")
                .contains("missing  4 named bought, \"it\"")
                .contains("exit 10: accepted events did not become visible in AppMetrica");
        assertThat(fixture.payloads("outcome").values()).containsOnly("accepted");
        assertThat(fixture.run().resolve("resolutions")).doesNotExist();
        Row missing = newest("p000003");
        assertThat(missing.<String>getAs("evidence")).isEqualTo("missing");
        assertThat(missing.<Long>getAs("visible")).isZero();
        assertThat(missing.<Long>getAs("missing")).isEqualTo(4);
        assertThat(missing.getJavaMap(missing.fieldIndex("missing_by_name"))).hasToString("{bought, \"it\"\r\nnow=4}");
        assertThat(newest("p000005").<Long>getAs("extra")).isEqualTo(1);

        fixture.with("evidence.max-missing-share", "0.1");
        assertThat(fixture.reconcile(Reconcile.Mode.REPORT)).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void takesNoOtherEventForOnesOfAPayloadThatWasNotApplied() throws Exception {
        loseThreeAnswers();
        Path sdk = folder.resolve("sdk.csv");
        StringBuilder alike = new StringBuilder("application_id,profile_id,event_name,event_timestamp\r\n");
        for (String user : fixture.usersOf(notApplied).subList(0, 3)) {
            alike.append(line(user));
        }
        Files.writeString(sdk, alike);
        fixture.later(LATER, visibility -> visibility.withSdkEvents(sdk));

        assertThat(fixture.reconcile(Reconcile.Mode.RESOLVE)).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.said()).contains(notApplied + ", application 1111: cannot say, 3 of 4 rows are visible");
        assertThat(fixture.payloadsThat("unknown")).containsExactlyInAnyOrder(notApplied, half);
    }

    @Test
    void concludesNothingFromAnAbsenceWhereTheAnswersAreIncomplete() throws Exception {
        loseThreeAnswers();
        fixture.later(LATER, visibility -> visibility.withUnavailable(0.01));
        assertThatThrownBy(() -> fixture.reconcile(Reconcile.Mode.RESOLVE)).isInstanceOf(LogsNotReadyException.class);

        fixture.with("evidence.skip-unavailable-shards", "true");
        assertThat(fixture.reconcile(Reconcile.Mode.RESOLVE)).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.said())
                .contains("(answers may be incomplete)")
                .contains(notApplied + ", application 1111: cannot say, none of 4 rows is visible, but answers may be"
                        + " incomplete (evidence.skip-unavailable-shards)");
        assertThat(fixture.payloadsThat("unknown")).contains(notApplied);
        assertThat(newest(notApplied).<String>getAs("availability")).isEqualTo("incomplete");
    }

    @Test
    void waitsHalvesAndGoesOnWithWhatWasAskedForBefore() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        Path sdk = folder.resolve("sdk.csv");
        StringBuilder others = new StringBuilder("application_id,profile_id,event_name,event_timestamp\r\n");
        long noon = PromiseFixture.DATE.atTime(12, 0).toEpochSecond(ZoneOffset.UTC);
        for (int minute = 1; minute <= 50; minute++) {
            others.append("1111,invented,opened,").append(noon + 60L * minute).append("\r\n");
        }
        Files.writeString(sdk, others);
        fixture.with(fixture.logs()
                .withPreparation(new Preparation(3, 3, 60))
                .withFaults(
                        FaultPlan.of(1, "503:1:from=2,to=2", "429:1:from=4,to=4", "reset-within-body:1:from=12,to=14"))
                .withZone(ZoneOffset.ofHours(-11)));
        fixture.later(LATER, visibility -> visibility.withSdkEvents(sdk));

        assertThatThrownBy(() -> fixture.reconcile(Reconcile.Mode.REPORT, Duration.ZERO))
                .isInstanceOfSatisfying(
                        LogsNotReadyException.class,
                        failure -> assertThat(Failures.outcome(failure)).isEqualTo(RunOutcome.INCOMPLETE))
                .hasMessageContaining("is not ready")
                .hasMessageContaining("Run the same command again later");
        assertThat(evidenceFolder()).as("answers hold personal data").containsExactly("asked.json");
        assertThat(fixture.reconcile(Reconcile.Mode.REPORT)).isEqualTo(RunOutcome.COMPLETE);
        assertThat(fixture.said())
                .contains("going on with what was asked for at")
                .contains("of 40 accepted events in 10 payloads 40 are visible, 0 missing; 0 extra");
        assertThat(evidenceFolder()).isEmpty();
    }

    @Test
    void refusesADateOfWhichNothingWasSent() {
        assertThatThrownBy(() -> fixture.reconcile(Reconcile.Mode.REPORT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nothing is frozen for this date");
        assertThat(folder.resolve("work")).doesNotExist();
    }

    @Test
    void saysWhereTheRowsAreGone() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        Path payloads = fixture.run().resolve("payloads");
        try (Stream<Path> files = Files.walk(payloads)) {
            Path one = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
            Files.writeString(one, Files.readString(one).replaceFirst("user-", "uzer-"));
        }
        fixture.later(LATER, visibility -> visibility);
        assertThat(fixture.reconcile(Reconcile.Mode.REPORT)).isEqualTo(RunOutcome.NOT_VISIBLE);
        assertThat(fixture.table("visibility"))
                .filteredOn(row -> row.getAs("evidence").equals("cannot_say"))
                .singleElement()
                .satisfies(row -> assertThat(row.<String>getAs("reason")).contains("it is not what was frozen"));

        FileUtil.fullyDelete(payloads.toFile());
        assertThatThrownBy(() -> fixture.reconcile(Reconcile.Mode.REPORT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the payload files of run 1 were deleted (work.keep-payloads)");
    }

    @Test
    void matchesByTheMarkerWhereThereIsOne() throws Exception {
        fixture.close();
        fixture = new PromiseFixture(spark(), folder)
                .dayOfMarkers(40)
                .with("upload.max-concurrent-requests", "1")
                .with("evidence.marker", "$.row.id");
        loseThreeAnswers();
        Path sdk = folder.resolve("sdk.csv");
        StringBuilder alike = new StringBuilder("application_id,profile_id,event_name,event_timestamp\r\n");
        for (String user : fixture.usersOf(notApplied)) {
            alike.append(line(user));
        }
        Files.writeString(sdk, alike);
        fixture.later(LATER, visibility -> visibility.withSdkEvents(sdk));

        assertThat(fixture.reconcile(Reconcile.Mode.RESOLVE)).isEqualTo(RunOutcome.IN_DOUBT);
        assertThat(fixture.payloads("outcome"))
                .as("an SDK's events alike, all of them, without the marker")
                .containsEntry(notApplied, "not_sent")
                .containsEntry(applied, "assumed_accepted")
                .containsEntry(half, "unknown");
        assertThat(fixture.said()).contains("28 are visible, 0 missing; 0 extra");
    }

    @Test
    void saysWhatIsWrongWithTheRunOrTheToken() throws Exception {
        assertThat(fixture.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThatThrownBy(() -> fixture.reconcile(OptionalInt.of(2), Reconcile.Mode.REPORT, Duration.ZERO))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--run = 2: must be one of the runs of the date that sent anything: [1]");
        Files.writeString(folder.resolve("keys/logs-api-token"), "invented-wrong-token");

        assertThatThrownBy(() -> fixture.reconcile(Reconcile.Mode.REPORT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "logs-api.token-source: the Logs API refuses the token for application 1111 (401)");
    }

    /** The first of ten payloads is applied, the fourth is not, the seventh by half: in a row they would be an outage. */
    private void loseThreeAnswers() throws Exception {
        fixture.sandbox("502:1:to=1,applied=true", "502:1:from=4,to=4", "502:1:from=7,to=7,applied=0.5");
        assertThat(fixture.export()).isEqualTo(RunOutcome.IN_DOUBT);
        fixture.sandbox();
        for (String doubt : fixture.payloadsThat("unknown")) {
            long rows = fixture.usersOf(doubt).stream()
                    .filter(fixture.applied()::containsKey)
                    .count();
            applied = rows == 4 ? doubt : applied;
            notApplied = rows == 0 ? doubt : notApplied;
            half = rows == 2 ? doubt : half;
        }
    }

    /** An event of the day as an SDK sends it too. */
    private static String line(String user) {
        return "1111," + user + ",\"bought, \"\"it\"\"\r\nnow\","
                + PromiseFixture.DATE.atTime(12, 0).toEpochSecond(ZoneOffset.UTC) + "\r\n";
    }

    private Row newest(String payload) {
        return fixture.table("visibility").stream()
                .filter(row -> row.getAs("payload_id").equals(payload))
                .max((one, other) -> one.<java.sql.Timestamp>getAs("asked_at").compareTo(other.getAs("asked_at")))
                .orElseThrow();
    }

    private List<String> evidenceFolder() throws IOException {
        return Day.namesIn(fixture.run().resolveSibling("_evidence"));
    }
}
