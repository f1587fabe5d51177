package io.github.appmetricaexport.sandbox;

import static io.github.appmetricaexport.sandbox.SandboxClient.HEADER;
import static io.github.appmetricaexport.sandbox.SandboxClient.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxFaultTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String CSV = HEADER + "1111,user-1,opened," + NOW.getEpochSecond() + "\r\n";

    @TempDir
    private Path ledger;

    private SandboxServer start(String... faults) throws IOException {
        return SandboxServer.start(SandboxOptions.of(ledger, Map.of(1111, KEY))
                .withFaults(FaultPlan.of(1, faults))
                .withClock(Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private LedgerRequest onlyRequest() {
        assertThat(Ledger.at(ledger).requests()).hasSize(1);
        return Ledger.at(ledger).requests().get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 403, 408, 413, 420, 429, 500, 502, 503, 504})
    void answersWithAnotherStatusAndAppliesNothing(int status) throws Exception {
        try (SandboxServer server = start(Integer.toString(status))) {
            HttpResponse<String> answer = new SandboxClient(server).postFile(CSV);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Location").isPresent()).isEqualTo(status < 400);
        }
        assertThat(onlyRequest().rows()).isZero();
        assertThat(onlyRequest().fault()).hasValue(Integer.toString(status));
        assertThat(onlyRequest().answered()).hasValue(status);
        assertThat(onlyRequest().bytes()).isEqualTo(CSV.length());
    }

    @Test
    void redirectsToItselfSoThatAFollowedRedirectIsSeen() throws Exception {
        try (SandboxServer server = start("307:1:to=1")) {
            String location = new SandboxClient(server)
                    .postFile(CSV)
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();

            assertThat(location).isEqualTo(server.baseUrl() + "/logs/v1/import/events.csv?post_api_key=" + KEY);
        }
    }

    @Test
    void appliesAndThenAnswersWithAnErrorWhenTold() throws Exception {
        try (SandboxServer server = start("502:1:applied=true")) {
            assertThat(new SandboxClient(server).postFile(CSV).statusCode()).isEqualTo(502);
            assertThat(onlyRequest().rows()).isEqualTo(1);
        }
        assertThat(onlyRequest().answered()).hasValue(502);
    }

    @Test
    void appliesAPartOfTheRowsWhenTold() throws Exception {
        String rows = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> "1111,user-" + i + ",opened," + NOW.getEpochSecond() + "\r\n")
                .collect(Collectors.joining());
        try (SandboxServer server = start("502:1:applied=0.4")) {
            assertThat(new SandboxClient(server).postFile(HEADER + rows).statusCode())
                    .isEqualTo(502);
        }
        assertThat(onlyRequest().rowsOfApplication()).isEqualTo(Map.of(1111L, 4L));
        try (Stream<Map<String, String>> applied = Ledger.at(ledger).rows()) {
            assertThat(applied)
                    .extracting(row -> row.get("profile_id"))
                    .containsExactly("user-3", "user-5", "user-8", "user-10");
        }
    }

    @Test
    void asksToWaitInBothForms() throws Exception {
        try (SandboxServer server = start("503:1:retry-after=0,to=1", "429:1:retry-after-date=90")) {
            SandboxClient client = new SandboxClient(server);

            assertThat(client.postFile(CSV).headers().firstValue("Retry-After")).hasValue("0");
            assertThat(client.postFile(CSV).headers().firstValue("Retry-After"))
                    .hasValue("Fri, 20 Nov 2026 12:01:30 GMT");
        }
    }

    @Test
    void answersAnotherBody() throws Exception {
        try (SandboxServer server = start("other-body")) {
            HttpResponse<String> answer = new SandboxClient(server).postFile(CSV);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("Your data has been uploaded");
        }
        assertThat(onlyRequest().rows()).isZero();
    }

    @Test
    void answersLate() throws Exception {
        try (SandboxServer server = start("slow:1:delay=0.3")) {
            long start = System.nanoTime();

            assertThat(new SandboxClient(server).postFile(CSV).statusCode()).isEqualTo(200);
            assertThat(System.nanoTime() - start).isGreaterThan(250_000_000L);
        }
        assertThat(onlyRequest().rows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-answer", "apply-no-answer"})
    void staysSilent(String fault) throws Exception {
        try (SandboxServer server = start(fault);
                Socket socket = connect(server)) {
            socket.setSoTimeout(300);
            send(socket, CSV, CSV.length());

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(onlyRequest().answered()).isEmpty();
        assertThat(onlyRequest().rows()).isEqualTo(fault.startsWith("apply") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-before-body", "reset-within-body", "reset-after-body", "apply-reset"})
    void resetsTheConnection(String fault) throws Exception {
        try (SandboxServer server = start(fault);
                Socket socket = connect(server)) {
            send(socket, CSV, CSV.length());

            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(onlyRequest().answered()).isEmpty();
        assertThat(onlyRequest().rows()).isEqualTo(fault.startsWith("apply") ? 1 : 0);
    }

    @Test
    void resetsBeforeAByteOfTheBodyIsSent() throws Exception {
        try (SandboxServer server = start("reset-before-body");
                Socket socket = connect(server)) {
            send(socket, "", 1_000_000);

            assertThatThrownBy(() -> socket.getInputStream().read()).hasMessage("Connection reset");
        }
        assertThat(onlyRequest().bytes()).isZero();
    }

    @Test
    void resetsWhenHalfOfTheBodyIsThere() throws Exception {
        try (SandboxServer server = start("reset-within-body");
                Socket socket = connect(server)) {
            send(socket, "x".repeat(500_000), 1_000_000);

            assertThatThrownBy(() -> socket.getInputStream().read()).hasMessage("Connection reset");
        }
        assertThat(onlyRequest().bytes()).isEqualTo(500_000);
    }

    @Test
    void servesOrdinaryRequestsThroughTheRelay() throws Exception {
        try (SandboxServer server = start("reset-after-body:1:from=3")) {
            SandboxClient client = new SandboxClient(server);

            assertThat(client.postFile(CSV).statusCode()).isEqualTo(200);
            assertThat(client.postFile(CSV).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> client.postFile(CSV)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void appliesNothingOfABodyThatEndsEarlyThoughItLooksWhole() throws Exception {
        try (SandboxServer server = start();
                Socket socket = connect(server)) {
            send(socket, CSV, CSV.length() + 50);
            socket.shutdownOutput();

            assertThat(readAll(socket)).isEmpty();
        }
        assertThat(onlyRequest().rows()).isZero();
        assertThat(onlyRequest().answered()).isEmpty();
    }

    private static Socket connect(SandboxServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String body, int declaredLength) throws IOException {
        String head = "POST /logs/v1/import/events.csv?post_api_key=" + KEY + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Length: " + declaredLength + "\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write((head + body).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static byte[] readAll(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return in.readAllBytes();
    }
}
