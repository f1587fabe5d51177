package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApi;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * How the sandbox behaves where nobody has documented what the real API does.
 *
 * @param allowed what passes although no page or sample shows it
 * @param maxEventAge how old an event may be when it arrives
 * @param maxClockSkew how far in the future an event may lie
 * @param maxEventJsonBytes the longest {@code event_json}; the default is the strictest limit of the SDKs
 * @param maxRows events in one request, at most the documented 100,000
 * @param maxBytes bytes of one body, at most the documented 10^9
 */
public record ApiSwitches(
        Set<Allowance> allowed,
        Duration maxEventAge,
        Duration maxClockSkew,
        int maxEventJsonBytes,
        int maxRows,
        long maxBytes) {
    /** For {@code maxEventAge} and {@code maxClockSkew}: any time will do. */
    public static final Duration UNLIMITED = Duration.ofSeconds(Long.MAX_VALUE / 4);

    /** Nothing undocumented passes, save that no sample shows a Content-Type and so none is asked for. */
    public static final ApiSwitches DEFAULT = new ApiSwitches(
            Set.of(Allowance.ANY_CONTENT_TYPE),
            Duration.ofDays(14),
            Duration.ofHours(1),
            245_760 - 10_240,
            PostApi.MAXIMUM_ROWS,
            PostApi.MAXIMUM_BYTES);

    /** Something the documentation neither shows nor rules out. */
    public enum Allowance {
        /** Of a file with bad rows the good ones are applied; the answer is a 400 all the same. */
        PARTIAL_APPLICATION("--rejection", "atomic", "partial", "With bad rows, apply nothing or the good rows."),
        MIXED_APPLICATIONS("--mixed-applications", "refuse", "allow", "Several applications in one file."),
        /** One of the two is blank in each row. */
        BOTH_IDENTIFIER_COLUMNS(
                "--both-identifier-columns", "refuse", "allow", "profile_id and device id in one header."),
        GZIP("--gzip", "refuse", "allow", "Content-Encoding: gzip."),
        CHUNKED("--chunked", "refuse", "allow", "A body without a Content-Length."),
        EXPECT_CONTINUE("--expect-continue", "refuse", "allow", "Expect: 100-continue."),
        /** A lone LF or CR will do too. */
        ANY_LINE_END("--line-ends", "crlf", "any", "How records may end."),
        /** None will do too. */
        ANY_CONTENT_TYPE("--content-type", "csv", "any", "Content-Type of a file: anything, or text/csv.");

        private final Choice choice;

        Allowance(String option, String refuse, String allow, String sentence) {
            choice = new Choice(option, refuse, allow, sentence);
        }

        public Choice choice() {
            return choice;
        }
    }

    /** An allowance on the command line: an option with two values, and the sentence that explains it. */
    public record Choice(String option, String refuse, String allow, String sentence) {}

    public ApiSwitches {
        allowed = Set.copyOf(allowed);
        if (maxEventAge.isNegative() || maxClockSkew.isNegative()) {
            throw new IllegalArgumentException("the event age and the clock skew cannot be negative");
        }
        if (maxRows < 1 || maxRows > PostApi.MAXIMUM_ROWS) {
            throw new IllegalArgumentException("maxRows has to be 1 to " + PostApi.MAXIMUM_ROWS);
        }
        if (maxBytes < 1 || maxBytes > PostApi.MAXIMUM_BYTES) {
            throw new IllegalArgumentException("maxBytes has to be 1 to " + PostApi.MAXIMUM_BYTES);
        }
        if (maxEventJsonBytes < 2) {
            throw new IllegalArgumentException("maxEventJsonBytes has to be at least 2, the length of {}");
        }
    }

    public boolean allows(Allowance allowance) {
        return allowed.contains(allowance);
    }

    /** The same with one thing more that passes. */
    public ApiSwitches allowing(Allowance allowance) {
        Set<Allowance> more = new HashSet<>(allowed);
        more.add(allowance);
        return new ApiSwitches(more, maxEventAge, maxClockSkew, maxEventJsonBytes, maxRows, maxBytes);
    }

    /** The same for events of another age; {@link #UNLIMITED} for any. */
    public ApiSwitches withMaxEventAge(Duration age) {
        return new ApiSwitches(allowed, age, maxClockSkew, maxEventJsonBytes, maxRows, maxBytes);
    }

    /** The same with other ceilings, for tests of what happens above them. */
    public ApiSwitches withCeilings(int rows, long bytes) {
        return new ApiSwitches(allowed, maxEventAge, maxClockSkew, maxEventJsonBytes, rows, bytes);
    }
}
