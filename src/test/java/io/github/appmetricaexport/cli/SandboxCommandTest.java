package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.sandbox.Ledger;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SandboxCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    private int execute(String... arguments) {
        CommandLine commandLine = CommandMain.commandLine();
        commandLine.setErr(new PrintWriter(output));
        commandLine.setOut(new PrintWriter(output));
        return commandLine.execute(arguments);
    }

    private Process sandbox(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                CommandMain.class.getName(),
                "sandbox"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private int post(int port, HttpRequest.BodyPublisher body) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + port + "/logs/v1/import/events.csv?post_api_key=invented");
        HttpRequest request = HttpRequest.newBuilder(address).POST(body).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static HttpRequest export(int port, String field) {
        URI address = URI.create("http://127.0.0.1:" + port + "/logs/v1/export/events.csv?application_id=1111"
                + "&date_since=2000-01-01%2000:00:00&date_until=2100-01-01%2000:00:00&fields=" + field);
        return HttpRequest.newBuilder(address)
                .header("Authorization", "OAuth invented-token")
                .build();
    }

    private static String csv() {
        return "application_id,profile_id,event_name,event_timestamp\r\n1111,user-1,opened,"
                + Instant.now().getEpochSecond() + "\r\n";
    }

    @Test
    void servesUntilItIsTerminated() throws Exception {
        Path portFile = folder.resolve("port");
        Path keys = Files.writeString(folder.resolve("keys"), "1111=invented\n");
        Process process = sandbox(
                "--port=0", "--port-file=" + portFile, "--key-file=" + keys, "--ledger=" + folder.resolve("ledger"));
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            int port = Integer.parseInt(Files.readString(portFile).strip());

            assertThat(line).startsWith("sandbox at http://127.0.0.1:" + port + ", ledger in ");
            assertThat(post(port, HttpRequest.BodyPublishers.ofString(csv()))).isEqualTo(200);

            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
        try (var rows = Ledger.at(folder.resolve("ledger")).rows()) {
            assertThat(rows).hasSize(1);
        }
    }

    @Test
    void showsWhatWasPostedToWhoHasAToken() throws Exception {
        Path tokens = Files.writeString(folder.resolve("tokens"), "1111=invented-token\n");
        Process process = sandbox(
                "--port=0",
                "--key=1111=invented",
                "--ledger=" + folder,
                "--port-file=" + folder.resolve("port"),
                "--logs-token-file=" + tokens,
                "--logs-waits=0",
                "--logs-zone=UTC",
                "--logs-strangers=user-2");
        try (BufferedReader lines = process.inputReader()) {
            lines.readLine();
            int port = Integer.parseInt(Files.readString(folder.resolve("port")).strip());
            String rows =
                    csv() + csv().lines().skip(1).findFirst().orElseThrow().replace("user-1", "user-2") + "\r\n";
            assertThat(post(port, HttpRequest.BodyPublishers.ofString(rows))).isEqualTo(200);

            assertThat(HttpClient.newHttpClient()
                            .send(export(port, "profile_id"), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("profile_id\r\nuser-1\r\n");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(Ledger.at(folder).exports()).hasSize(1);
    }

    @Test
    void keepsItsLedgerWhenItIsKilled() throws Exception {
        Process process = sandbox(
                "--port=0", "--key=1111=invented", "--ledger=" + folder, "--port-file=" + folder.resolve("port"));
        try (BufferedReader lines = process.inputReader()) {
            lines.readLine();
            int port = Integer.parseInt(Files.readString(folder.resolve("port")).strip());
            assertThat(post(port, HttpRequest.BodyPublishers.ofString(csv()))).isEqualTo(200);
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (var rows = Ledger.at(folder).rows()) {
            assertThat(rows).hasSize(1);
        }
    }

    /** 100 MB as a rule; the API's own limit with {@code -Dsandbox.body-megabytes=1000}. */
    @Test
    void takesALargeBodyAndShowsItInASmallHeap() throws Exception {
        long bytes = Long.getLong("sandbox.body-megabytes", 100L) * 1_000_000;
        Process process = sandbox(
                "--port=0",
                "--key=1111=invented",
                "--logs-token=1111=invented-token",
                "--logs-waits=0",
                "--ledger=" + folder,
                "--port-file=" + folder.resolve("port"));
        try (BufferedReader lines = process.inputReader()) {
            lines.readLine();
            int port = Integer.parseInt(Files.readString(folder.resolve("port")).strip());

            assertThat(post(port, bodyOf(bytes))).isEqualTo(200);
            assertThat(HttpClient.newHttpClient()
                            .send(export(port, "app_version_name"), HttpResponse.BodyHandlers.ofInputStream())
                            .body()
                            .skip(Long.MAX_VALUE))
                    .isGreaterThan(bytes * 9 / 10);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve("applied/1.csv")).hasSize(bytes);
    }

    /** Rows of 10,000 bytes, the last one longer, so that it comes to exactly {@code bytes}. */
    private static HttpRequest.BodyPublisher bodyOf(long bytes) {
        String header = "application_id,profile_id,event_name,event_timestamp,app_version_name\r\n";
        String start = "1111,user-1,opened," + Instant.now().getEpochSecond() + ",";
        byte[] row = (start + "x".repeat(10_000 - start.length() - 2) + "\r\n").getBytes(StandardCharsets.UTF_8);
        long rows = (bytes - header.length()) / row.length - 1;
        long left = bytes - header.length() - rows * row.length;
        byte[] last = (start + "y".repeat((int) left - start.length() - 2) + "\r\n").getBytes(StandardCharsets.UTF_8);
        Iterable<byte[]> chunks = () -> Stream.of(
                        Stream.of(header.getBytes(StandardCharsets.UTF_8)),
                        Stream.generate(() -> row).limit(rows),
                        Stream.of(last))
                .flatMap(Function.identity())
                .iterator();
        return HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArrays(chunks), bytes);
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(execute("sandbox", "--port=" + port, "--key=1111=invented", "--ledger=" + folder))
                    .isEqualTo(2);
            assertThat(output.toString()).startsWith("cannot listen on port " + port);
        }
    }

    @Test
    void helpsAStranger() {
        assertThat(execute("sandbox", "--help")).isZero();
        assertThat(output.toString())
                .contains(
                        "--port=N",
                        "Default: 8080.",
                        "Examples:",
                        "apply-no-answer",
                        "--gzip=refuse|allow",
                        "--logs-delay=SECONDS")
                .doesNotContain("${");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--key=secret",
                "--key==secret",
                "--key=x=secret",
                "--key=1111=secret --fault=nothing",
                "--key=1111=secret --port=70000",
                "--key=1111=secret --max-event-age=-1",
                "--key=1111=k --logs-token=secret",
                "--key=1111=secret --logs-token-file=not-there",
                "--key=1111=secret --logs-zone=Atlantis",
                "--key=1111=secret --logs-waits=-1",
                "--key=1111=secret --logs-max-rows=many",
                "--key=1111=secret --logs-strangers=(",
                "--key=1111=secret --logs-look-alikes=2",
                "--key=1111=secret --logs-outage=today",
                "--key=1111=secret --logs-fault=nothing",
                "--key-file=not-there",
                ""
            })
    void saysWhatIsWrongAndNeverAKey(String arguments) {
        List<String> all = new ArrayList<>(List.of("sandbox", "--ledger=" + folder));
        if (!arguments.isEmpty()) {
            all.addAll(List.of(arguments.split(" ")));
        }

        assertThat(execute(all.toArray(String[]::new))).isEqualTo(2);
        assertThat(output.toString()).isNotBlank().doesNotContain("secret");
    }
}
