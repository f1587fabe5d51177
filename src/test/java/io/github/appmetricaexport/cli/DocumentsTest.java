package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.job.Day;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands tell programs of a day. */
class DocumentsTest extends SparkTest {
    @TempDir
    private Path folder;

    private final Streams streams = new Streams();
    private Day day;

    /** Two payloads, and a row that is refused. */
    @BeforeEach
    void open() throws IOException {
        day = new Day(spark(), folder);
        day.set("payload.max-rows", "4");
        List<java.util.Map<String, String>> events = new ArrayList<>(Day.events("1111", 6));
        events.add(Day.event("1111", "user-0", ""));
        day.write(events);
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    /** The whole of standard output. */
    private JsonNode document(int exitCode, String command, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                command, "--output", "json", "--config", day.configFile().toString(), "--date", Day.DATE.toString()));
        arguments.addAll(List.of(more));
        assertThat(streams.during(() -> Main.commandLine().execute(arguments.toArray(String[]::new))))
                .as(streams.err())
                .isEqualTo(exitCode);
        assertThat(streams.out()).hasLineCount(1);
        JsonNode document = new ObjectMapper().readTree(streams.out());
        assertThat(document.get("format").asInt()).isEqualTo(Document.FORMAT);
        assertThat(document.get("command").asText()).isEqualTo(command);
        assertThat(document.get("exit_code").asInt()).isEqualTo(exitCode);
        return document;
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void statusOfADateOfWhichNothingIsFrozenHasNoRuns() throws Exception {
        JsonNode status = document(0, "status");

        assertThat(keys(status))
                .containsExactly(
                        "format",
                        "command",
                        "exit_code",
                        "error",
                        "job",
                        "date",
                        "lock",
                        "warnings",
                        "lost",
                        "unreadable",
                        "total",
                        "runs");
        assertThat(status.at("/lock/state").asText()).isEqualTo("never_taken");
        assertThat(status.get("runs")).isEmpty();
        assertThat(status.get("total").isNull()).isTrue();
    }

    @Test
    void statusTellsOfEachRunWhatItsSummarySaysAndWhereItsPayloadsStand() throws Exception {
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        JsonNode status = document(0, "status");

        assertThat(status.get("job").asText()).isEqualTo("offline-events");
        assertThat(status.get("date").asText()).isEqualTo(Day.DATE.toString());
        assertThat(status.at("/lock/state").asText()).isEqualTo("free");
        assertThat(status.at("/total/outcome").asText()).isEqualTo("complete");
        assertThat(status.at("/total/events").toString())
                .isEqualTo(
                        "{\"accepted\":6,\"assumed_accepted\":0,\"rejected\":0,\"unknown\":0,\"not_sent\":0,\"invalid\":1,\"skipped\":0,\"undecided\":0}");
        JsonNode run = status.get("runs").get(0);
        JsonNode summary =
                new ObjectMapper().readTree(day.run(1).resolve("summary.json").toFile());
        for (String key :
                List.of("run_id", "outcome", "exit_code", "started_at", "finished_at", "read", "events", "payloads")) {
            assertThat(run.get(key)).as(key).isEqualTo(summary.get(key));
        }
        assertThat(run.at("/states/accepted").asInt()).isEqualTo(2);
        assertThat(run.get("evidence").isNull()).isTrue();
    }

    @Test
    void statusTellsWhatIsInDoubt() throws Exception {
        day.export();
        Files.delete(day.run(1).resolve("receipts/p000001.1"));

        JsonNode run = document(0, "status").get("runs").get(0);

        assertThat(run.get("outcome").asText()).isEqualTo("in_doubt");
        String state = run.get("in_flight").isEmpty() ? "in_doubt" : "in_flight";
        assertThat(run.get(state).get(0).get("payload_id").asText()).isEqualTo("p000001");
        assertThat(run.get(state).get(0).get("events").asInt()).isEqualTo(4);
    }

    @Test
    void statusOfAnOutboxThatCannotBeReadSaysWhyAndNamesNoRuns() throws Exception {
        day.export();
        Files.writeString(day.run(1).resolve("manifest.json"), "{");
        try (Stream<Path> locks = Files.list(day.outbox())) {
            for (Path lock : locks.filter(file -> file.getFileName().toString().startsWith("_LOCK"))
                    .toList()) {
                Files.writeString(lock, "{");
            }
        }

        JsonNode status = document(0, "status");

        assertThat(status.get("unreadable").asText()).contains("manifest.json");
        assertThat(status.get("runs").isNull()).isTrue();
        assertThat(status.get("lock").toString()).isEqualTo("{\"state\":\"unknown\",\"owner\":null,\"since\":null}");
    }

    @Test
    void findTellsOfAUsersEvents() throws Exception {
        day.export();

        JsonNode found = document(0, "find", "--profile-id", "user-0");

        assertThat(keys(found))
                .containsExactly(
                        "format",
                        "command",
                        "exit_code",
                        "error",
                        "job",
                        "date",
                        "identifier_kind",
                        "identifier",
                        "outcomes",
                        "runs");
        assertThat(found.get("outcomes").toString()).isEqualTo("{\"accepted\":1,\"invalid\":1}");
        JsonNode event = found.at("/runs/0/events/0");
        assertThat(keys(event))
                .containsExactly("payload_id", "row_number", "event_name", "event_time", "outcome", "words");
        assertThat(event.get("event_name").asText()).isEqualTo("event-1111-0");
        assertThat(event.get("event_time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void findOfADateThatNeverWasIsAnError() throws Exception {
        assertThat(document(2, "find", "--profile-id", "user-0")
                        .at("/error/message")
                        .asText())
                .contains("nothing is frozen for this date");
    }

    @Test
    void aConfigurationThatIsWrongIsAListOfProblems() throws Exception {
        JsonNode status = document(2, "status", "-D", "payload.max-rows=0");

        assertThat(status.at("/error/problems/0/key").asText()).isEqualTo("payload.max-rows");
        assertThat(status.at("/error/problems/0/value").asText()).isEqualTo("0");
        assertThat(status.at("/error/problems/0/remedy").asText()).contains("from 1 to");
        assertThat(status.has("runs")).isFalse();
    }
}
