package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answer;
import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies that are the JVM's are used; those of the environment are not, and are told where nothing connects. */
class ProxyTest {
    private static final List<String> SETTINGS = List.of(
            "http.proxyHost",
            "http.proxyPort",
            "https.proxyHost",
            "https.proxyPort",
            "http.nonProxyHosts",
            "socksProxyHost",
            "socksProxyPort");

    @TempDir
    private Path directory;

    @BeforeEach
    void haveNoneByDefaultAndNoExceptions() {
        forgetAll();
        // Any other value is beside the JVM's default, which leaves out this machine, where all of a test is.
        System.setProperty("http.nonProxyHosts", "");
    }

    @AfterEach
    void forgetAll() {
        SETTINGS.forEach(System::clearProperty);
    }

    private static void use(String kind, int port) {
        System.setProperty(kind + "Host", "localhost");
        System.setProperty(kind + "Port", Integer.toString(port));
    }

    @Test
    void tunnelsThroughTheProxyForHttps() throws Exception {
        Path store = Certificates.selfSigned(directory, "dns:localhost");
        try (Certificates.Trust trust = Certificates.trusting(store);
                ScriptedServer api =
                        ScriptedServer.playingOverTls(Certificates.serving(store), answering(Posting.ACCEPTED));
                ScriptedServer proxy = ScriptedServer.playing(conversation -> {
                    conversation.readHead();
                    conversation.write("HTTP/1.1 200 Connection established\r\n\r\n");
                    conversation.tunnelTo(api.port());
                })) {
            use("https.proxy", proxy.port());

            Attempt attempt = Posting.post(api, Payloads.ofLength(200_000));

            assertThat(trust).isNotNull();
            assertThat(attempt.outcome()).as(attempt.error()).isEqualTo(AttemptOutcome.ACCEPTED);
            assertThat(api.requests()).isEqualTo(1);
            assertThat(proxy.received())
                    .startsWith("CONNECT localhost:" + api.port() + " HTTP/1.1\r\n")
                    .doesNotContain("post_api_key");
        }
    }

    @Test
    void goesThroughASocksProxy() throws Exception {
        try (ScriptedServer api = ScriptedServer.playing(answering(Posting.ACCEPTED));
                ScriptedServer proxy = ScriptedServer.playing(conversation -> {
                    readBytes(conversation, 1);
                    readBytes(conversation, conversation.read());
                    conversation.write(new byte[] {5, 0}, 2);
                    readBytes(conversation, 4);
                    readBytes(conversation, conversation.read() + 2);
                    conversation.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0}, 10);
                    conversation.tunnelTo(api.port());
                })) {
            use("socksProxy", proxy.port());

            assertThat(Posting.post(api, Payloads.of("a")).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);

            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    private static void readBytes(ScriptedServer.Conversation conversation, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            conversation.read();
        }
    }

    @Test
    void goesPastTheProxyToHostsThatNeedNone() throws Exception {
        try (ScriptedServer api = ScriptedServer.playing(answering(Posting.ACCEPTED));
                ScriptedServer proxy = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            use("http.proxy", proxy.port());
            System.clearProperty("http.nonProxyHosts");

            assertThat(Posting.post(api, Payloads.of("a")).outcome()).isEqualTo(AttemptOutcome.ACCEPTED);

            assertThat(api.requests()).isEqualTo(1);
            assertThat(proxy.connections()).isZero();
        }
    }

    @Test
    void namesAProxyThatWantsAPassword() throws Exception {
        try (ScriptedServer proxy =
                ScriptedServer.playing(answering(answer(407, "", "Proxy-Authenticate: Basic realm=x")))) {
            use("https.proxy", proxy.port());

            Attempt attempt = Posting.post(URI.create("https://api.invalid"), Payloads.of("a"));

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
            assertThat(attempt.error())
                    .startsWith("api.invalid:443 through the proxy localhost:" + proxy.port() + ": ")
                    .contains("Failed to authenticate with proxy");
            assertThat(proxy.requests()).isEqualTo(1);
        }
    }

    @Test
    void namesAProxyThatIsOutOfReach() throws Exception {
        int closed = SingleRequestGuardTest.closedPort();
        use("https.proxy", closed);

        assertThat(Posting.post(URI.create("https://api.invalid"), Payloads.of("a"))
                        .error())
                .isEqualTo("api.invalid:443 through the proxy localhost:" + closed
                        + ": the connection was refused or has no route; nothing was sent."
                        + " Check api.base-url, and that firewall and proxy let this host through");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"})
    void namesAProxyOfTheEnvironmentThatNobodyHeedsWhereNothingConnects(String variable) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.playing(answering(Posting.ACCEPTED))) {
            Map<String, String> environment = Map.of(variable, "http://user:word@localhost:" + proxy.port());

            Attempt attempt = post("https://no-such-host.invalid", environment);

            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
            assertThat(attempt.error())
                    .isEqualTo("no-such-host.invalid:443: the name cannot be resolved; nothing was sent."
                            + " Check api.base-url, and the DNS of this host. The environment variable " + variable
                            + " is set, and not heeded: put -Dhttps.proxyHost=... and -Dhttps.proxyPort=... into"
                            + " spark.executor.extraJavaOptions; with a local master, and for send-one, into"
                            + " spark.driver.extraJavaOptions");
            assertThat(proxy.connections()).isZero();
        }
    }

    @Test
    void saysNothingOfTheEnvironmentWhereTheJvmHasAProxyOrTheApiIsOnThisMachine() throws Exception {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://proxy.invalid:3128");
        int closed = SingleRequestGuardTest.closedPort();
        assertThat(post("http://localhost:" + closed, environment).error()).doesNotContain("HTTPS_PROXY");

        use("https.proxy", closed);
        assertThat(post("https://api.invalid", environment).error()).doesNotContain("HTTPS_PROXY");
    }

    @Test
    void saysNothingOfTheEnvironmentOnceSomethingConnects() throws Exception {
        Path store = Certificates.selfSigned(directory, "dns:localhost");
        try (ScriptedServer untrusted =
                ScriptedServer.playingOverTls(Certificates.serving(store), answering(Posting.ACCEPTED))) {
            assertThat(post(untrusted.uri().toString(), Map.of("HTTPS_PROXY", "http://proxy.invalid"))
                            .error())
                    .contains("is not trusted")
                    .doesNotContain("HTTPS_PROXY");
        }
    }

    private static Attempt post(String baseUrl, Map<String, String> environment) {
        try (PostApiClient client = Posting.client(URI.create(baseUrl), environment)) {
            return client.post(Payloads.of("a"), Posting.KEY);
        }
    }
}
