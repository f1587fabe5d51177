package io.github.appmetricaexport.settle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.PayloadResultOf;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import io.github.appmetricaexport.results.WhatFits.Step;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private java.nio.file.Path disk;

    private Store store;
    private RunPaths run;

    @BeforeEach
    void open() {
        store = new Store(new Configuration(false), new Path(disk.toString()));
        run = new RunPaths(disk.resolve("run=1").toString());
        store.createIfAbsent(run.manifest(), new byte[0]);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Of a run that the gate refused. */
    private static Summary refused() {
        return refused(List.of(PayloadResultOf.outcome(Outcome.UNKNOWN, 6)));
    }

    private static Summary refused(List<PayloadResult> payloads) {
        Manifest manifest = new Manifest(
                new Manifest.Identity(1, "job", "2026-11-22", "job-2026-11-22-1", NOON),
                new Manifest.Origin("1", "3.5.5", "local-1", "plan", "rows", "config"),
                new Manifest.Source("source", "fingerprint", 10),
                Manifest.Earlier.NONE,
                new Manifest.Content(10, 4, 6, 1, 600, Map.of("profile_id: missing", 4L)),
                new Manifest.Files(List.of(), "", "", List.of(), ""));
        RunResult run = new RunResult(
                manifest,
                RunOutcome.GATE_REFUSED,
                Books.of(10, 0, 4, payloads),
                1,
                NOON.plusSeconds(1),
                new RunResult.Words("too many", List.of("the source has changed")));
        return Summary.of(
                new Settled(run, payloads),
                List.of(new Objection(Code.TOO_MANY_INVALID, "too many"), new Objection(Code.TOO_OLD, "too old")),
                new Waiting(30, 3, List.of(new Step(NOON.plusSeconds(2), 20, 2)), 10),
                List.of("mend it"),
                Map.of("outbox", "work"));
    }

    @Test
    void isReadAsItWasWritten() {
        refused().write(store, run);
        assertThat(Summary.read(store, run)).contains(refused());
        assertThat(refused().is(RunOutcome.GATE_REFUSED)).isTrue();
    }

    @Test
    void isOneFlatObjectInSnakeCaseForSchedulers() {
        refused().write(store, run);
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
                  "source" : "source",
                  "source_version" : null,
                  "books_balance" : true,
                  "read" : 10,
                  "events" : {
                    "accepted" : 0,
                    "assumed_accepted" : 0,
                    "rejected" : 0,
                    "split" : 0,
                    "unknown" : 6,
                    "not_sent" : 0,
                    "invalid" : 4,
                    "booked" : 0,
                    "skipped" : 0,
                    "undecided" : 0
                  },
                  "payloads" : {
                    "accepted" : 0,
                    "assumed_accepted" : 0,
                    "rejected" : 0,
                    "split" : 0,
                    "unknown" : 1,
                    "not_sent" : 0
                  },
                  "bytes" : 600,
                  "requests" : 1,
                  "objections" : [ "too many", "too old" ],
                  "objection_codes" : [ "too_many_invalid", "too_old" ],
                  "duplicates" : null,
                  "reasons" : {
                    "profile_id: missing" : 4
                  },
                  "in_doubt" : [ {
                    "payload_id" : "p000001",
                    "application_id" : "1111",
                    "events" : 6,
                    "first_event_time" : "2026-11-21T00:00:00Z",
                    "last_event_time" : "2026-11-21T00:00:00Z",
                    "error" : null
                  } ],
                  "waiting_for_budget" : {
                    "events" : 30,
                    "payloads" : 3,
                    "steps" : [ {
                      "from" : "2026-11-22T12:00:02Z",
                      "events" : 20,
                      "payloads" : 2
                    } ],
                    "too_late" : 10
                  },
                  "warnings" : [ "the source has changed" ],
                  "next" : [ "mend it" ],
                  "places" : {
                    "outbox" : "work"
                  },
                  "config_fingerprint" : "config",
                  "app_version" : "1",
                  "spark_version" : "3.5.5",
                  "spark_application_id" : "local-1",
                  "compared_with" : [ ],
                  "gone" : 0
                }
                """);
    }

    @Test
    void staysSmallWhenManyPayloadsAreInDoubt() {
        Summary summary = refused(Collections.nCopies(5_000, PayloadResultOf.outcome(Outcome.UNKNOWN, 6)));

        assertThat(summary.remarks().inDoubt()).hasSize(100);
        assertThat(summary.account().payloads()).containsEntry("unknown", 5_000L);
    }

    @Test
    void isReadFromAVersionThatHadNoCodes() {
        store.publish(
                run.summary(),
                "{\"outcome\":\"complete\",\"finished_at\":\"2026-11-22T12:00:00Z\",\"objections\":[]}"
                        .getBytes(UTF_8));
        Optional<Summary> old = Summary.read(store, run);
        assertThat(old.map(Summary::finishedAt)).contains(NOON);
        assertThat(old.map(last -> last.refusal().objectionCodes())).contains(List.of());
        assertThat(old.map(last -> last.remarks().warnings())).contains(List.of());
        assertThat(old.map(last -> last.remarks().waitingForBudget())).contains(Waiting.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\0",
                "{\"outcome\" : \"compl",
                "null",
                "{}",
                "[]",
                "7",
                "{\"outcome\":\"complete\"}",
                "{\"outcome\":\"complete\",\"finished_at\":\"soon\"}"
            })
    void isAbsentWhereItCannotBeUnderstood(String spoilt) {
        store.publish(run.summary(), spoilt.getBytes(UTF_8));
        assertThat(Summary.read(store, run)).isEmpty();
    }

    @Test
    void isAbsentBeforeTheFirstExportEnds() {
        assertThat(Summary.read(store, run)).isEmpty();
    }
}
