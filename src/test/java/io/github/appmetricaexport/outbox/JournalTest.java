package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.outbox.FrozenPayloads.NOW;
import static io.github.appmetricaexport.outbox.FrozenPayloads.claim;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static io.github.appmetricaexport.outbox.FrozenPayloads.receipt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest extends OutboxTest {
    @BeforeEach
    void freezeARun() {
        store.probe(new Path(paths.root()));
        store.createIfAbsent(paths.manifest(), new byte[0]);
    }

    private PayloadHistory history(String id) {
        return journal.histories(List.of(payload(id))).get(0);
    }

    @Test
    void isUntouchedUntilTheFirstClaim() {
        assertThat(journal.isUntouched()).isTrue();

        journal.claim(claim("p000001", 1, 60));

        assertThat(journal.isUntouched()).isFalse();
    }

    @Test
    void givesAnAttemptToTheFirstWhoClaimsIt() {
        assertThat(journal.claim(claim("p000001", 1, 60))).isTrue();
        assertThat(journal.claim(claim("p000001", 1, 60))).isFalse();
        assertThat(journal.claim(claim("p000001", 2, 60))).isTrue();
        assertThat(journal.claim(claim("p000002", 1, 60))).isTrue();
    }

    @Test
    void tellsAPayloadsHistoryAsItWasWritten() {
        Receipt refused = receipt("p000001", 1, AttemptOutcome.REFUSED_FOR_NOW, 503, "");
        Claim open = claim("p000001", 2, 60);
        Resolution decided = new Resolution("p000001", Verdict.NOT_APPLIED, 1, "looked", "somebody", NOW);
        journal.claim(claim("p000001", 1, 60));
        journal.record(refused);
        journal.claim(open);
        journal.record(decided);

        PayloadHistory history = history("p000001");

        assertThat(history.receipts()).containsOnlyKeys(1).containsValue(refused);
        assertThat(history.claims()).containsValue(open);
        assertThat(history.resolutions()).containsExactly(decided);
        assertThat(history.lastAttempt()).isEqualTo(2);
        assertThat(history.state(NOW)).isEqualTo(PayloadState.IN_FLIGHT);
        assertThat(journal.receipt("p000001", 1)).contains(refused);
        assertThat(journal.receipt("p000001", 2)).isEmpty();
    }

    @Test
    void keepsTheOrderOfThePayloads() {
        List<FrozenPayload> payloads = new ArrayList<>();
        for (int i = 200; i > 0; i--) {
            payloads.add(payload("p" + i));
            journal.claim(claim("p" + i, 1, 60));
        }

        assertThat(journal.histories(payloads))
                .extracting(PayloadHistory::payload)
                .containsExactlyElementsOf(payloads);
    }

    @Test
    void keepsEveryDecisionOnAPayload() {
        journal.record(new Resolution("p000001", Verdict.NOT_APPLIED, 1, "first", "somebody", NOW));
        journal.record(new Resolution("p000001", Verdict.ACCEPTED, 2, "second", "somebody", NOW));

        assertThat(history("p000001").resolutions())
                .extracting(Resolution::reason)
                .containsExactly("first", "second");
        assertThat(history("p000001").state(NOW)).isEqualTo(PayloadState.ASSUMED_ACCEPTED);
    }

    @Test
    void takesNoUnfinishedFileForAReceipt() throws Exception {
        journal.claim(claim("p000001", 1, -1));
        Files.createDirectories(onDisk(paths.receipts()));
        Files.writeString(onDisk(paths.receipts()).resolve(".p000001.1.tmp"), "{\"payload");

        assertThat(history("p000001").state(NOW)).isEqualTo(PayloadState.UNKNOWN);
        journal.newReceipts(receipt -> assertThat(receipt).isNull());
    }

    @Test
    void tellsEveryNewReceiptOnce() {
        List<Integer> told = new ArrayList<>();
        journal.record(receipt("p000001", 1, AttemptOutcome.REFUSED_FOR_NOW, 503, ""));
        journal.newReceipts(receipt -> told.add(receipt.id().attempt()));
        journal.record(receipt("p000001", 2, AttemptOutcome.ACCEPTED, 200, ""));
        journal.newReceipts(receipt -> told.add(receipt.id().attempt()));
        journal.newReceipts(receipt -> told.add(receipt.id().attempt()));

        assertThat(told).containsExactly(1, 2);
    }

    @Test
    void tellsNoReceiptThatTheHistoriesHaveShown() {
        journal.claim(claim("p000001", 1, -1));
        journal.record(receipt("p000001", 1, AttemptOutcome.ACCEPTED, 200, ""));
        assertThat(history("p000001").state(NOW)).isEqualTo(PayloadState.ACCEPTED);

        journal.newReceipts(receipt -> assertThat(receipt).isNull());
    }

    @Test
    void takesNoForeignFileForAReceipt() throws Exception {
        journal.record(receipt("p000001", 1, AttemptOutcome.ACCEPTED, 200, ""));
        Files.writeString(onDisk(paths.receipts()).resolve("p000001.1.bak"), "no receipt");
        List<Integer> told = new ArrayList<>();
        journal.newReceipts(receipt -> told.add(receipt.id().attempt()));

        assertThat(told).containsExactly(1);
    }

    @Test
    void namesAFileThatItCannotUnderstand() throws Exception {
        Files.createDirectories(onDisk(paths.receipts()));
        Files.writeString(onDisk(paths.receipt("p000001", 1)), "{");

        assertThat(history("p000001").damage().files())
                .singleElement()
                .asString()
                .contains("receipts/p000001.1 cannot be understood: it is no JSON, or cut off");
    }

    @Test
    void tellsNoHistoryOfARunThatIsNotThereAnyMore() throws Exception {
        journal.claim(claim("p000001", 1, 60));
        Files.move(onDisk(outbox.folder()), disk.resolve("moved"));

        assertThatThrownBy(() -> history("p000001"))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("the outbox has vanished");
    }

    @Test
    void beginsNoRunAnewWhereItWasMovedAway() throws Exception {
        Files.move(onDisk(new Path(paths.root())), disk.resolve("moved"));

        assertThatThrownBy(() -> journal.claim(claim("p000001", 1, 60))).isInstanceOf(OutboxException.class);
        assertThat(onDisk(new Path(paths.root()))).doesNotExist();
    }

    @Test
    void stopsAnApplicationForOneEpochOnly() {
        journal.stop(3, "1111");

        assertThat(journal.isStopped(3, "1111")).isTrue();
        assertThat(journal.isStopped(3, "2222")).isFalse();
        assertThat(journal.isStopped(4, "1111")).isFalse();
    }

    @Test
    void readsAndWritesWhatTheFirstVersionWrote() throws Exception {
        String claim = """
                {"payloadId":"p000001","attempt":2,"applicationId":"1111","epoch":3,"host":"host","task":"4.1.0",\
                "token":"token","claimedAt":"2026-11-22T12:00:00.123Z","leaseUntil":"2026-11-22T12:03:00Z"}
                """;
        String receipt = """
                {"payloadId":"p000001","attempt":2,"outcome":"REFUSED","status":400,"answer":"no","error":"",\
                "bytesSent":5000000000,"startedAt":"2026-11-22T12:00:00Z","finishedAt":"2026-11-22T12:00:01.500Z",\
                "latencyMillis":1500,"keyFingerprint":"0a1b2c3d","requestsInFlight":3}
                """;
        String payload = """
                {"payloadId":"p000001-1","parentId":"p000001","file":"p000001-1.csv","applicationId":"1111",\
                "identifierKind":"PROFILE_ID","rows":10,"bytes":5000000000,"sha256":"00","firstEventTime":1,\
                "lastEventTime":1700000000}
                """;
        String split = """
                {"parentId":"p000001","cause":"TOO_LARGE","children":[%s],"splitAt":"2026-11-22T12:00:00Z"}
                """.formatted(payload.strip());

        assertThat(writtenAgain(payload, FrozenPayload.class)).isEqualTo(payload);
        assertThat(writtenAgain(split, Split.class)).isEqualTo(split);
        assertThat(writtenAgain(claim, Claim.class)).isEqualTo(claim);
        assertThat(writtenAgain(receipt, Receipt.class)).isEqualTo(receipt);
    }

    private static String writtenAgain(String json, Class<?> type) throws Exception {
        return new String(Json.write(Json.read(json.getBytes(UTF_8), type)), UTF_8);
    }
}
