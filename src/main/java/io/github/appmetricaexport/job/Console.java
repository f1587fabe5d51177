package io.github.appmetricaexport.job;

import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Tells people what the job is doing, a line at a time, with the time of day in UTC. */
public final class Console {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private final PrintStream target;
    private final Clock clock;

    public Console(PrintStream target, Clock clock) {
        this.target = target;
        this.clock = clock;
    }

    public void say(String line) {
        target.println(TIME.format(clock.instant()) + " " + line);
        target.flush();
    }

    /** Text of several lines, as it is. */
    public void show(String text) {
        target.println(text);
        target.flush();
    }
}
