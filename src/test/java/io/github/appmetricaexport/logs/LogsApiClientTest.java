package io.github.appmetricaexport.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.EvidenceOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Option;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.logs.LogsApi.Freshness;
import io.github.appmetricaexport.logs.LogsServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogsApiClientTest {
    private static final LogsQuery QUERY = new LogsQuery(
            "1111",
            LocalDateTime.of(2026, 11, 20, 0, 0),
            LocalDateTime.of(2026, 11, 20, 23, 59, 59),
            List.of("event_name", "event_timestamp"));

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private LogsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LogsServer(() -> Stream.of(
                Map.of("application_id", "1111", "event_name", "a, \"b\"\nc", "event_timestamp", "1795132800")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LogsApiClient client() throws IOException {
        return client(server.uri(), "false");
    }

    private LogsApiClient client(String uri, String skipsShards) throws IOException {
        Files.writeString(folder.resolve(LogsToken.FILE), LogsServer.TOKEN + "\n");
        Map<Option<?>, String> values = new HashMap<>(Map.of(
                EvidenceOptions.LOGS_BASE_URL,
                uri,
                EvidenceOptions.TOKEN_SOURCE,
                "directory",
                EvidenceOptions.TOKEN_DIRECTORY,
                folder.toString()));
        values.put(EvidenceOptions.SKIP_UNAVAILABLE_SHARDS, skipsShards);
        ExportConfig config = TestConfig.with(values);
        return new LogsApiClient(config, LogsToken.of(config, Map.of(), new Configuration(false)));
    }

    private LogsAnswer ask(LogsApiClient client) {
        return client.ask(QUERY, Freshness.ANEW, name -> file, "a.csv.gz");
    }

    private String answer() throws IOException {
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(file.toByteArray()))) {
            return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void asksByTheContractWithTheTokenInAHeaderAlone() throws Exception {
        assertThat(ask(client())).isEqualTo(LogsAnswer.HERE);

        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.path()).isEqualTo("/logs/v1/export/events.csv");
            assertThat(asked.query())
                    .isEqualTo(Map.of(
                            "application_id", "1111",
                            "date_since", "2026-11-20 00:00:00",
                            "date_until", "2026-11-20 23:59:59",
                            "date_dimension", "default",
                            "fields", "event_name,event_timestamp"));
            assertThat(asked.headers())
                    .containsEntry("Authorization", "OAuth " + LogsServer.TOKEN)
                    .containsEntry("Cache-control", "no-cache")
                    .containsEntry("Accept-encoding", "gzip");
            assertThat(asked.rawUri()).doesNotContain("7e21");
        });
        assertThat(answer()).isEqualTo("event_name,event_timestamp\n\"a, \"\"b\"\"\nc\",\"1795132800\"\n");
    }

    @Test
    void packsWhatCameUnpacked() throws Exception {
        server.unpacked();
        assertThat(ask(client(server.uri(), "true"))).isEqualTo(LogsAnswer.HERE);

        assertThat(answer()).contains("1795132800");
        assertThat(server.asked().get(0).query()).containsEntry("skip_unavailable_shards", "true");
    }

    @Test
    void takesWhatIsPreparedWhereThatWillDo() throws Exception {
        client().ask(QUERY, Freshness.AS_PREPARED, name -> file, "a.csv.gz");

        assertThat(server.asked().get(0).headers()).doesNotContainKey("Cache-control");
    }

    @ParameterizedTest
    @CsvSource({
        "202, IN_PREPARATION",
        "429, QUEUE_IS_FULL",
        "500, OUT_OF_REACH",
        "503, OUT_OF_REACH",
        "420, OUT_OF_REACH"
    })
    void readsAStatus(int status, LogsAnswer answer) throws Exception {
        server.first(new Answer(status, "invented words"));

        assertThat(ask(client())).isEqualTo(answer);
        assertThat(file.size()).isZero();
    }

    @Test
    void readsThatItIsTooMuch() throws Exception {
        server.answeringAtMost(0);

        assertThat(ask(client())).isEqualTo(LogsAnswer.TOO_MUCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 301})
    void anyOtherRefusalIsToldInItsWords(int status) throws Exception {
        server.first(new Answer(status, "no \u001b[31msuch field"));

        assertThatThrownBy(() -> ask(client()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "answers " + status + " to the question for application 1111 from 2026-11-20T00:00")
                .hasMessageContaining("such field")
                .hasMessageNotContaining("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "no %s", "token=invented%%2Ftoken%%2B7e21%%268d%%3D", "INVENTED/TOKEN", "+7e21&8"})
    void wordsThatRepeatTheTokenAreWithheld(String words) throws Exception {
        server.first(new Answer(400, words.formatted(LogsServer.TOKEN)));

        assertThatThrownBy(() -> ask(client()))
                .hasMessageContaining("words withheld")
                .hasMessageNotContaining("7e21");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedTokenIsAMistakeOfTheConfiguration(int status) throws Exception {
        server.first(new Answer(status, "denied " + LogsServer.TOKEN));

        assertThatThrownBy(() -> ask(client()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("logs-api.token-source: the Logs API refuses the token for application 1111 (" + status
                        + "): it needs the scope appmetrica:read and access to the application");
    }

    @Test
    void anAnswerThatBreaksOffIsNone() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread half = new Thread(() -> {
                try (Socket socket = listener.accept()) {
                    socket.getInputStream().read(new byte[2000]);
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nevent_name,event"
                                    .getBytes(StandardCharsets.UTF_8));
                } catch (IOException ended) {
                    // By the client.
                }
            });
            half.start();
            assertThat(ask(client("http://localhost:" + listener.getLocalPort(), "false")))
                    .isEqualTo(LogsAnswer.OUT_OF_REACH);
            half.join();
        }
    }

    @Test
    void noServerIsOutOfReach() throws Exception {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        assertThat(ask(client("http://localhost:" + port, "false"))).isEqualTo(LogsAnswer.OUT_OF_REACH);
    }
}
