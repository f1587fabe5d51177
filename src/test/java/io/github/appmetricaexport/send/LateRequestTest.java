package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import io.github.appmetricaexport.send.StagedTask.Gate;
import io.github.appmetricaexport.upload.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A request that comes late after its claim, on a machine whose clock is set back meanwhile, or that is suspended; with real files and
 * requests.
 */
class LateRequestTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime(Instant.now());
    private SandboxServer server;
    private Store store;
    private SendSettings settings;
    private Journal journal;
    private StagedTask task;

    @BeforeEach
    void aTaskThatIsAboutToClaim() throws Exception {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(keys.resolve("1111"), "invented-key-1");
        server = SandboxServer.start(SandboxOptions.of(folder.resolve("ledger"), Map.of(1111, "invented-key-1")));
        ExportConfig config = TestConfig.with("""
                api { base-url = "%s", key-source = directory, key-directory = "%s" }
                upload { max-attempts = 1, call-timeout = 8s, host-clock-skew = 2s }
                """.formatted(server.baseUrl(), keys));
        RunPaths paths =
                new RunPaths(ChaosFileSystem.path(folder.resolve("run=1")).toString());
        settings = new SendSettings(
                config,
                paths,
                new FencingToken(ChaosFileSystem.path(folder).toString(), 1),
                time.instant().plus(Duration.ofHours(1)),
                new SerializableConfiguration(new Configuration(false)));
        store = new Store(new Configuration(false), new org.apache.hadoop.fs.Path(folder.toUri()));
        Files.createDirectories(folder.resolve("run=1/payloads"));
        Files.createFile(folder.resolve("run=1/manifest.json"));
        Files.createFile(folder.resolve("_LOCK.1"));
        journal = new Journal(store, new RunPaths(folder.resolve("run=1").toString()));
        task = StagedTask.start(settings, folder, new SendOrder(payload(), 0), time);
        assertThat(task.stands()).isEqualTo(Gate.CLAIM);
    }

    private FrozenPayload payload() throws Exception {
        long now = time.instant().getEpochSecond();
        byte[] csv = ("application_id,profile_id,event_name,event_timestamp\r\n1111,invented,event," + now + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("run=1/payloads/p1.csv"), csv);
        return FrozenPayloads.payload(
                "p1", "", new FrozenPayload.Content(1, csv.length, DigestUtils.sha256Hex(csv), now, now));
    }

    @AfterEach
    void close() throws Exception {
        task.die();
        store.close();
        server.close();
    }

    @Test
    void isMadeWhileThereIsTimeWhateverBecameOfTheClock() throws Exception {
        time.set(TEN_MINUTES.negated());
        time.pass(settings.claimToRequest().minus(MOMENT));
        task.go();
        assertThat(task.stands()).isEqualTo(Gate.REQUEST);
        time.pass(MOMENT);
        assertThat(outcome()).isEqualTo(AttemptOutcome.ACCEPTED);
        assertThat(requests()).isOne();
    }

    @Test
    void isNotMadeWhenAClockThatWasSetBackHidesHowLongTheClaimTook() throws Exception {
        time.set(TEN_MINUTES.negated());
        time.pass(settings.claimToRequest().plus(MOMENT));
        task.go();
        assertThat(task.stands()).as("the payload is not even opened").isEqualTo(Gate.RECEIPT);
        assertThatNothingIsSent();
    }

    @Test
    void isNotMadeWhenAClockThatWasSetBackHidesHowLongTheOpeningTook() throws Exception {
        task.go();
        assertThat(task.stands()).isEqualTo(Gate.REQUEST);
        time.set(TEN_MINUTES.negated());
        time.pass(settings.claimToRequest().plus(MOMENT));
        assertThatNothingIsSent();
    }

    @Test
    void isNotMadeByAMachineThatWasSuspendedDuringTheClaim() throws Exception {
        time.set(TEN_MINUTES);
        task.go();
        assertThat(task.stands()).as("the payload is not even opened").isEqualTo(Gate.RECEIPT);
        assertThatNothingIsSent();
    }

    @Test
    void isNotMadeByAMachineThatWasSuspendedDuringTheOpening() throws Exception {
        task.go();
        assertThat(task.stands()).isEqualTo(Gate.REQUEST);
        time.set(TEN_MINUTES);
        assertThatNothingIsSent();
    }

    private void assertThatNothingIsSent() throws Exception {
        assertThat(outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(requests()).isZero();
    }

    /** What the attempt's receipt says, when the task has come to its end. */
    private AttemptOutcome outcome() throws Exception {
        while (task.stands() != Gate.END) {
            task.go();
        }
        return journal.receipt("p1", 1).map(Receipt::outcome).orElseThrow();
    }

    private int requests() {
        return server.ledger().requests().size();
    }
}
