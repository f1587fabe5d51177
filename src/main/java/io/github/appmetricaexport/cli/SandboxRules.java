package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.sandbox.ApiSwitches;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of {@code sandbox} that say how the API behaves where its documentation leaves it open. */
final class SandboxRules {
    /** What the documentation leaves open and this command refuses or allows. */
    enum Switch {
        refuse,
        allow
    }

    /** What becomes of the good rows of a file with bad ones. */
    enum Rejection {
        atomic,
        partial
    }

    /** How records may end. */
    enum LineEnds {
        crlf,
        any
    }

    /** Which Content-Type a file may have. */
    enum ContentType {
        any,
        csv
    }

    private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

    @Option(
            names = "--rejection",
            paramLabel = "atomic|partial",
            description = "With bad rows, apply nothing or the good rows." + DEFAULT)
    private Rejection rejection = Rejection.atomic;

    @Option(
            names = "--mixed-applications",
            paramLabel = "refuse|allow",
            description = "Several applications in one file." + DEFAULT)
    private Switch mixedApplications = Switch.refuse;

    @Option(
            names = "--both-identifier-columns",
            paramLabel = "refuse|allow",
            description = "profile_id and device id in one header." + DEFAULT)
    private Switch bothIdentifierColumns = Switch.refuse;

    @Option(names = "--gzip", paramLabel = "refuse|allow", description = "Content-Encoding: gzip." + DEFAULT)
    private Switch gzip = Switch.refuse;

    @Option(
            names = "--chunked",
            paramLabel = "refuse|allow",
            description = "A body without a Content-Length." + DEFAULT)
    private Switch chunked = Switch.refuse;

    @Option(names = "--expect-continue", paramLabel = "refuse|allow", description = "Expect: 100-continue." + DEFAULT)
    private Switch expectContinue = Switch.refuse;

    @Option(names = "--line-ends", paramLabel = "crlf|any", description = "How records may end." + DEFAULT)
    private LineEnds lineEnds = LineEnds.crlf;

    @Option(
            names = "--content-type",
            paramLabel = "any|csv",
            description = "Content-Type of a file: anything, or text/csv." + DEFAULT)
    private ContentType contentType = ContentType.any;

    @Option(
            names = "--max-event-age",
            paramLabel = "DAYS",
            defaultValue = "14",
            description = "Older events are refused; none: no event is too old." + DEFAULT)
    private String maxEventAge;

    @Option(
            names = "--max-clock-skew",
            paramLabel = "HOURS",
            defaultValue = "1",
            description = "Events further in the future are refused; none: all are taken." + DEFAULT)
    private String maxClockSkew;

    @Option(
            names = "--max-event-json",
            paramLabel = "BYTES",
            defaultValue = "235520",
            description = "The longest event_json." + DEFAULT)
    private int maxEventJson;

    /** @throws IllegalArgumentException saying which option is wrong */
    ApiSwitches switches() {
        Map<Allowance, Boolean> choices = new EnumMap<>(Allowance.class);
        choices.put(Allowance.PARTIAL_APPLICATION, rejection == Rejection.partial);
        choices.put(Allowance.MIXED_APPLICATIONS, mixedApplications == Switch.allow);
        choices.put(Allowance.BOTH_IDENTIFIER_COLUMNS, bothIdentifierColumns == Switch.allow);
        choices.put(Allowance.GZIP, gzip == Switch.allow);
        choices.put(Allowance.CHUNKED, chunked == Switch.allow);
        choices.put(Allowance.EXPECT_CONTINUE, expectContinue == Switch.allow);
        choices.put(Allowance.ANY_LINE_END, lineEnds == LineEnds.any);
        choices.put(Allowance.ANY_CONTENT_TYPE, contentType == ContentType.any);
        choices.values().removeIf(allowed -> !allowed);
        return new ApiSwitches(
                choices.keySet(),
                span("--max-event-age", maxEventAge, Duration.ofDays(1)),
                span("--max-clock-skew", maxClockSkew, Duration.ofHours(1)),
                maxEventJson,
                ApiSwitches.DEFAULT.maxRows(),
                ApiSwitches.DEFAULT.maxBytes());
    }

    private static Duration span(String option, String text, Duration unit) {
        if (text.equals("none")) {
            return ApiSwitches.UNLIMITED;
        }
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(option + " takes a whole number or none");
        }
        return unit.multipliedBy(Long.parseLong(text));
    }
}
