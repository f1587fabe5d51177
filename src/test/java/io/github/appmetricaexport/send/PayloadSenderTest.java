package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.send.SenderFixture.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.upload.ApiClient;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.Attempts;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.StopReason;
import io.github.appmetricaexport.upload.VirtualTime;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol for one payload, with a scripted API and a real outbox; one request at a time, so that a lost place hangs. */
@Timeout(30)
class PayloadSenderTest {
    @TempDir
    private java.nio.file.Path disk;

    private final ScriptedApi api = new ScriptedApi();
    private SenderFixture fixture;
    private VirtualTime time;
    private Instant begin;
    private FrozenPayload payload;
    private Journal journal;
    private PayloadSender sender;

    /** Answers as it was told, and looks at the books at each request. */
    private final class ScriptedApi implements ApiClient {
        private final Queue<Attempt> answers = new ArrayDeque<>();
        private final List<PayloadState> statesAtRequests = new ArrayList<>();

        void willAnswer(AttemptOutcome... outcomes) {
            List.of(outcomes).forEach(outcome -> answers.add(Attempts.ending(outcome)));
        }

        @Override
        public Attempt post(PayloadBytes bytes, PostApiKey key) {
            statesAtRequests.add(history().state(time.instant()));
            return answers.remove();
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
        fixture = new SenderFixture(disk, api);
        time = fixture.time;
        begin = fixture.begin;
        payload = payload("p1", begin);
        journal = fixture.journal;
        sender = fixture.sender;
    }

    @AfterEach
    void close() {
        fixture.close();
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
        assertThat(history().decisiveReceipt())
                .map(receipt -> receipt.id().attempt())
                .contains(2);
    }

    private void claimOfATwin() {
        journal.claim(FrozenPayloads.claim("p1", 1, new Claim.Lease(begin, begin.plusSeconds(60))));
    }

    @Test
    void sendsNothingForAnOwnerThatWasReplaced() throws Exception {
        fixture.store.createIfAbsent(new Path(disk.toString(), "_LOCK.2"), new byte[0]);
        assertFact(StopReason.LOCK_LOST);
        assertThat(history().claims()).isEmpty();
    }

    @Test
    void sendsNothingWhereTheLockIsGone() throws Exception {
        Files.delete(disk.resolve("_LOCK.1"));
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

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "99999999999999999999999", "Tue, 01 Jan 2999 00:00:00 GMT"})
    void namesTheWaitThatTheApiAskedForWhenItEndsAfterTheDeadline(String retryAfter) throws Exception {
        api.answers.add(Attempts.toldToWait(retryAfter));
        String sentence = "the API asked to wait beyond upload.deadline: run again to resume when that time has come"
                + " (Retry-After: " + retryAfter + ")";

        assertThat(send().sentence()).isEqualTo(sentence);
        assertThat(sender.send(new SendOrder(payload("p2", begin), 0)).sentence())
                .as("what was not even begun")
                .isEqualTo(sentence);

        api.assertRequests(1);
        assertThat(time.instant()).as("nobody waits").isEqualTo(begin);
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
