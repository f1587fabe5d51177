package io.github.appmetricaexport.runtime;

import io.github.appmetricaexport.config.VisibleText;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what the job is doing: a line at a time with the time of day in UTC, or as events of the log where that is
 * JSON.
 *
 * @param target of the lines, null where they are events of the log
 */
public record Console(PrintStream target, Clock clock) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The logger's name: conf/log4j2-json.properties lets its events pass, whatever the level of the rest. */
    private static final Logger LOG = LoggerFactory.getLogger("appmetrica-export");

    /** The process's own: standard output, or the log where {@code appmetrica.log.format} is {@code json}. */
    public static Console ofProcess() {
        return new Console(logsAreJson() ? null : System.out, Clock.systemUTC());
    }

    /** Whether every line that this process prints has to be JSON. */
    public static boolean logsAreJson() {
        return "json".equalsIgnoreCase(System.getProperty("appmetrica.log.format", ""));
    }

    /** Tells why the process ends, where logs are JSON. */
    public static void logFailure(String text) {
        LOG.error(text);
    }

    /** One line, whatever stands in it. */
    public void say(String line) {
        String visible = VisibleText.line(line);
        print(visible, TIME.format(clock.instant()) + " " + visible);
    }

    /** Text of several lines. */
    public void show(String text) {
        String visible = VisibleText.page(text);
        print(visible, visible);
    }

    private void print(String event, String line) {
        if (target == null) {
            LOG.info(event);
            return;
        }
        target.println(line);
        target.flush();
    }
}
