package io.github.appmetricaexport.send;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock and some more. */
final class ClockAhead extends Clock {
    private Duration ahead;

    ClockAhead(Duration ahead) {
        this.ahead = ahead;
    }

    synchronized void setRight() {
        ahead = Duration.ZERO;
    }

    /** Lets time pass, unless that would take it farther ahead than this. */
    synchronized boolean goOn(Duration time, Duration farthest) {
        Duration then = ahead.plus(time);
        if (then.compareTo(farthest) > 0) {
            return false;
        }
        ahead = then;
        return true;
    }

    @Override
    public synchronized Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("no test needs another zone");
    }
}
