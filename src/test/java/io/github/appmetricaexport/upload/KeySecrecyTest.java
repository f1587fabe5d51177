package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answer;
import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The key is in the request and nowhere else, with every logger of java.util.logging at its most talkative. */
class KeySecrecyTest {
    private static final String RAW = Posting.KEY.text();
    private static final String ENCODED = URLEncoder.encode(RAW, StandardCharsets.UTF_8);
    /** Letters of the key that no spelling changes. */
    private static final String TELLTALE = "5f3a";

    private final Logger root = Logger.getLogger("");
    private final Level levelBefore = root.getLevel();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getLoggerName() + " " + line.getMessage() + " " + line.getThrown());
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        recorder.setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(recorder);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(recorder);
        root.setLevel(levelBefore);
    }

    static List<Arguments> echoes() {
        return List.of(
                Arguments.of("raw", RAW),
                Arguments.of("percent-encoded", ENCODED),
                Arguments.of("percent-encoded in lower case", ENCODED.toLowerCase(Locale.ROOT)),
                Arguments.of("percent-encoded twice", URLEncoder.encode(ENCODED, StandardCharsets.UTF_8)),
                Arguments.of("in upper case", RAW.toUpperCase(Locale.ROOT)),
                Arguments.of(
                        "in HTML",
                        RAW.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
                Arguments.of("in HTML by number", RAW.replace("&", "&#38;").replace("<", "&#x3C;")),
                Arguments.of(
                        "in JSON",
                        RAW.replace("/", "\\/").replace("&", "\\u0026").replace("<", "\\u003C")),
                Arguments.of("across the cut", "x".repeat(Attempt.LONGEST_ANSWER - 13 - 20) + RAW));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("echoes")
    void strikesTheKeyOutOfAnAnswerThatRepeatsIt(String spelling, String echo) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(answering(answer(403, "No such key: " + echo)))) {
            Attempt attempt = Posting.post(server, Payloads.of("a"));

            assertThat(attempt.reply().answer()).as(spelling).startsWith("No such key: ");
            assertNowhere(attempt.toString());
        }
    }

    static List<Arguments> halves() {
        int beforeTheCut = SingleRequestGuard.BYTES_READ_OF_AN_ANSWER - 20;
        return List.of(
                Arguments.of("across the end of what is read", answer(403, " ".repeat(beforeTheCut) + RAW)),
                Arguments.of("percent-encoded there", answer(403, " ".repeat(beforeTheCut - 4) + ENCODED + ENCODED)),
                Arguments.of("in an answer that breaks off", brokenOff("No such key: " + RAW.substring(0, 20))),
                Arguments.of("whole before a half", brokenOff(RAW + RAW.substring(0, 18))),
                Arguments.of(
                        "within an encoded character", brokenOff(ENCODED.substring(0, ENCODED.indexOf("%26") + 2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("halves")
    void leavesNoHalfOfAKeyWhereAnAnswerIsCut(String where, String echo) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(conversation -> {
            conversation.readRequest();
            conversation.write(echo);
            conversation.end();
        })) {
            Attempt attempt = Posting.post(server, Payloads.of("a"));

            assertThat(attempt.reply().status()).as(where).isEqualTo(403);
            assertNowhere(attempt.toString());
        }
    }

    private static String brokenOff(String start) {
        return "HTTP/1.1 403 x\r\nContent-Length: 500\r\n\r\n" + start;
    }

    /** Its value is told to the operator. */
    @Test
    void strikesAKeyOfDigitsOutOfARetryAfter() throws Exception {
        PostApiKey digits = PostApiKey.of("123456789012");
        try (ScriptedServer server = ScriptedServer.playing(answering(answer(429, "", "Retry-After: 123456789012")));
                PostApiClient client = Posting.client(server.uri())) {
            assertThat(client.post(Payloads.of("a"), digits).reply().retryAfter())
                    .contains(new RetryAfter(RetryAfter.LONGEST, "[post_api_key]"));
        }
    }

    @Test
    void strikesTheKeyOutOfAnErrorThatRepeatsTheServersWords() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(answering("Junk about " + RAW + " and " + ENCODED + "\r\n"))) {
            Attempt attempt = Posting.post(server, Payloads.of("a"));

            assertThat(attempt.error()).contains("Junk about [post_api_key] and [post_api_key]");
            assertNowhere(attempt.toString());
        }
    }

    @Test
    @SuppressWarnings("ObjectToString") // The client must not begin to tell its key.
    void saysNothingOfTheKeyWhateverHappensToARequest() throws Exception {
        for (ScriptedServer.Scene scene : List.<ScriptedServer.Scene>of(
                answering(Posting.ACCEPTED),
                answering(answer(307, "", "Location: /x?post_api_key=" + ENCODED)),
                answering(answer(503, "", "Retry-After: " + RAW)),
                ScriptedServer.Conversation::reset,
                ScriptedServer.Conversation::readHead,
                ScriptedServer.Conversation::end)) {
            try (ScriptedServer server = ScriptedServer.playing(scene);
                    PostApiClient client =
                            new PostApiClient(Posting.config(server.uri(), Duration.ofSeconds(1)), Clock.systemUTC())) {
                assertNowhere(client.post(Payloads.of("a"), Posting.KEY).toString());
                assertNowhere(client.postOne(Map.of(PostApiField.EVENT_NAME, "a"), Posting.KEY)
                        .toString());
                assertNowhere(client.toString());
            }
        }
        assertNowhere(Posting.post(URI.create("https://no-such-host.invalid"), Payloads.of("a"))
                .toString());
        assertNowhere(
                Posting.post(URI.create("http://localhost:" + SingleRequestGuardTest.closedPort()), Payloads.of("a"))
                        .toString());
        assertThat(logged).as("the recorder hears OkHttp").anyMatch(line -> line.startsWith("okhttp3."));
    }

    @Test
    void printsAFingerprintOnly() {
        assertThat(PostApiKey.of("invented")).hasToString("PostApiKey(52c35ab7)");
        assertThat(PostApiKey.of("invented2").fingerprint())
                .isNotEqualTo("52c35ab7")
                .matches("[0-9a-f]{8}");
    }

    @Test
    void doesNotSerialize() throws IOException {
        try (ObjectOutputStream stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> stream.writeObject(Posting.KEY)).isInstanceOf(NotSerializableException.class);
        }
    }

    private void assertNowhere(String text) {
        assertThat(text).doesNotContainIgnoringCase(TELLTALE);
        assertThat(logged).noneMatch(line -> line.toLowerCase(Locale.ROOT).contains(TELLTALE));
    }
}
