package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.time.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A machine's clocks, for several threads, that only sleep and the test move. */
public final class VirtualTime extends Clock implements Sleeper {
    private Instant now;
    private long nanoTime;

    public VirtualTime() {
        this(Instant.parse("2026-11-01T00:00:00Z"));
    }

    public VirtualTime(Instant begin) {
        now = begin;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pass(duration);
    }

    /** As of {@link System#nanoTime}: time that passes moves it, too, but nobody sets it. */
    public synchronized long nanoTime() {
        return nanoTime;
    }

    public synchronized void pass(Duration duration) {
        now = now.plus(duration);
        nanoTime += duration.toNanos();
    }

    /** Sets the clock on, or back; a machine that was suspended finds it set on. */
    public synchronized void set(Duration on) {
        now = now.plus(on);
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
