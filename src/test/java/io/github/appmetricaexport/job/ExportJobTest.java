package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.asSent;
import static io.github.appmetricaexport.job.Day.event;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.RunReport;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day that goes well: Parquet, real requests, the sandbox's ledger, the tables. */
class ExportJobTest extends SparkTest {
    private static final List<String> AWKWARD = List.of(
            "\"",
            "\"\"",
            "a\"b",
            ",",
            "a,b",
            "\r",
            "\n",
            "\r\n",
            "a\r\nb\n",
            "\t",
            "\u0001\u001f\u007f",
            " padded ",
            "👩‍👩‍👧 🏳️‍🌈",
            "שלום עולם",
            "\u202eمرحبا\u202c",
            "=1+1",
            "+1",
            "-1",
            "@cmd",
            "=HYPERLINK(\"x\",\"y\")",
            "NULL",
            "null",
            "\\N",
            "\\",
            "\\\"",
            "'",
            ";",
            "#",
            "a\u0085b\u2028c",
            "\ufeffbom",
            "𝒳",
            "é",
            "e\u0301");

    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    private static List<Map<String, String>> awkwardEvents() {
        List<Map<String, String>> events = new ArrayList<>();
        for (String text : AWKWARD) {
            Map<String, String> byProfile = event("1111", text + "p", text + "n");
            byProfile.put("device_model", text);
            byProfile.put("operator_name", "");
            events.add(byProfile);
            Map<String, String> byDevice = event("2222", "", text + "n");
            byDevice.put("appmetrica_device_id", "18446744073709551615");
            byDevice.put("event_json", "{\"k\":1,\"k\":\"" + text.codePointAt(0) + "\"}");
            byDevice.put("operator_name", text);
            events.add(byDevice);
        }
        return events;
    }

    @Test
    void sendsEveryValidRowOnceValueForValueAndNothingASecondTime() throws Exception {
        List<Map<String, String>> events = awkwardEvents();
        day.write(events);
        day.set("payload.max-rows", "7");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(events));
        List<Map<String, String>> frozen = new ArrayList<>();
        for (Path payload : day.payloads(1).values()) {
            List<Map<String, String>> rows = Day.rowsOf(payload);
            assertThat(rows).hasSizeLessThanOrEqualTo(7);
            assertThat(rows.stream().map(row -> row.get("application_id")))
                    .containsOnly(rows.get(0).get("application_id"));
            frozen.addAll(rows);
        }
        assertThat(frozen).containsExactlyInAnyOrderElementsOf(asSent(events));
        assertThat(day.said()).contains("balanced: read " + events.size() + " = accepted " + events.size());
        List<Row> payloads = day.table("payloads");
        List<Row> runs = day.table("runs");
        byte[] summary = Files.readAllBytes(day.run(1).resolve("summary.json"));
        long requests = day.requests();
        assertThat(requests).isEqualTo(payloads.size());

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.requests()).isEqualTo(requests);
        assertThat(day.table("payloads")).isEqualTo(payloads);
        assertThat(day.table("runs")).isEqualTo(runs);
        assertThat(day.table("rejects")).isEmpty();
        assertThat(Files.readAllBytes(day.run(1).resolve("summary.json"))).isEqualTo(summary);
    }

    /** Of a hundred small files Spark makes four tasks, each with a payload of its own. */
    @Test
    void putsManySmallFilesIntoFewPayloads() throws Exception {
        day.write(events("1111", 3));
        Path file = day.sourceFile();
        for (int copy = 1; copy < 100; copy++) {
            Files.copy(file, file.resolveSibling("copy-" + copy + ".parquet"));
        }

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).hasSize(300);
        assertThat(day.table("payloads")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void writesTheTablesWithTheirColumns() throws Exception {
        List<Map<String, String>> events = new ArrayList<>(events("1111", 3));
        Map<String, String> byDevice = event("2222", null, "other");
        byDevice.put("appmetrica_device_id", "9223372036854775808");
        events.add(byDevice);
        day.write(events);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        List<Row> payloads = day.table("payloads");
        assertThat(payloads.get(0).schema().fieldNames())
                .containsExactly(
                        ("payload_id parent_id application_id identifier_kind rows bytes sha256 first_event_time"
                                        + " last_event_time outcome attempts http_status response error started_at"
                                        + " finished_at latency_ms key_fingerprint resolution lost_answers"
                                        + " requests_in_flight"
                                        + " date run_id")
                                .split(" "));
        assertThat(payloads).extracting(row -> row.getString(2)).containsExactly("1111", "2222");
        assertThat(payloads).extracting(row -> row.getString(3)).containsExactly("profile_id", "appmetrica_device_id");
        for (Row payload : payloads) {
            Path file = day.payloads(1).get(payload.getString(0));
            assertThat(payload.getLong(4)).isEqualTo(Day.rowsOf(file).size());
            assertThat(payload.getLong(5)).isEqualTo(Files.size(file));
            assertThat(payload.getString(6)).isEqualTo(sha256(file));
            assertThat(payload.getString(9)).isEqualTo("accepted");
            assertThat(payload.getInt(10)).isEqualTo(1);
            assertThat(payload.getInt(11)).isEqualTo(200);
            assertThat(payload.getString(17)).matches("[0-9a-f]{8}");
            assertThat(payload.getInt(20)).as("alone, or one of two").isBetween(1, 2);
            assertThat(payload.get(21)).hasToString(Day.DATE.toString());
            assertThat(payload.getString(22)).isEqualTo("offline-events-2026-11-20-1");
        }
        Row run = day.table("runs").get(0);
        assertThat(run.<String>getAs("outcome")).isEqualTo("complete");
        assertThat(run.<Integer>getAs("exit_code")).isZero();
        assertThat(run.<Long>getAs("read")).isEqualTo(4);
        assertThat(run.<Long>getAs("accepted")).isEqualTo(4);
        assertThat(run.<Long>getAs("requests")).isEqualTo(2);
        JsonNode summary = day.summary();
        assertThat(summary.get("exit_code").asInt()).isZero();
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        assertThat(summary.get("events").get("accepted").asInt()).isEqualTo(4);
    }

    @Test
    void listsInvalidRowsWholeWithEveryReason() throws Exception {
        List<Map<String, String>> events = new ArrayList<>(events("1111", 2));
        Map<String, String> fractional = event("1111", "", "a");
        fractional.put("appmetrica_device_id", "1.5");
        events.add(fractional);
        Map<String, String> wrongInEveryWay = event("no application", "", " ");
        wrongInEveryWay.put("appmetrica_device_id", "0123456789abcdef0123456789abcdef");
        wrongInEveryWay.put("event_timestamp", "1700000000000");
        wrongInEveryWay.put("event_json", "[1]");
        wrongInEveryWay.put("device_model", "kept, \"whole\"\r\n");
        events.add(wrongInEveryWay);
        day.write(events);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(asSent(events.subList(0, 2)));
        List<Row> rejects = day.table("rejects");
        assertThat(rejects).hasSize(2);
        assertThat(rejects).extracting(row -> row.<String>getAs("stage")).containsOnly("validation");
        Map<String, List<String>> reasons = new TreeMap<>();
        for (Row reject : rejects) {
            reasons.put(reject.getAs("application_id"), reject.getList(reject.fieldIndex("reasons")));
        }
        assertThat(reasons.get("1111")).containsExactly("appmetrica_device_id: has a fraction");
        assertThat(reasons.get("no application"))
                .containsExactlyInAnyOrder(
                        "application_id: not a whole number from 1 to 2147483647",
                        "appmetrica_device_id: a DeviceId (32 hexadecimal characters), the API wants its DeviceIdHash",
                        "event_name: blank",
                        "event_timestamp: in milliseconds, divide by 1000",
                        "event_json: not a JSON object");
        String whole = rejects.stream()
                .filter(row -> row.<String>getAs("application_id").startsWith("no"))
                .findFirst()
                .orElseThrow()
                .getAs("row_json");
        JsonNode row = new ObjectMapper().readTree(whole);
        asSent(List.of(wrongInEveryWay))
                .get(0)
                .forEach((column, value) -> assertThat(row.get(column).asText()).isEqualTo(value));
        assertThat(day.summary().get("events").get("invalid").asInt()).isEqualTo(2);
        assertThat(day.summary().get("books_balance").asBoolean()).isTrue();
    }

    @Test
    void passesNoLimitAtAnySettingOfThem() throws Exception {
        List<Map<String, String>> events = new ArrayList<>(awkwardEvents());
        Map<String, String> large = event("1111", "large", "large");
        large.put("device_model", "é".repeat(600));
        events.add(large);
        day.write(events);
        int run = 0;
        for (var limits :
                List.of(Map.entry(1, "1kB"), Map.entry(1, "1GB"), Map.entry(9, "1kB"), Map.entry(100_000, "1GB"))) {
            day.set("payload.max-rows", limits.getKey().toString());
            day.set("payload.max-bytes", limits.getValue());
            run++;

            assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);

            long rows = 0;
            for (Path payload : day.payloads(run).values()) {
                List<Map<String, String>> inside = Day.rowsOf(payload);
                assertThat(inside).hasSizeBetween(1, limits.getKey());
                assertThat(Files.size(payload))
                        .isLessThanOrEqualTo(limits.getValue().equals("1kB") ? 1_000 : 1_000_000_000);
                rows += inside.size();
            }
            boolean tooLarge = limits.getValue().equals("1kB");
            assertThat(rows).isEqualTo(events.size() - (tooLarge ? 1 : 0));
            if (tooLarge) {
                assertThat(day.said()).contains("1  row: longer than payload.max-bytes allows");
            }
        }
        assertThat(day.requests()).isZero();
    }

    @Test
    void sendsTheVeryBytesThatADryRunShowed() throws Exception {
        day.write(events("1111", 5));

        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.requests()).isZero();
        assertThat(day.hasTable("payloads")).isFalse();
        Map<String, Path> shown = day.payloads(1);
        String digest = sha256(shown.get("p000001"));
        assertThat(day.said())
                .contains("nothing was sent", shown.get("p000001").getFileName().toString(), "would send 5 events");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("neither source nor configuration has changed since");
        assertThat(day.table("payloads")).extracting(row -> row.getString(6)).containsExactly(digest);
        assertThat(sha256(shown.get("p000001"))).isEqualTo(digest);
        assertThat(day.ledger()).hasSize(5);
    }

    @Test
    void plansAnewWhenTheSettingsChangeBeforeAnythingWasSent() throws Exception {
        day.write(events("1111", 4));
        day.forgetKey("1111");
        assertThat(day.export()).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(day.table("runs"))
                .extracting(row -> row.<String>getAs("run_id"))
                .containsExactly("offline-events-2026-11-20-1");

        day.key("1111", "invented-key-1");
        day.set("payload.max-rows", "1");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("the configuration has changed: planning anew");
        assertThat(day.requests()).isEqualTo(4);
        for (String table : List.of("runs", "payloads")) {
            assertThat(day.table(table))
                    .extracting(row -> row.<String>getAs("run_id"))
                    .containsOnly("offline-events-2026-11-20-2");
        }
        assertThat(Day.namesIn(day.run(1).resolve("payloads"))).isEmpty();
    }

    @Test
    void plansAnewWhenTheSourceChangesBeforeAnythingWasSent() {
        day.write(events("1111", 2));
        day.dryRun();
        day.write(events("1111", 3));

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("the source has changed: planning anew");
        assertThat(day.ledger()).hasSize(3);
    }

    @Test
    void warnsOfASourceThatChangedAfterSendingBeganAndSendsNoneOfIt() throws Exception {
        List<Map<String, String>> events = events("1111", 3);
        day.write(events);
        day.export();
        List<Map<String, String>> more = new ArrayList<>(events);
        more.addAll(events("2222", 2));
        day.write(more);
        day.set("source.late-rows", "warn");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("WARNING: the source has changed since");
        assertThat(day.ledger()).hasSize(3);
        assertThat(day.requests()).isEqualTo(1);
    }

    @Test
    void keepsItsWarningsWhereSchedulersAndAuditorsLook() throws Exception {
        day.write(events("1111", 3));
        day.export();
        day.write(events("1111", 4));
        day.set("payload.max-rows", "1");
        day.set("source.late-rows", "warn");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.summary().get("warnings"))
                .hasSize(2)
                .anySatisfy(warning ->
                        assertThat(warning.asText()).startsWith("source, mapping or payload settings have changed"))
                .anySatisfy(warning -> assertThat(warning.asText()).startsWith("the source has changed"));
        assertThat(day.table("runs")
                        .get(0)
                        .<String>getList(day.table("runs").get(0).fieldIndex("warnings")))
                .hasSize(2);
        assertThat(RunReport.html(day.config(), Day.DATE, Instant.now())).contains("What else to know", "are not sent");
    }

    @Test
    void doesNotNeedTheSourceToFinishWhatIsFrozen() throws Exception {
        day.write(events("1111", 3));
        day.export();
        Files.delete(day.sourceFile());

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("the source can no longer be read; the frozen payloads do not need it");
        assertThat(day.summary().get("warnings").toString()).contains("the source could not be read");
    }

    @Test
    void finishesADayWithoutRowsWhereThatIsAllowed() throws Exception {
        day.set("gate.min-rows", "0");
        day.write(List.of());

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.requests()).isZero();
        assertThat(day.table("runs")).hasSize(1);
        assertThat(day.table("payloads")).isEmpty();
        assertThat(day.summary().get("read").asInt()).isZero();
    }

    @Test
    void leavesItsLockFreeForTheNextRun() throws Exception {
        day.write(events("1111", 1));
        day.export();

        List<String> left = Day.namesIn(day.outbox());

        assertThat(left).containsExactly("_LOCK.1", "run=1");
        assertThat(Files.readString(day.outbox().resolve("_LOCK.1"))).contains("\"released\":true");
        assertThat(Set.copyOf(Arrays.asList("manifest.json", "summary.json", "payloads", "intents", "receipts")))
                .isSubsetOf(Day.namesIn(day.run(1)));
    }

    private static String sha256(Path file) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest).toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void settlesAFinishedDateWhosePayloadsWereSwept() throws Exception {
        List<Map<String, String>> events = new ArrayList<>(events("1111", 30));
        events.add(event("1111", "somebody", ""));
        day.write(events);
        day.set("work.keep-payloads", "0s");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.table("rejects")).hasSize(1);
        assertThat(day.ledger()).hasSize(30);
    }

    @Test
    void plansADateAnewWhoseDryRunWasSwept() throws Exception {
        day.write(events("1111", 3));
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        FileUtil.fullyDelete(day.run(1).resolve("payloads").toFile());

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("its payloads were deleted after work.keep-payloads: planning anew");
        assertThat(day.ledger()).hasSize(3);
    }

    @Test
    void deletesTheRefusedRowsOfRunsThatEndedLongAgoWhereSomebodyWantsIt() throws Exception {
        day.write(List.of(event("1111", "user", "event"), event("1111", "somebody", "")));
        Path rejects = day.folder().resolve("results/rejects/date=" + Day.DATE);
        day.set("results.keep-rejects", "90d");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(Day.namesIn(rejects)).hasSize(1);

        day.set("results.keep-rejects", "0s");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("deleted the refused rows of offline-events-" + Day.DATE + "-1");
        assertThat(Day.namesIn(rejects)).isEmpty();
        assertThat(day.table("runs")).hasSize(1);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void aDryRunOfAFinishedDateHasNothingLeftToSend() throws Exception {
        day.write(events("1111", 3));
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("would send 0 events in 0 payloads", "nothing is left to send");
    }
}
