package io.github.appmetricaexport.logs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A question to the Logs API: the events of an application from one second to another, both included.
 *
 * <p>The times are of a zone that nobody documents, the application's own it seems.
 *
 * @param fields columns of the answer
 */
public record LogsQuery(String applicationId, LocalDateTime since, LocalDateTime until, List<String> fields) {
    public LogsQuery {
        fields = List.copyOf(fields);
    }

    /**
     * Those that surely hold the events between two moments, whatever the zone: a day more on either side, a question per day.
     * The same moments give the same questions, so that a later command finds the answers that an earlier one asked for.
     */
    public static List<LogsQuery> around(String applicationId, Instant first, Instant last, List<String> fields) {
        LocalDate day = first.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1);
        LocalDate end = last.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
        List<LogsQuery> queries = new ArrayList<>();
        for (; !day.isAfter(end); day = day.plusDays(1)) {
            queries.add(new LogsQuery(applicationId, day.atStartOfDay(), day.atTime(23, 59, 59), fields));
        }
        return queries;
    }

    /** Two that ask for the same together; none of a single second. */
    List<LogsQuery> halves() {
        long seconds = ChronoUnit.SECONDS.between(since, until);
        if (seconds < 1) {
            return List.of();
        }
        LocalDateTime middle = since.plusSeconds(seconds / 2);
        return List.of(
                new LogsQuery(applicationId, since, middle, fields),
                new LogsQuery(applicationId, middle.plusSeconds(1), until, fields));
    }

    @Override
    public String toString() {
        return "application " + applicationId + " from " + since + " to " + until;
    }
}
