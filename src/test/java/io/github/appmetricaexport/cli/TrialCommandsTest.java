package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.source.ParquetFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look before anything is planned, each with a Spark of its own, as a user runs them. */
class TrialCommandsTest {
    private static final Map<String, String> SPARK = Map.of(
            "spark.master", "local[2]",
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.metrics.namespace", "test");
    private static final String DATE = "--date=2026-11-22";

    private static final Set<String> MAPPED = Set.of("application_id", "profile_id", "event_name", "event_timestamp");

    @TempDir
    private Path folder;

    private final Streams streams = new Streams();
    private long at;

    @BeforeAll
    static void tellSpark() {
        SPARK.forEach(System::setProperty);
    }

    @AfterAll
    static void forget() {
        SPARK.keySet().forEach(System::clearProperty);
    }

    /** Three rows: one that is refused between two of different applications. */
    @BeforeEach
    void write() throws IOException {
        at = Instant.now().getEpochSecond() - 3600;
        ParquetFiles.write(
                folder.resolve("lake/dt=2026-11-22/part-0.parquet"),
                "required int32 app; required binary user (UTF8); optional binary action (UTF8); required int64 at;",
                3,
                (row, i) -> {
                    row.append("app", i == 2 ? 2222 : 1111)
                            .append("user", "user-" + i)
                            .append("at", at + i);
                    if (i != 1) {
                        row.append("action", "bought \"" + i + "\"");
                    }
                });
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/1111"), "invented-key-1");
    }

    private int run(String command, String address, String... more) throws IOException {
        Path config = Files.writeString(folder.resolve("my.conf"), """
                source.path = "%1$s/lake/dt={date}"
                work.path = "%1$s/work"
                results.path = "%1$s/results"
                api { base-url = "%2$s", key-source = directory, key-directory = "%1$s/keys" }
                mapping { application_id = app, profile_id = user, event_name = action, event_timestamp = at }
                """.formatted(folder, address));
        List<String> arguments = new ArrayList<>(List.of(command, "--config=" + config));
        arguments.addAll(List.of(more));
        return streams.during(() -> Main.commandLine().execute(arguments.toArray(String[]::new)));
    }

    private List<String> filesIn(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.map(file -> place.relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void checkTellsEverythingAtOnceAndWritesNothing() throws IOException {
        Files.writeString(folder.resolve("work"), "a file in the way");
        Files.writeString(folder.resolve("my.conf"), "");
        List<String> before = filesIn(folder);

        int exitCode =
                run("check", "http://127.0.0.1:1", DATE, "-Dupload.deadline=soon", "-Dmapping.mcc=mc", "--output=json");

        JsonNode check = new ObjectMapper().readTree(streams.out());
        assertThat(exitCode).isEqualTo(2);
        assertThat(check.get("date").asText()).isEqualTo("2026-11-22");
        assertThat(check.get("findings"))
                .extracting(finding ->
                        finding.get("part").asText() + " " + finding.get("mark").asText())
                .containsExactly(
                        "configuration wrong",
                        "source ok",
                        "source ok",
                        "mapping wrong",
                        "sample unknown",
                        "keys unknown",
                        "address wrong",
                        "results ok",
                        "work wrong");
        assertThat(streams.out())
                .contains(
                        "upload.deadline = soon: must be a duration",
                        "3 rows in 1 files",
                        "columns: app INT, user STRING, action STRING, at BIGINT",
                        "mapping.mcc = mc: the source has no column mc",
                        "127.0.0.1:1: the connection was refused",
                        "no table is there yet",
                        "/work is a file, not a folder");
        assertThat(filesIn(folder)).isEqualTo(before);
    }

    @Test
    void checkFindsNothingWhereNothingIsWrong() throws IOException {
        Files.writeString(folder.resolve("keys/2222"), "invented-key-2");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + server.getLocalPort();
            assertThat(run("check", address, DATE)).as(streams.out()).isEqualTo(2);
            assertThat(streams.out())
                    .contains("  !!  sample ", "33.33 % of the whole day, gate.max-invalid-share allows 5.00 %");
            assertThat(run("check", address, DATE, "-Dsource.filter=app = 7"))
                    .as(streams.out())
                    .isEqualTo(2);
            assertThat(streams.out()).contains("  !!  sample ", "gate.min-rows = 1 asks for more");

            List<String> arguments = new ArrayList<>(List.of(DATE, "-Dgate.max-invalid-share=0.5"));
            Stream.of(PostApiField.values())
                    .filter(field -> !MAPPED.contains(field.column()))
                    .forEach(field -> arguments.add("-Dmapping." + field.column() + "=cast(null as string)"));
            int exitCode = run("check", address, arguments.toArray(String[]::new));

            assertThat(exitCode).as(streams.out()).isZero();
        }
        assertThat(streams.out())
                .contains("  ok  keys           application 1111: fingerprint ", "application 2222: fingerprint ")
                .contains(
                        "  ok  sample         of the first 3 rows 2 would be sent, 1 refused: event_name: missing (1)")
                .contains("  ok  mapping        24 fields\n", ": connected, no request was made")
                .contains("nothing speaks against an export")
                .doesNotContain("invented-key", "!!", "--  ");
        assertThat(folder.resolve("work")).doesNotExist();
        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void checkOfADayThatIsNotThereIsTheSourcesFault() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(run("check", "http://127.0.0.1:" + server.getLocalPort(), "--date=2026-11-21"))
                    .as(streams.out())
                    .isEqualTo(3);
        }
        assertThat(streams.out())
                .contains(
                        "  !!  source         source.path: nothing is at ",
                        "  --  mapping ",
                        "  --  keys ",
                        "  ok  work ");
    }

    @Test
    void checkOfWhatIsNoConfigurationSaysSo() throws IOException {
        Path config = Files.writeString(folder.resolve("broken.conf"), "mapping {");

        int exitCode = streams.during(() -> Main.commandLine().execute("check", "--config=" + config, DATE));

        assertThat(exitCode).isEqualTo(2);
        assertThat(streams.out())
                .contains(
                        "  !!  configuration  ",
                        "is not HOCON",
                        "  --  source         cannot be told without a configuration");
    }

    @Test
    void checkWantsADateOrExamples() throws IOException {
        assertThat(run("check", "http://127.0.0.1:1")).isEqualTo(2);
        assertThat(streams.err()).contains("name a day with --date, or a file with --examples");
    }

    @Test
    void previewShowsEachFieldBesideWhereItComesFrom() throws IOException {
        assertThat(run("preview", "http://127.0.0.1:1", DATE)).as(streams.err()).isZero();

        assertThat(streams.out().replaceAll(" +", " "))
                .contains("\nrow 1 would be sent\n", "\nrow 2 refused\n !! event_name: missing\n")
                .contains(
                        "\n event_name bought \"0\" <- action = bought \"0\"\n",
                        "\n !! event_name - <- action = NULL\n")
                .contains("\n3 rows of ", ": 2 would be sent, 1 refused");
        assertThat(streams.err()).doesNotContain("user-0");
        assertThat(folder.resolve("work")).doesNotExist();
    }

    @Test
    void previewPrintsTheVeryBytesOfEachPayload() throws IOException {
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "--csv"))
                .as(streams.err())
                .isZero();

        String header = "application_id,profile_id,event_name,event_timestamp\r\n";
        assertThat(streams.out())
                .isEqualTo(header + "1111,user-0,\"bought \"\"0\"\"\"," + at + "\r\n\r\n" + header
                        + "2222,user-2,\"bought \"\"2\"\"\"," + (at + 2) + "\r\n");
        assertThat(streams.err()).contains("1 of 3 rows are refused, and in no payload");
    }

    @Test
    void previewPicksRowsAndTellsPrograms() throws IOException {
        assertThat(run(
                        "preview",
                        "http://127.0.0.1:1",
                        DATE,
                        "--only-invalid",
                        "--where=user <> '{date:dd}' and '{date}' = '2026-11-22'",
                        "--output=json"))
                .as(streams.err())
                .isZero();

        JsonNode preview = new ObjectMapper().readTree(streams.out());
        assertThat(preview.get("looked_at").asLong()).isEqualTo(3);
        assertThat(preview.get("rows")).hasSize(1);
        assertThat(preview.at("/rows/0/source/user").asText()).isEqualTo("user-1");
        assertThat(preview.at("/rows/0/source/action").isNull()).isTrue();
        assertThat(preview.at("/rows/0/fields").toString())
                .isEqualTo("{\"application_id\":\"1111\",\"profile_id\":\"user-1\",\"event_timestamp\":\"" + (at + 1)
                        + "\"}");
        assertThat(preview.at("/rows/0/reasons/0").asText()).isEqualTo("event_name: missing");
    }

    @Test
    void bothLookAtTheRowsThatTheFilterPicks() throws IOException {
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "-Dsource.filter=action IS NOT NULL"))
                .as(streams.err())
                .isZero();
        assertThat(streams.out()).contains("2 rows of ", ": 2 would be sent").doesNotContain("user-1");

        assertThat(run("check", "http://127.0.0.1:1", DATE, "-Dsource.filter=user = '{date}' OR app = 2222"))
                .isEqualTo(2);
        assertThat(streams.out())
                .contains("  ok  sample         of the first 1 rows that source.filter picks 1 would be sent");
        assertThat(run("check", "http://127.0.0.1:1", DATE, "-Dsource.filter=user = '{Date}'"))
                .isEqualTo(2);
        assertThat(streams.out())
                .contains("source.filter = user = '{Date}': {Date} is no date")
                .contains("  --  source         cannot be told before this is right: source.filter\n")
                .doesNotContain("  !!  source");
        assertThat(run("check", "http://127.0.0.1:1", DATE, "-Dsource.filter=acton IS NULL"))
                .isEqualTo(2);
        assertThat(streams.out())
                .contains("  !!  mapping        source.filter = acton IS NULL: the source has no column acton");
    }

    @Test
    void previewNamesWhatIsWrongWithACondition() throws IOException {
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "--where=usr = 'x'"))
                .isEqualTo(2);
        assertThat(streams.err()).contains("--where = usr = 'x': the source has no column usr, the closest is user");
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "--where=user = '{Date}'"))
                .isEqualTo(2);
        assertThat(streams.err()).contains("--where = user = '{Date}': {Date} is no date: write {date}");
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "--where=user")).isEqualTo(2);
        assertThat(streams.err())
                .contains("--where = user: gives string; a condition gives true or false, such as country = 'XX'");
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "--where=count(*) > 1"))
                .isEqualTo(2);
        assertThat(streams.err()).contains("--where = count(*) > 1: aggregate, window and generator functions");
    }

    @Test
    void previewRefusesWhatMakesNoSense() throws IOException {
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "--rows=0")).isEqualTo(2);
        assertThat(streams.err()).contains("--rows 0: write 1 to 1000");
        assertThat(run("preview", "http://127.0.0.1:1", DATE, "--csv", "--only-invalid"))
                .isEqualTo(2);
        assertThat(streams.err()).contains("leave one out");
    }

    @Test
    void examplesThatDifferEndWithFour() throws IOException {
        Path examples = Files.writeString(folder.resolve("my.jsonl"), """
                {"types": {"app": "int", "user": "string", "action": "string", "at": "bigint"}, "now": "2026-11-24T12:00:00Z"}
                {"row": {"app": 1111, "user": "u", "action": "a", "at": 1795514400}, "sent": {"profile_id": "u"}}
                {"name": "a visit", "row": {"app": 1111, "user": "u", "action": "a", "at": 1795514400}, "sent": {"profile_id": "v"}}
                {"row": {"app": 1111, "user": "2026-11-24", "action": "a", "at": 1795514400}, "skipped": true}
                {"row": {"app": 1111, "action": "a", "at": 1795514400}, "refused": ["identifier: none"]}
                """);

        assertThat(run("check", "http://127.0.0.1:1", "--examples=" + examples, "-Dsource.filter=user <> '{date}'"))
                .isEqualTo(4);

        assertThat(streams.out().replaceAll(" +", " "))
                .contains(
                        "line 3, a visit\n !! profile_id expected v\n actual u\n",
                        "line 5\n !! reasons expected identifier: none\n actual skipped by source.filter\n",
                        "2 of 4 examples are as expected");
    }

    @Test
    void examplesTakeTheirTypesFromADayAndTellWhatDoesNotFit() throws IOException {
        Path examples = Files.writeString(folder.resolve("my.jsonl"), """
                {"row": {"app": 1111, "user": "u", "acton": "a", "at": 1795514400}, "sent": {}}
                {"row": {"app": "x", "user": "u", "at": 1.5}, "sent": {}}
                """);

        assertThat(run("check", "http://127.0.0.1:1", DATE, "--examples=" + examples))
                .isEqualTo(2);
        assertThat(streams.err())
                .contains(
                        "my.jsonl:1 row.acton: the source has no such column, the closest is action",
                        "my.jsonl:2 row.app = \"x\": must be of the column's type, int",
                        "my.jsonl:2 row.at = 1.5: must be of the column's type, bigint");
        assertThat(run("check", "http://127.0.0.1:1", "--examples=" + examples)).isEqualTo(2);
        assertThat(streams.err()).contains("my.jsonl:1 types: is needed without --date");
    }

    /** In a process of its own, since the quick start's configuration asks the environment. */
    @Test
    void theQuickStartsMappingDoesWhatItsExamplesExpect() throws IOException {
        Path project = Path.of(System.getProperty("project.root"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens"))
                .forEach(command::add);
        SPARK.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "check",
                "--config=" + project.resolve("conf/quickstart.conf"),
                "--examples=" + project.resolve("conf/quickstart-examples.jsonl")));
        Map<String, String> environment = Map.of("QUICKSTART", folder.toString(), "SANDBOX_URL", "http://127.0.0.1:1");

        try (ChildProcess check = new ChildProcess(command, project, environment, folder.resolve("check.log"))) {
            assertThat(check.exitCode()).as(check.output()).isZero();
            assertThat(check.output()).contains("10 of 10 examples are as expected");
        }
    }
}
