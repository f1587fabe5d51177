package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ApiConfig;
import io.github.appmetricaexport.config.KeySource;
import io.github.appmetricaexport.config.UploadConfig;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.HadoopSettings;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.upload.ApiClient;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.Attempts;
import io.github.appmetricaexport.upload.CircuitBreaker;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.RequestLimiter;
import io.github.appmetricaexport.upload.StopReason;
import io.github.appmetricaexport.upload.VirtualTime;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocol for one payload, with a scripted API and a real outbox; one request at a time, so that a lost place hangs. */
@Timeout(30)
class PayloadSenderTest {
    private static final long EPOCH = 1;

    @TempDir
    private java.nio.file.Path disk;

    private final VirtualTime time = new VirtualTime();
    private final Instant begin = time.instant();
    private final FrozenPayload payload = payload("p1", begin);
    private final ScriptedApi api = new ScriptedApi();
    private Store store;
    private Journal journal;
    private PayloadSender sender;

    /** Answers as it was told, and looks at the books at each request. */
    private final class ScriptedApi implements ApiClient {
        private final Queue<AttemptOutcome> answers = new ArrayDeque<>();
        private final List<PayloadState> statesAtRequests = new ArrayList<>();

        void willAnswer(AttemptOutcome... outcomes) {
            answers.addAll(List.of(outcomes));
        }

        @Override
        public Attempt post(PayloadBytes bytes, PostApiKey key) {
            statesAtRequests.add(history().state(time.instant()));
            return Attempts.ending(answers.remove());
        }

        void assertRequests(int expected) {
            assertThat(statesAtRequests).hasSize(expected).containsOnly(PayloadState.IN_FLIGHT);
            assertThat(answers).isEmpty();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void open() throws Exception {
        java.nio.file.Path keys = Files.createDirectories(disk.resolve("keys"));
        Files.writeString(keys.resolve("1111"), "invented-key-1");
        UploadConfig upload = new UploadConfig(
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                WhenUnknown.HOLD);
        RunPaths paths = new RunPaths(disk.resolve("run=1").toString());
        SendSettings settings = new SendSettings(
                new ApiConfig(
                        URI.create("http://127.0.0.1:1"),
                        KeySource.DIRECTORY,
                        keys.toString(),
                        Duration.ofDays(14),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        false,
                        100,
                        ApiConfig.UNLIMITED,
                        1_000),
                upload,
                paths,
                new FencingToken(disk.toString(), EPOCH),
                begin.plus(Duration.ofHours(1)),
                new HadoopSettings(new Configuration(false)));
        store = new Store(new Configuration(false), new Path(disk.toString()));
        journal = new Journal(store, paths);
        Random random = new Random(1);
        ExecutorUploads uploads = new ExecutorUploads(
                "run", api, new CircuitBreaker(upload, time, time, random), new RequestLimiter(1, time, time), time);
        sender = new PayloadSender(settings, store, uploads, new SenderSurroundings("0.0.0", time, time, random));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static FrozenPayload payload(String id, Instant firstEvent) {
        long first = firstEvent.getEpochSecond();
        return FrozenPayloads.payload(id, "", new FrozenPayload.Content(1, 10, "00", first, first));
    }

    private PayloadHistory history() {
        return journal.histories(List.of(payload)).get(0);
    }

    private SendFact send() throws InterruptedException {
        return sender.send(new SendOrder(payload, 0));
    }

    private void assertFact(StopReason reason) throws InterruptedException {
        assertThat(send().reason()).isEqualTo(reason);
    }

    @Test
    void claimsBeforeTheRequestAndWritesItsReceiptAfterIt() throws Exception {
        api.willAnswer(AttemptOutcome.ACCEPTED);
        assertFact(StopReason.SETTLED);
        api.assertRequests(1);
        assertThat(history().state(time.instant())).isEqualTo(PayloadState.ACCEPTED);
    }

    @Test
    void sendsAgainWhatWasRefusedForNowWhenItsTimeHasCome() throws Exception {
        api.willAnswer(AttemptOutcome.REFUSED_FOR_NOW, AttemptOutcome.NOT_SENT, AttemptOutcome.ACCEPTED);
        assertFact(StopReason.SETTLED);
        api.assertRequests(3);
        assertThat(history().receipts()).hasSize(3);
        assertThat(time.instant()).isAfter(begin);
    }

    @Test
    void neverSendsAgainWhatMayHaveBeenApplied() throws Exception {
        api.willAnswer(AttemptOutcome.AMBIGUOUS);
        assertFact(StopReason.IN_DOUBT);
        api.assertRequests(1);
    }

    @Test
    void leavesAnAttemptToWhoeverClaimedIt() throws Exception {
        claimOfATwin();
        assertFact(StopReason.TAKEN);
        assertThat(api.statesAtRequests).isEmpty();
    }

    @Test
    void goesOnWithTheNextAttemptWhenATwinsWasRefusedForNow() throws Exception {
        claimOfATwin();
        journal.record(FrozenPayloads.receipt("p1", 1, AttemptOutcome.REFUSED_FOR_NOW, 429, ""));
        api.willAnswer(AttemptOutcome.ACCEPTED);
        assertFact(StopReason.SETTLED);
        assertThat(history().decisiveReceipt()).map(Receipt::attempt).contains(2);
    }

    private void claimOfATwin() {
        journal.claim(FrozenPayloads.claim("p1", 1, new Claim.Lease(begin, begin.plusSeconds(60))));
    }

    @Test
    void sendsNothingForAnOwnerThatWasReplaced() throws Exception {
        store.createIfAbsent(new Path(disk.toString(), "_LOCK.2"), new byte[0]);
        assertFact(StopReason.LOCK_LOST);
        assertThat(history().claims()).isEmpty();
    }

    @Test
    void sendsNothingWithoutAKey() throws Exception {
        Files.delete(disk.resolve("keys/1111"));
        assertThat(send().sentence()).startsWith("No Post API key for application 1111: there is no file");
        assertThat(history().claims()).isEmpty();
    }

    @Test
    void stopsAnApplicationAtItsRefusedKey() throws Exception {
        api.willAnswer(AttemptOutcome.KEY_REFUSED);
        assertFact(StopReason.KEY_REFUSED);
        assertThat(sender.send(new SendOrder(payload("p2", begin), 0)).reason()).isEqualTo(StopReason.STOPPED);
        api.assertRequests(1);
    }

    @Test
    void sendsNothingWithoutAClaim() throws Exception {
        Files.createDirectories(disk.resolve("run=1"));
        Files.writeString(disk.resolve("run=1/intents"), "in the way of the folder");
        SendFact fact = send();
        assertThat(fact.reason()).isEqualTo(StopReason.NO_CLAIM);
        assertThat(fact.detail()).isNotEmpty();
        assertThat(api.statesAtRequests).isEmpty();
    }

    @Test
    void sendsNothingMoreAfterALostReceipt() throws Exception {
        api.willAnswer(AttemptOutcome.ACCEPTED);
        Files.createDirectories(disk.resolve("run=1/receipts/p1.1"));
        Files.delete(disk.resolve("run=1/receipts/p1.1"));
        Files.delete(disk.resolve("run=1/receipts"));
        Files.createSymbolicLink(disk.resolve("run=1/receipts"), disk.resolve("nowhere"));
        assertFact(StopReason.NO_RECEIPT);
        assertThat(sender.send(new SendOrder(payload("p2", begin), 0)).reason()).isEqualTo(StopReason.NO_RECEIPT);
        assertThat(api.statesAtRequests).hasSize(1);
    }

    @Test
    void sendsNothingThatIsTooOld() throws Exception {
        FrozenPayload old = payload("p2", begin.minus(Duration.ofDays(14)));
        assertThat(sender.send(new SendOrder(old, 0)).reason()).isEqualTo(StopReason.TOO_OLD);
        assertThat(api.statesAtRequests).isEmpty();
    }

    @Test
    void freesItsPlaceHoweverAPayloadEnds() throws Exception {
        claimOfATwin();
        assertFact(StopReason.TAKEN);
        api.willAnswer(AttemptOutcome.REFUSED, AttemptOutcome.ACCEPTED);
        assertThat(sender.send(new SendOrder(payload, 1)).reason()).isEqualTo(StopReason.SETTLED);
        assertThat(sender.send(new SendOrder(payload, 2)).reason()).isEqualTo(StopReason.SETTLED);
    }
}
