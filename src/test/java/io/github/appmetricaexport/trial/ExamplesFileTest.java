package io.github.appmetricaexport.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("my.jsonl"), text);
    }

    private List<String> problemsOf(String text) throws IOException {
        Path file = file(text);
        return catchThrowableOfType(ConfigException.class, () -> ExamplesFile.read(file)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void hasTypesATimeAndExamplesWithTheirLines() throws IOException {
        ExamplesFile examples = ExamplesFile.read(file("""
                # of the shop

                {"types": {"at": "timestamp", "n": "int"}, "now": "2026-11-24T12:00:00Z"}
                {"name": "first", "row": {"n": 1}, "sent": {"mcc": null}}
                {"row": {"n": 2}, "refused": ["event_name: missing"]}
                {"row": {"n": 3}, "skipped": true}
                """));

        assertThat(examples.types()).containsEntry("at", "timestamp").containsEntry("n", "int");
        assertThat(examples.now()).contains(Instant.parse("2026-11-24T12:00:00Z"));
        assertThat(examples.examples()).extracting(Example::line).containsExactly(4, 5, 6);
        assertThat(examples.examples())
                .extracting(example -> example.expected().isSkipped())
                .containsExactly(false, false, true);
        assertThat(examples.examples()).extracting(Example::name).containsExactly("first", "", "");
    }

    @Test
    void keepsANumberAsItIsWritten() throws IOException {
        ExamplesFile examples =
                ExamplesFile.read(file("{\"row\": {\"a\": 1.50, \"b\": 18446744073709551615}, \"sent\": {}}"));

        assertThat(examples.examples().get(0).row()).hasToString("{\"a\":1.50,\"b\":18446744073709551615}");
    }

    @Test
    void tellsAllMistakesAtOnceEachWithItsLine() throws IOException {
        assertThat(problemsOf("""
                        {"types": {"n": "int"}, "now": "yesterday"}
                        {"row": {"n": 1}, "snt": {}}
                        not json
                        {"row": {"n": 1}, "sent": {"profil_id": "7"}}
                        {"row": [], "sent": {}}
                        {"row": {"n": 1}, "sent": {}, "refused": []}
                        {"row": {"n": 1}, "refused": "event_name: missing"}
                        {"row": {"n": 1, "n": 2}, "sent": {}}
                        {"now": "2026-11-24T12:00:00Z"}
                        {"row": {"n": 1}, "skipped": false}
                        """))
                .satisfiesExactly(
                        now -> assertThat(now)
                                .isEqualTo(
                                        "my.jsonl:1 now = \"yesterday\": must be a time, such as \"2026-11-22T12:00:00Z\""),
                        key -> assertThat(key).startsWith("my.jsonl:2 snt: is not known here"),
                        neither ->
                                assertThat(neither).isEqualTo("my.jsonl:2: must have one of sent, refused and skipped"),
                        json -> assertThat(json).startsWith("my.jsonl:3: is not JSON at column "),
                        field -> assertThat(field)
                                .isEqualTo(
                                        "my.jsonl:4 sent.profil_id: is no field of the API, the closest is profile_id"),
                        row -> assertThat(row).startsWith("my.jsonl:5 row: must be an object"),
                        both -> assertThat(both).isEqualTo("my.jsonl:6: must have one of sent, refused and skipped"),
                        reasons -> assertThat(reasons).startsWith("my.jsonl:7 refused: must be a list of reasons"),
                        twice -> assertThat(twice)
                                .startsWith("my.jsonl:8: is not JSON")
                                .contains("Duplicate field 'n'"),
                        late -> assertThat(late)
                                .isEqualTo("my.jsonl:9: types and now stand in the first object of the file"),
                        skipped -> assertThat(skipped).startsWith("my.jsonl:10 skipped: must be true"));
    }

    @Test
    void anEmptyFileOrNoFileIsAMistake() throws IOException {
        assertThat(problemsOf("# nothing yet\n"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("my.jsonl:1: there is no example");
        assertThat(catchThrowableOfType(ConfigException.class, () -> ExamplesFile.read(folder.resolve("none")))
                        .problems())
                .extracting(Problem::key)
                .containsExactly("--examples");
    }
}
