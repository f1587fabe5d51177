package io.github.appmetricaexport.settle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.Objection.Code;
import io.github.appmetricaexport.results.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Summary REFUSED = new Summary(
            new Summary.Ending("job", "2026-11-22", "job-2026-11-22-1", "gate_refused", 4, "too many"),
            new Summary.Times(NOON, NOON.plusSeconds(1)),
            new Summary.Account(true, 10, Map.of("accepted", 6L), Map.of("accepted", 1L), 600, 1),
            new Summary.Remarks(
                    Map.of("profile_id: missing", 4L),
                    List.of(new Summary.Doubt("p000001", "1111", 6, NOON, NOON, null)),
                    List.of("too many", "too old"),
                    List.of(Code.TOO_MANY_INVALID.label(), Code.TOO_OLD.label()),
                    List.of("mend it"),
                    Map.of("outbox", "work")),
            new Summary.Origin("config", "1", "3.5.5", "local-1"));

    @TempDir
    private java.nio.file.Path disk;

    private Store store;

    private RunPaths paths() {
        store = new Store(new Configuration(false), new Path(disk.toString()));
        return new RunPaths(disk.resolve("run=1").toString());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void isReadAsItWasWritten() {
        RunPaths run = paths();
        REFUSED.write(store, run);
        assertThat(Summary.read(store, run)).contains(REFUSED);
        assertThat(REFUSED.is(RunOutcome.GATE_REFUSED)).isTrue();
    }

    @Test
    void isOneFlatObjectInSnakeCaseForSchedulers() {
        RunPaths run = paths();
        REFUSED.write(store, run);
        assertThat(new String(store.read(run.summary()), UTF_8)).isEqualTo("""
                {
                  "job" : "job",
                  "date" : "2026-11-22",
                  "run_id" : "job-2026-11-22-1",
                  "outcome" : "gate_refused",
                  "exit_code" : 4,
                  "message" : "too many",
                  "started_at" : "2026-11-22T12:00:00Z",
                  "finished_at" : "2026-11-22T12:00:01Z",
                  "books_balance" : true,
                  "read" : 10,
                  "events" : {
                    "accepted" : 6
                  },
                  "payloads" : {
                    "accepted" : 1
                  },
                  "bytes" : 600,
                  "requests" : 1,
                  "reasons" : {
                    "profile_id: missing" : 4
                  },
                  "in_doubt" : [ {
                    "payload_id" : "p000001",
                    "application_id" : "1111",
                    "events" : 6,
                    "first_event_time" : "2026-11-22T12:00:00Z",
                    "last_event_time" : "2026-11-22T12:00:00Z",
                    "error" : null
                  } ],
                  "objections" : [ "too many", "too old" ],
                  "objection_codes" : [ "too_many_invalid", "too_old" ],
                  "next" : [ "mend it" ],
                  "places" : {
                    "outbox" : "work"
                  },
                  "config_fingerprint" : "config",
                  "app_version" : "1",
                  "spark_version" : "3.5.5",
                  "spark_application_id" : "local-1"
                }
                """);
    }

    @Test
    void isReadFromAVersionThatHadNoCodes() {
        RunPaths run = paths();
        store.publish(
                run.summary(),
                "{\"outcome\":\"complete\",\"finished_at\":\"2026-11-22T12:00:00Z\",\"objections\":[]}"
                        .getBytes(UTF_8));
        Optional<Summary> old = Summary.read(store, run);
        assertThat(old.map(Summary::finishedAt)).contains(NOON);
        assertThat(old.map(last -> last.remarks().objectionCodes())).contains(List.of());
    }

    @Test
    void isAbsentBeforeTheFirstExportEnds() {
        RunPaths run = paths();
        assertThat(Summary.read(store, run)).isEmpty();
    }
}
