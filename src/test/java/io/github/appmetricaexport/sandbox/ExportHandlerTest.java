package io.github.appmetricaexport.sandbox;

import static io.github.appmetricaexport.sandbox.SandboxClient.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Preparation;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Visibility;
import io.github.appmetricaexport.upload.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox's Logs API, asked over HTTP about what was posted over HTTP. */
class ExportHandlerTest {
    private static final String TOKEN = "invented-token-of-1111";
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    /** Noon, where it is 15:00. */
    private static final String THAT_DAY = "date_since=2026-11-20 00:00:00&date_until=2026-11-20 23:59:59";

    private static final String FIELDS = "fields=profile_id,event_name,event_timestamp";
    private static final String HEADER = "application_id,profile_id,event_name,event_timestamp,event_json\r\n";
    private static final Preparation AT_ONCE = new Preparation(0, 3, Preparation.UNLIMITED);

    @TempDir
    private Path folder;

    private final VirtualTime clock = new VirtualTime(NOON);
    private SandboxServer server;
    private SandboxClient client;

    /** Every file ready at once, unless a test says otherwise. */
    private static LogsApiSwitches switches() {
        return LogsApiSwitches.of(Map.of(1111, TOKEN, 2222, "another")).withPreparation(AT_ONCE);
    }

    private void start(LogsApiSwitches logs) throws IOException {
        stop();
        server = SandboxServer.start(SandboxOptions.of(folder.resolve("ledger"), Map.of(1111, KEY, 2222, KEY))
                .withLogs(logs)
                .withClock(clock));
        client = new SandboxClient(server);
    }

    private void startShowing(Visibility visibility) throws IOException {
        start(switches().withVisibility(visibility));
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private void post(String... rows) throws Exception {
        String csv = HEADER + String.join("\r\n", rows) + "\r\n";
        assertThat(client.postFile(csv).statusCode()).isEqualTo(200);
    }

    private static String row(String user) {
        return row(user, NOON);
    }

    private static String row(String user, Instant time) {
        return "1111," + user + ",opened," + time.getEpochSecond() + ",";
    }

    private static String csv(String... users) {
        return IntStream.range(0, users.length)
                .mapToObj(i -> users[i] + ",opened," + NOON.getEpochSecond() + "\r\n")
                .collect(Collectors.joining("", "profile_id,event_name,event_timestamp\r\n", ""));
    }

    private HttpResponse<String> ask() throws Exception {
        return ask("csv", "application_id=1111&" + THAT_DAY + "&" + FIELDS);
    }

    private HttpResponse<String> ask(String query) throws Exception {
        return ask("csv", query);
    }

    private HttpResponse<String> ask(String format, String query, String... headers) throws Exception {
        String encoded = query.lines()
                .flatMap(line -> List.of(line.split("&")).stream())
                .map(pair -> pair.split("=", 2))
                .map(pair -> pair[0] + "=" + URLEncoder.encode(pair[1], StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var request =
                client.to("/logs/v1/export/events." + format + "?" + encoded).header("Authorization", "OAuth " + TOKEN);
        return client.send(headers.length == 0 ? request : request.headers(headers));
    }

    private LedgerExport lastOnTheBooks() {
        List<LedgerExport> exports = server.ledger().exports();
        return exports.get(exports.size() - 1);
    }

    @Test
    void showsWhatWasPosted() throws Exception {
        start(switches());
        post(row("user-1"), row("user-2"));

        HttpResponse<String> answer = ask();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv; charset=UTF-8");
        assertThat(answer.body()).isEqualTo(csv("user-1", "user-2"));
        assertThat(lastOnTheBooks().rows()).isEqualTo(2);
        assertThat(lastOnTheBooks().answered()).hasValue(200);
        assertThat(lastOnTheBooks().query()).contains("application_id=1111").doesNotContain(TOKEN);
    }

    @Test
    void showsTheHeaderAloneOfAnEmptyDay() throws Exception {
        start(switches());

        assertThat(ask().body()).isEqualTo(csv());
    }

    @Test
    void writesCsvThatNeedsQuotes() throws Exception {
        start(switches());
        post("1111,\"user, \"\"1\"\"\",\"opened\n\"," + NOON.getEpochSecond() + ",\"{\"\"a\"\":1}\"");

        assertThat(ask("application_id=1111&" + THAT_DAY + "&fields=event_json,event_name,profile_id,os_name")
                        .body())
                .isEqualTo("event_json,event_name,profile_id,os_name\r\n"
                        + "\"{\"\"a\"\":1}\",\"opened\n\",\"user, \"\"1\"\"\",\r\n");
    }

    @Test
    void writesJsonWhoseValuesAreStrings() throws Exception {
        start(switches());
        post("1111,user-1,opened," + NOON.getEpochSecond() + ",\"{\"\"a\"\":1}\"");

        HttpResponse<String> answer = ask(
                "json",
                "application_id=1111&" + THAT_DAY + "&fields=application_id,event_timestamp,event_json,os_name");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode content = new ObjectMapper().readTree(answer.body());
        assertThat(content)
                .hasToString("{\"data\":[{\"application_id\":\"1111\",\"event_timestamp\":\"" + NOON.getEpochSecond()
                        + "\",\"event_json\":\"{\\\"a\\\":1}\",\"os_name\":\"\"}]}");
    }

    @Test
    void compressesForWhoAsksForIt() throws Exception {
        start(switches());
        post(row("user-1"));
        String query = "application_id=1111&" + THAT_DAY.replace(" ", "%20") + "&" + FIELDS;
        var request = client.to("/logs/v1/export/events.csv?" + query)
                .header("Authorization", "OAuth " + TOKEN)
                .header("Accept-Encoding", "gzip");

        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(csv("user-1"));
    }

    @Test
    void readsDatesInTheZoneOfTheApplication() throws Exception {
        start(switches());
        Instant midnight = Instant.parse("2026-11-19T21:00:00Z");
        Instant noon = Instant.parse("2026-11-20T09:00:00Z");
        post(
                row("before", midnight.minusSeconds(1)),
                row("first", midnight),
                row("last", noon),
                row("after", noon.plusSeconds(1)));
        String query =
                "application_id=1111&date_since=2026-11-20 00:00:00&date_until=2026-11-20 12:00:00&fields=profile_id";

        assertThat(ask(query).body()).isEqualTo("profile_id\r\nfirst\r\nlast\r\n");
        start(switches().withZone(ZoneOffset.UTC));
        assertThat(ask(query).body()).isEqualTo("profile_id\r\nlast\r\nafter\r\n");
    }

    @Test
    void writesDatesInTheZoneOfTheApplication() throws Exception {
        start(switches());
        post(row("user-1", NOON.minusSeconds(1)));

        assertThat(ask("application_id=1111&" + THAT_DAY
                                + "&fields=event_datetime,event_receive_datetime,event_receive_timestamp")
                        .body())
                .endsWith("\r\n2026-11-20 14:59:59,2026-11-20 15:00:00," + NOON.getEpochSecond() + "\r\n");
    }

    @Test
    void asksForTheTimeOfReceiptWhereTold() throws Exception {
        start(switches());
        post(row("user-1", NOON.minus(Duration.ofDays(3))));
        String query = "application_id=1111&" + THAT_DAY + "&" + FIELDS + "&date_dimension=";

        assertThat(ask(query + "default").body()).doesNotContain("user-1");
        assertThat(ask(query + "receive").body()).contains("user-1");
    }

    @Test
    void showsOneApplicationAndTheValuesThatAreAskedFor() throws Exception {
        start(switches());
        post(row("user-1"), row("user-2"));
        client.postFile(HEADER + "2222,user-3,opened," + NOON.getEpochSecond() + ",\r\n");

        assertThat(ask().body()).doesNotContain("user-3");
        assertThat(ask("application_id=1111&" + THAT_DAY + "&" + FIELDS + "&profile_id=user-2&os_name=")
                        .body())
                .isEqualTo(csv("user-2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "os_name|os_colour|fields: an unknown field",
                "fields=profile_id|fields=session_type|fields: an unknown field",
                "profile_id,os_name||fields: no field",
                "application_id=1111&||application_id is missing or no number",
                "date_since=2026-11-20 00:00:00|date_since=2026-11-20|date_since is missing or not yyyy-mm-dd hh:mm:ss",
                "date_until=2026-11-20 23:59:59|date_until=2026-11-31 00:00:00|date_until is missing or not yyyy-mm-dd"
                        + " hh:mm:ss",
                "23:59:59|23:59:59&colour=red|the query: an unknown field",
                "date_until=2026-11-20|date_until=2026-11-19|date_since is after date_until",
                "23:59:59|23:59:59&date_dimension=sent|date_dimension is none of",
                "23:59:59|23:59:59&skip_unavailable_shards=1|skip_unavailable_shards is none of",
            })
    void refusesWhatItDoesNotKnow(String right, String wrong, String reason) throws Exception {
        start(switches());
        String query = "application_id=1111&" + THAT_DAY + "&fields=profile_id,os_name";
        String mistaken = query.replace(right, wrong == null ? "" : wrong);
        assertThat(mistaken).isNotEqualTo(query);

        HttpResponse<String> answer = ask(mistaken);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith(reason);
        assertThat(lastOnTheBooks().reason()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OAuth", "OAuth wrong", "Bearer " + TOKEN, "OAuth " + KEY})
    void asksForATokenThatItKnows(String authorization) throws Exception {
        start(switches());
        String query = "application_id=1111&" + THAT_DAY.replace(" ", "%20") + "&" + FIELDS + "&oauth_token=" + TOKEN;
        for (String path : List.of("/logs/v1/export/events.csv?" + query, "/management/v1/logsapi/status")) {
            var request = client.to(path);

            assertThat(client.send(authorization.isEmpty() ? request : request.header("Authorization", authorization))
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(folder.resolve("ledger/exports.jsonl")).content().doesNotContain(TOKEN);
    }

    @Test
    void deniesTheApplicationsOfOthers() throws Exception {
        start(switches());

        assertThat(ask("application_id=2222&" + THAT_DAY + "&" + FIELDS).statusCode())
                .isEqualTo(403);
    }

    @Test
    void readsAndDoesNotWrite() throws Exception {
        start(switches());

        assertThat(client.send(client.to("/logs/v1/export/events.csv")
                                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void letsWaitUntilAFileIsReady() throws Exception {
        start(switches().withPreparation(new Preparation(2, 3, Preparation.UNLIMITED)));
        post(row("user-1"));

        assertThat(ask().statusCode()).isEqualTo(202);
        assertThat(ask().body()).isEqualTo("Wait for result");
        assertThat(ask().body()).isEqualTo(csv("user-1"));
        assertThat(server.ledger().exports())
                .extracting(export -> export.answered().orElseThrow())
                .containsExactly(202, 202, 200);
    }

    @Test
    void keepsAFileForADayAtItsAddress() throws Exception {
        start(switches());
        post(row("user-1"));
        ask();
        post(row("user-2"));

        assertThat(ask().body()).isEqualTo(csv("user-1"));
        clock.pass(Duration.ofHours(24).minusSeconds(1));
        assertThat(ask().body()).isEqualTo(csv("user-1"));
        clock.pass(Duration.ofSeconds(1));
        assertThat(ask().body()).isEqualTo(csv("user-1", "user-2"));
    }

    @Test
    void makesAFileAnewForWhoWantsNoOlderOne() throws Exception {
        start(switches().withPreparation(new Preparation(1, 3, Preparation.UNLIMITED)));
        String query = "application_id=1111&" + THAT_DAY + "&" + FIELDS;
        ask();
        ask();
        post(row("user-1"));
        clock.pass(Duration.ofSeconds(60));

        assertThat(ask("csv", query, "Cache-Control", "max-age=60").body()).isEqualTo(csv());
        assertThat(ask("csv", query, "Cache-Control", "no-cache").statusCode()).isEqualTo(202);
        assertThat(ask("csv", query, "Cache-Control", "no-cache").body()).isEqualTo(csv("user-1"));
        post(row("user-2"));
        clock.pass(Duration.ofSeconds(61));
        assertThat(ask("csv", query, "Cache-Control", "max-age=60").statusCode())
                .isEqualTo(202);
    }

    @Test
    void takesNoFourthFileOfAnApplicationIntoItsQueue() throws Exception {
        start(switches().withPreparation(new Preparation(1, 3, Preparation.UNLIMITED)));
        List<String> queries = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> "application_id=1111&" + THAT_DAY + "&" + FIELDS + "&profile_id=user-" + i)
                .toList();

        for (String query : queries.subList(0, 3)) {
            assertThat(ask(query).statusCode()).isEqualTo(202);
        }
        assertThat(lastOnTheBooks().queued()).isEqualTo(3);
        HttpResponse<String> refused = ask(queries.get(3));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).startsWith("There are already 3 enqueued queries for given application_id.");

        assertThat(ask(queries.get(0)).statusCode()).isEqualTo(200);
        assertThat(ask(queries.get(3)).statusCode()).isEqualTo(202);
    }

    @Test
    void forgetsAfterAnHourWhatNobodyAsksForAnyMore() throws Exception {
        start(switches().withPreparation(new Preparation(9, 1, Preparation.UNLIMITED)));
        String another = "application_id=1111&" + THAT_DAY + "&" + FIELDS + "&profile_id=user-1";
        ask();

        assertThat(ask(another).statusCode()).isEqualTo(429);
        clock.pass(Duration.ofHours(1));
        assertThat(ask(another).statusCode()).isEqualTo(202);
        assertThat(ask().statusCode()).isEqualTo(200);
    }

    @Test
    void wantsPartsOfWhatIsTooMuch() throws Exception {
        start(switches().withPreparation(new Preparation(0, 3, 2)));
        post(row("user-1"), row("user-2"), row("user-3", NOON.minusSeconds(60)));

        HttpResponse<String> refused = ask();
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("Try to use more parts.\n");
        assertThat(lastOnTheBooks().queued()).isZero();
        assertThat(ask("application_id=1111&date_since=2026-11-20 15:00:00&date_until=2026-11-20 15:00:00&" + FIELDS)
                        .body())
                .isEqualTo(csv("user-1", "user-2"));
    }

    @Test
    void showsEventsOnlyAfterTheDelay() throws Exception {
        startShowing(Visibility.DEFAULT.withDelay(Duration.ofHours(4)));
        post(row("user-1"));
        String query = "application_id=1111&" + THAT_DAY + "&" + FIELDS;

        clock.pass(Duration.ofHours(4).minusSeconds(1));
        assertThat(ask("csv", query, "Cache-Control", "no-cache").body()).isEqualTo(csv());
        clock.pass(Duration.ofSeconds(1));
        assertThat(ask("csv", query, "Cache-Control", "no-cache").body()).isEqualTo(csv("user-1"));
    }

    @Test
    void showsMoreOfThemAsTimePasses() throws Exception {
        startShowing(Visibility.DEFAULT.withSpread(Duration.ofHours(10)));
        post(IntStream.range(0, 100).mapToObj(i -> row("user-" + i)).toArray(String[]::new));
        String query = "application_id=1111&" + THAT_DAY + "&" + FIELDS;

        clock.pass(Duration.ofHours(5));
        ask("csv", query, "Cache-Control", "no-cache");
        assertThat(lastOnTheBooks().rows()).isBetween(30L, 70L);
        clock.pass(Duration.ofHours(5));
        ask("csv", query, "Cache-Control", "no-cache");
        assertThat(lastOnTheBooks().rows()).isEqualTo(100);
    }

    @Test
    void neverShowsTheEventsOfStrangers() throws Exception {
        startShowing(Visibility.DEFAULT.withStrangers("ghost-\\d+"));
        post(row("ghost-1"), row("user-1"), row("ghost-2"));
        clock.pass(Duration.ofDays(1).minusHours(13));

        assertThat(ask().body()).isEqualTo(csv("user-1"));
    }

    @Test
    void showsWhatAnSdkHasSentBesides() throws Exception {
        startShowing(Visibility.DEFAULT.withLookAlikes(1).withDelay(Duration.ofHours(4)));
        post("1111,user-1,opened," + NOON.getEpochSecond() + ",\"{\"\"a\"\":1}\"");
        String query = "application_id=1111&" + THAT_DAY + "&fields=profile_id,event_json";

        assertThat(ask(query).body()).isEqualTo("profile_id,event_json\r\nuser-1,\r\n");
        clock.pass(Duration.ofHours(4));
        assertThat(ask("csv", query, "Cache-Control", "no-cache").body())
                .isEqualTo("profile_id,event_json\r\nuser-1,\"{\"\"a\"\":1}\"\r\nuser-1,\r\n");
    }

    @Test
    void showsTheEventsOfAnSdkThatAFileNames() throws Exception {
        Path file = folder.resolve("sdk.csv");
        startShowing(Visibility.DEFAULT.withSdkEvents(file));
        String query = "application_id=1111&" + THAT_DAY + "&" + FIELDS;
        assertThat(ask(query).body()).isEqualTo(csv());

        Files.writeString(file, HEADER + row("user-1") + "\r\n" + row("user-1") + "\r\n2222,user-2,opened,1,\r\n");

        assertThat(ask("csv", query, "Cache-Control", "no-cache").body()).isEqualTo(csv("user-1", "user-1"));
    }

    @Test
    void letsWaitForShardsThatAreOutOfReachOrLeavesThemOut() throws Exception {
        startShowing(Visibility.DEFAULT.withUnavailable(0.01));
        post(IntStream.range(0, 2_000).mapToObj(i -> row("user-" + i)).toArray(String[]::new));

        assertThat(ask().statusCode()).isEqualTo(202);
        assertThat(ask().statusCode()).isEqualTo(202);
        ask("application_id=1111&" + THAT_DAY + "&" + FIELDS + "&skip_unavailable_shards=true");
        assertThat(lastOnTheBooks().rows()).isBetween(1_960L, 1_999L);
    }

    @Test
    void saysThatItIsDisabledAndLetsWaitWhileItIsOut() throws Exception {
        start(switches().withOutage(NOON, NOON.plusSeconds(60)));
        var status = client.to("/management/v1/logsapi/status").header("Authorization", "OAuth " + TOKEN);

        assertThat(client.send(status).body()).isEqualTo("{\"status\":\"disabled\"}");
        assertThat(ask().statusCode()).isEqualTo(202);
        clock.pass(Duration.ofSeconds(60));
        assertThat(client.send(status).body()).isEqualTo("{\"status\":\"enabled\"}");
        assertThat(ask().statusCode()).isEqualTo(200);
    }

    @Test
    void answersWithAFaultWhereTold() throws Exception {
        start(switches()
                .withFaults(FaultPlan.of(1, "503:1:retry-after=7,to=1", "other-body:1:to=2", "slow:1:to=3,delay=0.1")));
        post(row("user-1"));

        HttpResponse<String> fault = ask();
        assertThat(fault.statusCode()).isEqualTo(503);
        assertThat(fault.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(ask().body()).contains("Please log in");
        assertThat(ask().body()).isEqualTo(csv("user-1"));
        assertThat(server.ledger().exports())
                .extracting(export -> export.fault().orElseThrow())
                .containsExactly("503", "other-body", "slow");
        assertThat(server.ledger().requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-before-body", "reset-within-body"})
    void resetsTheConnection(String fault) throws Exception {
        start(switches().withFaults(FaultPlan.of(1, fault)));
        post(row("user-1"), row("user-2"));

        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
        assertThat(lastOnTheBooks().answered()).isEmpty();
        assertThat(lastOnTheBooks().rows()).isEqualTo(fault.equals("reset-within-body") ? 1 : 0);
    }

    @Test
    void countsOnAfterARestart() throws Exception {
        start(switches());
        ask();
        start(switches());
        ask();

        assertThat(server.ledger().exports()).extracting(LedgerExport::number).containsExactly(1L, 2L);
    }
}
