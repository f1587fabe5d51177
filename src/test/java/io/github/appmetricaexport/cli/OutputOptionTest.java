package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.outbox.OutboxException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a program finds on standard output, whatever becomes of the command. */
class OutputOptionTest {
    /** A command among whose libraries is one that prints. */
    @Command(name = "chatter")
    private static final class Chatter implements Callable<Integer> {
        private record Answer(String said) {}

        @Mixin
        private OutputOption output;

        @Option(names = "--then")
        private String then = "end";

        @Override
        public Integer call() {
            System.out.println("a word of a library");
            return switch (then) {
                case "fail" -> throw new OutboxException("out of reach");
                case "answer-and-fail" -> {
                    output.print(1, new Answer("all"));
                    throw new IllegalStateException("unforeseen");
                }
                case "succeed" -> output.print(0, new Answer("all"));
                default -> output.isJson() ? output.print(7, new Answer("all")) : 7;
            };
        }
    }

    private final CommandLine main = Main.commandLine().addSubcommand(new Chatter());
    private final Streams streams = new Streams();

    private int run(String... arguments) {
        return streams.during(() -> main.execute(arguments));
    }

    private JsonNode document() throws IOException {
        assertThat(streams.out()).endsWith(System.lineSeparator()).hasLineCount(1);
        return new ObjectMapper().readTree(streams.out());
    }

    @Test
    void theDocumentIsAllThatIsOnStandardOutput() throws Exception {
        PrintStream before = System.out;

        assertThat(run("chatter", "--output", "json")).isEqualTo(7);

        assertThat(document().get("said").asText()).isEqualTo("all");
        assertThat(document().get("exit_code").asInt()).isEqualTo(7);
        assertThat(streams.err()).contains("a word of a library");
        assertThat(System.out).isSameAs(before);
    }

    @Test
    void wordsAreOnStandardOutputUnlessItIsToldOtherwise() {
        assertThat(run("chatter")).isEqualTo(7);
        assertThat(streams.out()).contains("a word of a library");
        assertThat(run("chatter", "--output=text")).isEqualTo(7);
    }

    @Test
    void anErrorIsADocumentTooAndIsToldInWordsBesides() throws Exception {
        assertThat(run("chatter", "--output=json", "--then=fail")).isEqualTo(6);

        assertThat(document().at("/error/message").asText()).isEqualTo("out of reach");
        assertThat(document().get("exit_code").asInt()).isEqualTo(6);
        assertThat(streams.err()).contains("error: out of reach", "exit 6:");
    }

    @Test
    void afterItsAnswerACommandPrintsNoSecondDocument() throws Exception {
        assertThat(run("chatter", "--output", "json", "--then", "answer-and-fail"))
                .isEqualTo(1);

        assertThat(document().get("said").asText()).isEqualTo("all");
        assertThat(streams.err()).contains("IllegalStateException: unforeseen");
    }

    @Test
    void aWrongCommandLineIsADocumentTooWhereItAsksForOne() throws Exception {
        assertThat(run("status", "--date", "2026-11-2", "--output", "json", "--config", "none.conf"))
                .isEqualTo(2);

        assertThat(document().at("/command").asText()).isEqualTo("status");
        assertThat(document().at("/error/outcome").asText()).isEqualTo("bad_config");
        assertThat(document().at("/error/message").asText()).contains("'2026-11-2' is no day");
        assertThat(streams.err()).contains("'2026-11-2' is no day", "Usage:");
    }

    @Test
    void aWrongCommandLineIsWordsAloneWhereNobodyAsksForADocument() {
        assertThat(run("status", "--output", "xml", "--config", "none.conf", "--date", "2026-11-20"))
                .isEqualTo(2);

        assertThat(streams.out()).isEmpty();
        assertThat(streams.err()).contains("'--output': must be text or json, is 'xml'");
        assertThat(run("resolve", "--output", "json")).as("it has no document").isEqualTo(2);
        assertThat(streams.out()).isEmpty();
    }

    @Test
    void aSuccessThatNobodyCouldReadIsNone() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        main.setOut(new PrintWriter(full, false, StandardCharsets.UTF_8));

        assertThat(run("chatter", "--output", "json", "--then", "succeed")).isEqualTo(2);
        assertThat(run("chatter", "--output", "json")).as("its own is graver").isEqualTo(7);
        assertThat(streams.err()).contains("standard output did not take the document");
    }
}
