package io.github.appmetricaexport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.job.Day;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a user to each of his events to the answer, while payload files are kept and afterwards. */
class FindEventsTest extends SparkTest {
    private static final String QUOTED = "O'Neil \"Bob\", jr";

    @TempDir
    private Path folder;

    private Day day;

    @BeforeEach
    void aDayOfTwoPayloads() throws Exception {
        day = new Day(spark(), folder);
        day.set("payload.max-rows", "4");
        List<Map<String, String>> events = new ArrayList<>(Day.events("1111", 5));
        events.add(Day.event("1111", QUOTED, "bought"));
        events.add(Day.event("1111", QUOTED, ""));
        day.write(events);
    }

    @AfterEach
    void stop() throws Exception {
        day.close();
    }

    @Test
    void findsEventsInThePayloadsWhileTheyAreKept() throws Exception {
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(find(QUOTED))
                .contains("searched 2 payloads")
                .containsPattern("accepted +p000002 +row 2 +\\S+Z  bought  status 200 at ")
                .containsPattern("invalid +- +- +\\S+Z    event_name: missing")
                .contains("2 events: 1 accepted, 1 invalid");
        assertThat(find("user-4")).contains("1 event: 1 accepted");
        assertThat(find("user-")).contains("no event of this user");
        assertThat(day.hasTable("events")).as("nobody asked for it").isFalse();
    }

    @Test
    void aDateThatNeverWasIsToldInWords() {
        assertThatThrownBy(() -> find("user-1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nothing is frozen for this date");
    }

    @Test
    void findsEventsInTheTablesOncePayloadsWereSwept() throws Exception {
        day.set("results.index-events", "true");
        day.set("work.keep-payloads", "0s");
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        // The second settles without the swept files and keeps what the tables have.
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(Files.exists(day.run(1).resolve("payloads"))).isFalse();
        assertThat(inTables(QUOTED))
                .contains("searched 6 events in the table events, and the refused rows")
                .containsPattern("accepted +p000002 +row 2 +\\S+Z  bought  status 200 at ")
                .contains("2 events: 1 accepted, 1 invalid");
        List<Row> events = day.table("events");
        assertThat(events)
                .hasSize(6)
                .allSatisfy(row -> assertThat(row.toString()).doesNotContain("user-"));

        Path key = day.outbox().resolveSibling("index.key");
        assertThat(Files.getPosixFilePermissions(key))
                .as("whoever reads it can look for whom they know")
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(day.outbox().getParent()))
                .as("the job's own folder")
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        Files.delete(key);
        assertThat(inTables("user-4")).contains("index.key was deleted").contains("no event of this user");
    }

    @Test
    void saysWhatANothingFoundIsWorthWithoutAnIndex() throws Exception {
        day.set("work.keep-payloads", "0s");
        day.export();
        assertThat(inTables("user-1"))
                .contains("the run has no rows in the table events, which results.index-events makes");
    }

    @Test
    void drawsTheIndexAnewOnlyWhenPayloadsWereHalved() throws Exception {
        day.set("results.index-events", "true");
        day.export();
        Path events = folder.resolve("results/events");
        try (var files = Files.walk(events)) {
            files.filter(Files::isRegularFile).forEach(file -> file.toFile().setLastModified(0));
        }
        day.export();
        try (var files = Files.walk(events)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file.toFile().lastModified()).isZero());
        }
    }

    @Test
    void whatAnEventIsCalledCannotSteerATerminalOrForgeALine() throws Exception {
        day.write(List.of(Day.event("1111", "user", "red \u001b[31m\r\n  accepted         p000009  \u202etxet")));
        day.export();

        assertThat(find("user"))
                .contains("red \\u001b[31m\\r\\n  accepted         p000009  \\u202etxet  status 200")
                .doesNotContain("\u001b", "\r", "\u202e");
        assertThat(find("\u001b[2J\nuser")).contains("profile_id \\u001b[2J\\nuser, ");
    }

    @Test
    void programsAreToldOfEachEventAndOfWhatNothingFoundIsWorth() throws Exception {
        day.export();

        FoundEvents found = sought(QUOTED).found(Instant.now());

        assertThat(found.user()).isEqualTo(new FoundEvents.User("profile_id", QUOTED));
        assertThat(found.outcomes()).isEqualTo(Map.of("accepted", 1L, "invalid", 1L));
        FoundEvents.Run run = found.runs().get(0);
        assertThat(run.searchedAll()).isTrue();
        assertThat(run.eventCount()).isEqualTo(2);
        assertThat(run.events().get(0).payloadId()).isEqualTo("p000002");
        assertThat(run.events().get(0).rowNumber()).isEqualTo(2);
        assertThat(run.events().get(0).eventName()).isEqualTo("bought");
        assertThat(run.events().get(1))
                .isEqualTo(new FoundEvents.Event(
                        null, null, null, run.events().get(1).eventTime(), "invalid", List.of("event_name: missing")));
    }

    @Test
    void programsAreToldWhereNotEverythingCouldBeSearched() throws Exception {
        day.set("work.keep-payloads", "0s");
        day.export();

        var work = new org.apache.hadoop.fs.Path(day.config().value(ExportOptions.WORK_PATH));
        try (Store store = new Store(FileSystems.submitted(), work)) {
            List<FrozenRun> runs = new DateOutbox(store, day.config(), Day.DATE).requireCounting();
            assertThat(sought("user-1").search(spark(), store, runs, Instant.now()))
                    .singleElement()
                    .satisfies(run -> assertThat(run.coverage().isWhole()).isFalse());
        }
    }

    private String find(String profile) {
        return sought(profile).answer(Instant.now());
    }

    private FindEvents sought(String profile) {
        return new FindEvents(day.config(), Day.DATE, new SoughtUser(IdentifierKind.PROFILE_ID, profile));
    }

    private String inTables(String profile) {
        var work = new org.apache.hadoop.fs.Path(day.config().value(ExportOptions.WORK_PATH));
        try (Store store = new Store(FileSystems.submitted(), work)) {
            List<FrozenRun> runs = new DateOutbox(store, day.config(), Day.DATE).requireCounting();
            return sought(profile).answer(spark(), store, runs, Instant.now());
        }
    }
}
