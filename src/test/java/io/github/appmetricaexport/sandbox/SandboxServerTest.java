package io.github.appmetricaexport.sandbox;

import static io.github.appmetricaexport.sandbox.SandboxClient.HEADER;
import static io.github.appmetricaexport.sandbox.SandboxClient.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxServerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final long RECENT = NOW.getEpochSecond() - 60;
    private static final String ROW = "1111,user-1,opened," + RECENT + "\r\n";

    private static final String VENDORS_SAMPLE = """
            device_model,device_ipv6,device_type,google_aid,app_package_name,operator_name,mnc,application_id,event_json,\
            profile_id,event_name,event_timestamp
            iPhone X,2a02:6b8::40c:6676:baff:fea6:53d8,phone,01234567-890a-bcde-f012-3456789abcde,\
            com.yandex.sample.metrica,MegaFon,2,1111,"{""key"":""value_1""}",1234567890123456789,event_name_1,1234567890
            iPhone X,2a02:6b8::40c:6676:baff:fea6:53d9,phone,fedcba98-7654-3210-fedc-ba9876543210,\
            com.yandex.sample.metrica,MegaFon,2,1111,"{""key"":""value_2""}",9876543210987654321,event_name_2,1234567891
            """.replace("\n", "\r\n");

    @TempDir
    private Path ledger;

    private SandboxServer server;
    private SandboxClient client;

    @BeforeEach
    void startStrict() throws IOException {
        start(ApiSwitches.DEFAULT);
    }

    private void start(ApiSwitches switches) throws IOException {
        stop();
        server = SandboxServer.start(
                SandboxOptions.of(ledger, Map.of(1111, KEY, 2222, "invented-key-of-2222", 3333, KEY))
                        .withSwitches(switches)
                        .withClock(Clock.fixed(NOW, ZoneOffset.UTC)));
        client = new SandboxClient(server);
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private List<Map<String, String>> applied() {
        try (var rows = server.ledger().rows()) {
            return rows.toList();
        }
    }

    private void assertRefused(HttpResponse<String> answer, int status, String reason) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body().strip()).isEqualTo(reason);
        assertThat(applied()).isEmpty();
        assertThat(server.ledger().requests()).last().satisfies(request -> {
            assertThat(request.answered()).hasValue(status);
            assertThat(request.reason()).hasValue(reason);
            assertThat(request.appliedAt()).isEmpty();
        });
    }

    @Test
    void appliesOneRow() throws Exception {
        HttpResponse<String> answer = client.postFile(HEADER + ROW);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
        assertThat(answer.body()).isEqualTo("Your data has been uploaded.");
        assertThat(applied())
                .containsExactly(Map.of(
                        "application_id", "1111",
                        "profile_id", "user-1",
                        "event_name", "opened",
                        "event_timestamp", Long.toString(RECENT)));
        assertThat(server.ledger().requests()).singleElement().satisfies(request -> {
            assertThat(request.number()).isEqualTo(1);
            assertThat(request.appliedAt()).hasValue(NOW);
        });
        assertThat(ledger.resolve("applied/1.csv")).hasContent(HEADER + ROW);
    }

    @Test
    void appliesTheVendorsSampleWhenItsAgeIsAllowed() throws Exception {
        assertThat(VENDORS_SAMPLE.getBytes(StandardCharsets.UTF_8)).hasSize(540);
        assertRefused(
                client.postFile(VENDORS_SAMPLE), 400, "row 1: event_timestamp is older than the API takes (14 days)");

        start(ApiSwitches.DEFAULT.withMaxEventAge(ApiSwitches.UNLIMITED));

        assertThat(client.postFile(VENDORS_SAMPLE).statusCode()).isEqualTo(200);
        assertThat(applied())
                .extracting(row -> row.get("event_json"))
                .containsExactly("{\"key\":\"value_1\"}", "{\"key\":\"value_2\"}");
        assertThat(Files.readString(ledger.resolve("applied/2.csv"))).isEqualTo(VENDORS_SAMPLE);
    }

    @Test
    void recognisesNothingThatItHasSeenBefore() throws Exception {
        client.postFile(HEADER + ROW);
        client.postFile(HEADER + ROW);

        assertThat(applied()).hasSize(2);
        assertThat(server.ledger().requests())
                .extracting(LedgerRequest::number, LedgerRequest::rows)
                .containsExactly(tuple(1L, 1L), tuple(2L, 1L));
    }

    @Test
    void keepsLineBreaksQuotesAndEveryScriptAsReceived() throws Exception {
        String name = "\"=1+1, \"\"quoted\"\"\r\nnext\nlast\rשלום 🎈\u0001\"";

        assertThat(client.postFile(HEADER + "1111,user-1," + name + "," + RECENT)
                        .statusCode())
                .isEqualTo(200);
        assertThat(applied())
                .singleElement()
                .extracting(row -> row.get("event_name"))
                .isEqualTo("=1+1, \"quoted\"\r\nnext\nlast\rשלום 🎈\u0001");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application_id,profile_id,event_name                       | the header: the required column event_timestamp is missing
            application_id,event_name,event_timestamp                  | the header: a column profile_id or appmetrica_device_id is missing
            application_id,profile_id,event_name,event_timestamp,extra | the header: column 5 is not a field of the API
            application_id,profile_id,event_name,event_timestamp,post_api_key | the header: column 5 is not a field of the API
            application_id,profile_id,event_name,event_timestamp,mcc,mcc | the header: column 6, mcc, is there already
            Application_Id,profile_id,event_name,event_timestamp       | the header: column 1 is not a field of the API
            application_id,profile_id,appmetrica_device_id,event_name,event_timestamp | the header: profile_id and appmetrica_device_id are both columns; a file has one of them
            """)
    void refusesAHeader(String header, String reason) throws Exception {
        assertRefused(client.postFile(header.strip() + "\r\n" + ROW), 400, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1111,user-1,opened           | row 1: 3 values for 4 columns
            ''                           | row 1: 1 values for 4 columns
            ,user-1,opened,1795175940    | row 1: application_id is required
            0,user-1,opened,1795175940   | row 1: application_id must be a whole number from 1 to 2147483647
            1111,,opened,1795175940      | row 1: profile_id or appmetrica_device_id is required
            1111,user-1,,1795175940      | row 1: event_name is required
            1111,user-1,"",1795175940    | row 1: event_name is required
            1111,user-1,\u2003 ,1795175940 | row 1: event_name must not be blank
            1111,user-1,opened,          | row 1: event_timestamp is required
            1111,user-1,opened,1.5       | row 1: event_timestamp must be Unix time in whole seconds
            1111,user-1,opened,1795175940000 | row 1: event_timestamp looks like milliseconds; send Unix time in seconds
            1111,user-1,opened,1793966399 | row 1: event_timestamp is older than the API takes (14 days)
            1111,user-1,opened,1795179601 | row 1: event_timestamp lies in the future
            """, quoteCharacter = '\'')
    void refusesARow(String row, String reason) throws Exception {
        assertRefused(client.postFile(HEADER + row + "\r\n"), 400, reason);
    }

    @Test
    void takesTimesUpToTheEdgesOfTheWindow() throws Exception {
        String oldest = "1111,user-1,opened," + (NOW.getEpochSecond() - 14 * 86_400) + "\r\n";
        String newest = "1111,user-1,opened," + (NOW.getEpochSecond() + 3600) + "\r\n";

        assertThat(client.postFile(HEADER + oldest + newest).statusCode()).isEqualTo(200);
    }

    @Test
    void namesTheRowThatIsWrongAndAppliesNone() throws Exception {
        assertRefused(
                client.postFile(HEADER + ROW + ROW + "1111,user-1,,1\r\n" + ROW), 400, "row 3: event_name is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&post_api_key=wrong", "&post_api_key=invented-key-of-2222x"})
    void refusesAMissingOrWrongKey(String query) throws Exception {
        assertRefused(
                client.send(client.to("/logs/v1/import/events.csv?" + query.replaceFirst("&", ""))
                        .POST(BodyPublishers.ofString(HEADER + ROW))),
                403,
                "post_api_key is missing or wrong");
    }

    @Test
    void refusesTheKeyOfAnotherApplication() throws Exception {
        assertRefused(
                client.postFile(HEADER + ROW.replace("1111", "2222")),
                403,
                "row 1: post_api_key is not the key of its application_id");
        assertRefused(
                client.postFile(HEADER + ROW.replace("1111", "4444")),
                403,
                "row 1: post_api_key is not the key of its application_id");
    }

    @Test
    void refusesSeveralApplicationsUnlessAllowed() throws Exception {
        String mixed = HEADER + ROW + ROW.replace("1111", "3333") + ROW;
        assertRefused(client.postFile(mixed), 400, "row 2: application_id differs from that of the rows before");

        start(ApiSwitches.DEFAULT.allowing(ApiSwitches.Allowance.MIXED_APPLICATIONS));

        assertThat(client.postFile(mixed).statusCode()).isEqualTo(200);
        assertThat(server.ledger().requests())
                .last()
                .extracting(LedgerRequest::rowsOfApplication)
                .isEqualTo(Map.of(1111L, 2L, 3333L, 1L));
    }

    @Test
    void takesOneIdentifierPerRowWhereBothColumnsAreAllowed() throws Exception {
        start(ApiSwitches.DEFAULT.allowing(ApiSwitches.Allowance.BOTH_IDENTIFIER_COLUMNS));
        String header = "application_id,profile_id,appmetrica_device_id,event_name,event_timestamp\r\n";
        String end = ",opened," + RECENT + "\r\n";

        assertRefused(
                client.postFile(header + "1111,user-1,5" + end),
                400,
                "row 1: both identifiers have a value; the API takes one");
        assertThat(client.postFile(header + "1111,user-1," + end + "1111,,18446744073709551615" + end)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void appliesTheGoodRowsOfARefusedFileWhereRejectionIsPartial() throws Exception {
        start(ApiSwitches.DEFAULT.allowing(ApiSwitches.Allowance.PARTIAL_APPLICATION));

        HttpResponse<String> answer = client.postFile(HEADER + ROW + "1111,,bad," + RECENT + "\r\n" + ROW + "stray\"");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("row 2: profile_id or appmetrica_device_id is required");
        assertThat(ledger.resolve("applied/1.csv")).hasContent(HEADER + ROW + ROW);
        assertThat(applied()).hasSize(2);
    }

    @Test
    void refusesRowsAndBytesAboveTheCeilings() throws Exception {
        start(ApiSwitches.DEFAULT.withCeilings(2, 200));

        assertThat(client.postFile(HEADER + ROW + ROW).statusCode()).isEqualTo(200);
        assertThat(client.postFile(HEADER + ROW + ROW + ROW).body()).startsWith("more than 2 events");
        assertThat(client.postFile(HEADER + ROW.repeat(10)).statusCode()).isEqualTo(413);
        assertThat(applied()).hasSize(2);
    }

    @Test
    void takesExactlyTheDocumentedNumberOfRows() throws Exception {
        assertThat(client.postFile(HEADER + ROW.repeat(100_000)).statusCode()).isEqualTo(200);
        assertThat(client.postFile(HEADER + ROW.repeat(100_001)).statusCode()).isEqualTo(413);
        assertThat(server.ledger().requests()).extracting(LedgerRequest::rows).containsExactly(100_000L, 0L);
    }

    @Test
    void refusesABodyWithoutLengthUnlessAllowed() throws Exception {
        byte[] csv = (HEADER + ROW).getBytes(StandardCharsets.UTF_8);
        var chunked = client.file().POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(csv)));
        assertRefused(client.send(chunked), 411, "send the body with a Content-Length");

        start(ApiSwitches.DEFAULT.allowing(ApiSwitches.Allowance.CHUNKED));

        var again = client.file().POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(csv)));
        assertThat(client.send(again).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesGzipUnlessAllowed() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write((HEADER + ROW).getBytes(StandardCharsets.UTF_8));
        }
        var body = BodyPublishers.ofByteArray(bytes.toByteArray());
        assertRefused(
                client.send(client.file().header("Content-Encoding", "gzip").POST(body)),
                415,
                "this Content-Encoding is not taken");

        start(ApiSwitches.DEFAULT.allowing(ApiSwitches.Allowance.GZIP));

        assertRefused(
                client.send(client.file().header("Content-Encoding", "gzip").POST(BodyPublishers.ofString(HEADER))),
                400,
                "the body is not gzip");
        assertThat(client.send(client.file().header("Content-Encoding", "gzip").POST(body))
                        .statusCode())
                .isEqualTo(200);
        assertThat(applied()).hasSize(1);
    }

    @Test
    void asksForACsvContentTypeWhenTold() throws Exception {
        start(new ApiSwitches(
                Set.of(),
                ApiSwitches.DEFAULT.maxEventAge(),
                ApiSwitches.DEFAULT.maxClockSkew(),
                ApiSwitches.DEFAULT.maxEventJsonBytes(),
                ApiSwitches.DEFAULT.maxRows(),
                ApiSwitches.DEFAULT.maxBytes()));
        var body = BodyPublishers.ofString(HEADER + ROW);

        assertRefused(client.postFile(HEADER + ROW), 415, "the Content-Type of a file is text/csv; charset=UTF-8");
        assertThat(client.send(client.file()
                                .header("Content-Type", "text/csv; charset=UTF-8")
                                .POST(body))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesExpectContinueUnlessAllowed() throws Exception {
        var body = BodyPublishers.ofString(HEADER + ROW);
        assertRefused(
                client.send(client.file().expectContinue(true).POST(body)),
                417,
                "send the body without an Expect header");

        start(ApiSwitches.DEFAULT.allowing(ApiSwitches.Allowance.EXPECT_CONTINUE));

        assertThat(client.send(client.file().expectContinue(true).POST(body)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesOtherMethodsAndOtherParameters() throws Exception {
        assertRefused(client.send(client.file().GET()), 405, "events are imported with POST");
        assertRefused(
                client.send(client.to("/logs/v1/import/events.csv?post_api_key=" + KEY + "&application_id=1111")
                        .POST(BodyPublishers.ofString(HEADER + ROW))),
                400,
                "only post_api_key belongs in the query of a file");
        assertThat(client.send(client.to("/elsewhere").GET()).statusCode()).isEqualTo(404);
    }

    @Test
    void importsOneEventFromItsQuery() throws Exception {
        String query = "post_api_key=" + KEY + "&application_id=1111&appmetrica_device_id=18446744073709551615"
                + "&event_name=%D0%9F%D0%BE%D0%BA%D1%83%D0%BF%D0%BA%D0%B0%2C%20%22A%2BB%22&event_timestamp=" + RECENT
                + "&event_json=%7B%22a%22%3A1%7D";

        assertThat(client.postEvent(query).statusCode()).isEqualTo(200);
        assertThat(applied())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("event_name", "Покупка, \"A+B\"")
                        .containsEntry("event_json", "{\"a\":1}")
                        .containsEntry("appmetrica_device_id", "18446744073709551615")
                        .doesNotContainKey("post_api_key"));
    }

    @Test
    void refusesABadEventFromItsQuery() throws Exception {
        String right =
                "post_api_key=" + KEY + "&application_id=1111&profile_id=u&event_name=n&event_timestamp=" + RECENT;

        assertRefused(
                client.postEvent(right + "&mcc=abc"),
                400,
                "row 1: mcc must be a whole number from -2147483648 to 2147483647");
        assertRefused(client.postEvent(right + "&mcc=1&mcc=2"), 400, "the query: a parameter stands twice");
        assertRefused(
                client.postEvent(right.replace("application_id=1111", "application_id=2222")),
                403,
                "row 1: post_api_key is not the key of its application_id");
        assertRefused(
                client.send(client.to("/logs/v1/import/events?" + right).POST(BodyPublishers.ofString("x"))),
                400,
                "one event travels in the query, without a body");
    }

    @Test
    void tellsItsCounts() throws Exception {
        client.postFile(HEADER + ROW + ROW);
        client.postFile(HEADER);

        HttpResponse<String> counts = client.send(client.to("/counts").GET());

        assertThat(counts.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(counts.body())
                .isEqualToIgnoringNewLines("{\"requests\":2,\"requests_of_status\":{\"200\":1,\"400\":1},\"events\":2,"
                        + "\"events_of_application\":{\"1111\":2},\"requests_of_fault\":{},\"refusals\":1,\"bytes\":"
                        + (2 * HEADER.length() + 2 * ROW.length()) + ",\"exports\":0}");
        assertThat(client.send(client.to("/").GET()).body()).isEqualTo(counts.body());
    }

    @Test
    void neverWritesAKeyIntoItsLedger() throws Exception {
        client.postFile(HEADER + ROW);
        client.postEvent("post_api_key=" + KEY + "&application_id=1111");
        client.postEvent("post_api_key=" + KEY + "&post_api_key=" + KEY);

        assertThat(Files.readString(ledger.resolve("requests.jsonl"))).doesNotContain(KEY);
        assertThat(new KeyRing(Map.of(1111, KEY))).hasToString("keys of applications [1111]");
    }
}
