package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.OutboxException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a document is written as. */
class DocumentTest {
    private record Answer(LocalDate theDay, Instant at, Long unknown, List<String> texts, double share) {}

    private static String line(String... texts) {
        return Document.of(
                        "status",
                        0,
                        new Answer(
                                LocalDate.parse("2026-11-22"),
                                Instant.parse("2026-11-22T12:00:00Z"),
                                null,
                                Arrays.asList(texts),
                                0.5))
                .line();
    }

    @Test
    void isOneObjectInSnakeCaseWithTheAnswersValuesBesideTheOthers() {
        assertThat(line("a", null))
                .isEqualTo(
                        "{\"format\":1,\"command\":\"status\",\"exit_code\":0,\"error\":null,\"the_day\":\"2026-11-22\","
                                + "\"at\":\"2026-11-22T12:00:00Z\",\"unknown\":null,\"texts\":[\"a\",null],\"share\":0.5}");
    }

    /** Line ends, a terminal's escapes, a text that runs from right to left, half a pair of surrogates. */
    @Test
    void anyTextIsOneLineOfAsciiAndReadAsItWas() throws Exception {
        String[] texts = {
            "\n\r\u001b[31m\u007f\u0085\u2028\u202e",
            "\u0441\u043e\u0431\u044b\u0442\u0438\u0435",
            "\ud83d\ude00\udb40\udc01"
        };

        String line = line(texts);

        assertThat(line).matches("[\\x20-\\x7e]+");
        assertThat(new ObjectMapper().readTree(line).get("texts"))
                .extracting(text -> text.asText())
                .containsExactly(texts);
    }

    @Test
    void anErrorStandsInPlaceOfTheAnswer() {
        Exception wrong = new ConfigException(List.of(new Problem("work.path", "/a", "is wrong")));

        assertThat(Document.of("find", 2, Failure.of(wrong)).line())
                .isEqualTo("{\"format\":1,\"command\":\"find\",\"exit_code\":2,\"error\":{\"outcome\":\"bad_config\","
                        + "\"message\":\"work.path = /a: is wrong\",\"problems\":[{\"key\":\"work.path\",\"value\":\"/a\","
                        + "\"remedy\":\"is wrong\"}]}}");
        assertThat(Document.of("find", 6, Failure.of(new OutboxException("out of reach")))
                        .line())
                .endsWith("\"error\":{\"outcome\":\"incomplete\",\"message\":\"out of reach\",\"problems\":[]}}");
        assertThat(Failure.of(new IllegalStateException("unforeseen")).message())
                .isEqualTo("java.lang.IllegalStateException: unforeseen");
    }
}
