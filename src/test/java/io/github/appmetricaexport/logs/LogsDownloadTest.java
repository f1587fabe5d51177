package io.github.appmetricaexport.logs;

import static io.github.appmetricaexport.logs.LogsAnswer.HERE;
import static io.github.appmetricaexport.logs.LogsAnswer.IN_PREPARATION;
import static io.github.appmetricaexport.logs.LogsAnswer.OUT_OF_REACH;
import static io.github.appmetricaexport.logs.LogsAnswer.QUEUE_IS_FULL;
import static io.github.appmetricaexport.logs.LogsAnswer.TOO_MUCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.logs.LogsApi.Freshness;
import io.github.appmetricaexport.logs.LogsDownload.GoesOn;
import io.github.appmetricaexport.logs.LogsDownload.Part;
import io.github.appmetricaexport.upload.VirtualTime;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** By a clock that only waiting moves, against an API that answers as it is told. */
class LogsDownloadTest {
    private final VirtualTime time = new VirtualTime();
    private final Instant begin = time.instant();
    private final ScriptedApi api = new ScriptedApi();
    private final List<Duration> pauses = new ArrayList<>();
    private final LogsDownload download = new LogsDownload(
            api,
            time,
            pause -> {
                pauses.add(pause);
                time.sleep(pause);
            },
            line -> {});

    private static LogsQuery day(String application, int day) {
        LocalDateTime since = LocalDateTime.of(2026, 11, day, 0, 0);
        return new LogsQuery(application, since, since.plusDays(1).minusSeconds(1), List.of("event_name"));
    }

    private List<Part> fetch(LogsQuery... queries) throws InterruptedException {
        return fetch(GoesOn.NO, Duration.ofHours(1), queries);
    }

    private List<Part> fetch(GoesOn goesOn, Duration patience, LogsQuery... queries) throws InterruptedException {
        return download.fetch(List.of(queries), goesOn, begin.plus(patience), name -> OutputStream.nullOutputStream());
    }

    @Test
    void asksAgainAfterPausesThatGrow() throws Exception {
        api.answers(IN_PREPARATION, 9);

        assertThat(fetch(day("1111", 1))).containsExactly(new Part("1111", "1111-9.csv.gz"));
        assertThat(pauses.stream().map(Duration::toSeconds))
                .containsExactly(2L, 4L, 8L, 16L, 32L, 64L, 120L, 120L, 120L);
    }

    @Test
    void hasAtMostTwoOfAnApplicationInItsQueue() throws Exception {
        api.preparing(3);

        fetch(day("1111", 1), day("1111", 2), day("1111", 3), day("1111", 4), day("2222", 1), day("2222", 2));

        assertThat(api.most).containsOnly(Map.entry("1111", 2), Map.entry("2222", 2));
        assertThat(api.here).hasSize(6);
    }

    @Test
    void asksInHalvesForWhatIsTooMuch() throws Exception {
        api.tooMuchAbove(Duration.ofHours(6));

        assertThat(fetch(day("1111", 1))).hasSize(4);
        assertThat(api.here.stream().map(LogsQuery::toString))
                .containsExactlyInAnyOrder(
                        "application 1111 from 2026-11-01T00:00 to 2026-11-01T05:59:59",
                        "application 1111 from 2026-11-01T06:00 to 2026-11-01T11:59:59",
                        "application 1111 from 2026-11-01T12:00 to 2026-11-01T17:59:59",
                        "application 1111 from 2026-11-01T18:00 to 2026-11-01T23:59:59");
    }

    @Test
    void givesUpOnASingleSecond() {
        api.tooMuchAbove(Duration.ZERO);

        assertThatThrownBy(() -> fetch(day("1111", 1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("too many events in a single second");
    }

    @Test
    void asksForANewFileOnceAndThenForThatFile() throws Exception {
        api.answers(QUEUE_IS_FULL, 1)
                .answers(OUT_OF_REACH, 1)
                .answers(IN_PREPARATION, 1)
                .answers(OUT_OF_REACH, 1);

        fetch(day("1111", 1));

        assertThat(api.freshness)
                .containsExactly(
                        Freshness.ANEW, Freshness.ANEW, Freshness.ANEW, Freshness.AS_PREPARED, Freshness.AS_PREPARED);
    }

    @Test
    void takesWhatAnEarlierCommandAskedFor() throws Exception {
        fetch(GoesOn.YES, Duration.ZERO, day("1111", 1), day("1111", 2), day("1111", 3));

        assertThat(api.freshness).hasSize(3).containsOnly(Freshness.AS_PREPARED);
    }

    @Test
    void asksEachAtLeastOnceAndEndsInTime() {
        api.answers(IN_PREPARATION, 100);

        assertThatThrownBy(() -> fetch(GoesOn.NO, Duration.ofSeconds(20), day("1111", 1), day("2222", 1)))
                .isInstanceOf(LogsNotReadyException.class)
                .hasMessageStartingWith("the Logs API is not ready: of 2 questions 2 have no answer yet")
                .hasMessageContaining("it is being prepared");
        assertThat(time.instant()).isBeforeOrEqualTo(begin.plusSeconds(20));
        assertThat(api.asked).contains(day("1111", 1), day("2222", 1));
    }

    @Test
    void asksForADayMoreOnEitherSideADayAtATime() {
        assertThat(LogsQuery.around(
                                "1111",
                                Instant.parse("2026-11-20T00:00:00Z"),
                                Instant.parse("2026-11-20T23:59:59Z"),
                                List.of())
                        .stream()
                        .map(LogsQuery::toString))
                .containsExactly(
                        "application 1111 from 2026-11-19T00:00 to 2026-11-19T23:59:59",
                        "application 1111 from 2026-11-20T00:00 to 2026-11-20T23:59:59",
                        "application 1111 from 2026-11-21T00:00 to 2026-11-21T23:59:59");
    }

    /** Answers what it was told to, then everything. */
    private static final class ScriptedApi implements LogsApi {
        private final Deque<LogsAnswer> script = new ArrayDeque<>();
        private final List<LogsQuery> asked = new ArrayList<>();
        private final List<Freshness> freshness = new ArrayList<>();
        private final List<LogsQuery> here = new ArrayList<>();
        private final Map<LogsQuery, Integer> polls = new HashMap<>();
        private final Map<String, Integer> most = new HashMap<>();
        private int preparing;
        private Duration longest = Duration.ofDays(365);

        ScriptedApi answers(LogsAnswer answer, int times) {
            for (int i = 0; i < times; i++) {
                script.add(answer);
            }
            return this;
        }

        void preparing(int times) {
            preparing = times;
        }

        void tooMuchAbove(Duration range) {
            longest = range;
        }

        @Override
        public LogsAnswer ask(LogsQuery query, Freshness fresh, LogsTarget target, String name) {
            asked.add(query);
            freshness.add(fresh);
            if (!script.isEmpty()) {
                return script.poll();
            }
            if (Duration.between(query.since(), query.until()).compareTo(longest) >= 0) {
                return TOO_MUCH;
            }
            if (polls.merge(query, 1, Integer::sum) <= preparing) {
                Set<LogsQuery> waiting = new HashSet<>(polls.keySet());
                here.forEach(waiting::remove);
                waiting.removeIf(other -> !other.applicationId().equals(query.applicationId()));
                most.merge(query.applicationId(), waiting.size(), Math::max);
                return IN_PREPARATION;
            }
            here.add(query);
            return HERE;
        }
    }
}
