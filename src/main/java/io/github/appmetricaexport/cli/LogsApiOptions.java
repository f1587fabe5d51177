package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.FaultRule;
import io.github.appmetricaexport.sandbox.KeyRing;
import io.github.appmetricaexport.sandbox.LogsApiSwitches;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Outage;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Preparation;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Visibility;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.commons.lang3.StringUtils;
import picocli.CommandLine.Option;

/** The options of {@code sandbox} that are about its Logs API. */
final class LogsApiOptions {
    private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

    @Option(
            names = "--logs-token",
            paramLabel = "APP=TOKEN",
            description = "The OAuth token with which the Logs API shows an application's events; repeatable.")
    private List<String> tokens = new ArrayList<>();

    @Option(
            names = "--logs-token-file",
            paramLabel = "F",
            description = "APP=TOKEN lines, read again at each request; keeps tokens out of the process list.")
    private Path tokenFile;

    @Option(
            names = "--logs-zone",
            paramLabel = "ZONE",
            defaultValue = "+03:00",
            description = "Zone of the dates of queries and answers." + DEFAULT)
    private String zone;

    @Option(
            names = "--logs-waits",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often 202 is answered before a file is ready." + DEFAULT)
    private int waits;

    @Option(
            names = "--logs-queue",
            paramLabel = "N",
            defaultValue = "3",
            description = "An application's files in preparation; one more is answered 429." + DEFAULT)
    private int queue;

    @Option(
            names = "--logs-max-rows",
            paramLabel = "N",
            defaultValue = "none",
            description = "Events in one file; more are answered 400." + DEFAULT)
    private String maxRows;

    @Option(
            names = "--logs-delay",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long after it was applied an event becomes visible." + DEFAULT)
    private long delay;

    @Option(
            names = "--logs-spread",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How much later still, at most; drawn for each event." + DEFAULT)
    private long spread;

    @Option(
            names = "--logs-strangers",
            paramLabel = "REGEX",
            description = "Identifiers that no SDK ever sent: their events are taken and never visible.")
    private String strangers;

    @Option(
            names = "--logs-look-alikes",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of events whose equal an SDK has sent too, without event_json." + DEFAULT)
    private double lookAlikes;

    @Option(
            names = "--logs-sdk-events",
            paramLabel = "F",
            description = "A CSV file of events that an SDK has sent, in the form of an import.")
    private Path sdkEvents;

    @Option(
            names = "--logs-unavailable",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of events that cannot be reached: missing with skip_unavailable_shards=true, without it"
                            + " no file becomes ready." + DEFAULT)
    private double unavailable;

    @Option(
            names = "--logs-outage",
            paramLabel = "FROM/UNTIL",
            description = "Two times as 2026-11-22T10:00:00Z; between them no file becomes ready.")
    private String outage;

    @Option(
            names = "--logs-fault",
            paramLabel = FaultRule.SYNTAX,
            description = "As --fault, for the exports of the Logs API, which are counted apart; repeatable.")
    private List<String> faults = new ArrayList<>();

    /**
     * What the options say.
     *
     * @throws IllegalArgumentException for a value that is none
     */
    LogsApiSwitches switches(long seed) {
        return new LogsApiSwitches(
                new KeyRing(() -> SandboxCommand.secrets(tokens, tokenFile)),
                zone(),
                new Preparation(waits, queue, maxRows()),
                new Visibility(
                        Duration.ofSeconds(delay),
                        Duration.ofSeconds(spread),
                        Optional.ofNullable(strangers).map(LogsApiOptions::pattern),
                        lookAlikes,
                        unavailable,
                        Optional.ofNullable(sdkEvents)),
                Optional.ofNullable(outage).map(LogsApiOptions::outage),
                FaultPlan.parse(seed, faults));
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "--logs-zone takes a zone such as Europe/Moscow, UTC or +03:00", unknown);
        }
    }

    private long maxRows() {
        if (maxRows.equals("none")) {
            return Preparation.UNLIMITED;
        }
        if (!maxRows.matches("\\d{1,12}")) {
            throw new IllegalArgumentException("--logs-max-rows takes a whole number or none");
        }
        return Long.parseLong(maxRows);
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "--logs-strangers takes a regular expression: " + wrong.getMessage(), wrong);
        }
    }

    private static Outage outage(String text) {
        try {
            return new Outage(
                    Instant.parse(StringUtils.substringBefore(text, "/")),
                    Instant.parse(StringUtils.substringAfter(text, "/")));
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(
                    "--logs-outage takes two times, such as 2026-11-22T10:00:00Z/2026-11-22T16:00:00Z", noTime);
        }
    }
}
