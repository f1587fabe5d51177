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
        PARTIAL_APPLICATION,
        /** Rows of several applications in one file. */
        MIXED_APPLICATIONS,
        /** A header with {@code profile_id} and {@code appmetrica_device_id}, one of them blank in each row. */
        BOTH_IDENTIFIER_COLUMNS,
        /** {@code Content-Encoding: gzip}. */
        GZIP,
        /** A body without a Content-Length. */
        CHUNKED,
        /** {@code Expect: 100-continue}. */
        EXPECT_CONTINUE,
        /** Records that end in a lone LF or CR. */
        ANY_LINE_END,
        /** A Content-Type that is not {@code text/csv}, or none. */
        ANY_CONTENT_TYPE
    }

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
        return with(more, maxEventAge);
    }

    /** The same with one thing fewer that passes. */
    public ApiSwitches refusing(Allowance allowance) {
        Set<Allowance> fewer = new HashSet<>(allowed);
        fewer.remove(allowance);
        return with(fewer, maxEventAge);
    }

    /** The same for events of another age; {@link #UNLIMITED} for any. */
    public ApiSwitches withMaxEventAge(Duration age) {
        return with(allowed, age);
    }

    /** The same with other ceilings, for tests of what happens above them. */
    public ApiSwitches withCeilings(int rows, long bytes) {
        return new ApiSwitches(allowed, maxEventAge, maxClockSkew, maxEventJsonBytes, rows, bytes);
    }

    private ApiSwitches with(Set<Allowance> others, Duration age) {
        return new ApiSwitches(others, age, maxClockSkew, maxEventJsonBytes, maxRows, maxBytes);
    }
}
