package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.upload.CircuitBreaker.Go;
import io.github.appmetricaexport.upload.CircuitBreaker.Turn;
import io.github.appmetricaexport.upload.CircuitBreaker.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Executors with payloads without end, against a server that is a function: what it answers and when, by how many requests
 * it has. Everything happens in virtual time, one event after the other.
 */
final class SimulatedUpload {
    /** What the server makes of a request. */
    interface Server {
        /**
         * Answers.
         *
         * @param inFlight requests that the server has, this one included
         * @param second since the beginning
         */
        Reply reply(int inFlight, double second, long bytes, Random random);
    }

    /** An answer after some milliseconds; or what happens instead of one. */
    record Reply(AttemptOutcome outcome, double millis, Duration retryAfter) {
        static Reply accepted(double millis) {
            return new Reply(AttemptOutcome.ACCEPTED, millis, null);
        }

        static Reply refused(double millis) {
            return new Reply(AttemptOutcome.REFUSED_FOR_NOW, millis, null);
        }

        /** The caller's time-out. */
        static Reply silence() {
            return new Reply(AttemptOutcome.AMBIGUOUS, 120_000, null);
        }

        static Reply unreachable() {
            return new Reply(AttemptOutcome.NOT_SENT, 5, null);
        }
    }

    /** What was seen in a stretch of time; means are over time. */
    record Seen(
            double meanInFlight,
            int mostInFlight,
            double meanLimit,
            long accepted,
            long refused,
            long lost,
            double seconds) {
        double acceptedPerSecond() {
            return accepted / seconds;
        }
    }

    private final VirtualTime time = new VirtualTime();
    private final Instant begin = time.instant();
    private final Random random = new Random(7);
    private final PriorityQueue<Ending> endings = new PriorityQueue<>(Comparator.comparing(Ending::at));
    private final List<Executor> executors = new ArrayList<>();
    private final Server server;
    private final long smallest;
    private final long largest;
    private int inFlight;
    private int atServer;

    private double inFlightSeconds;
    private double limitSeconds;
    private int mostInFlight;
    private long accepted;
    private long refused;
    private long lost;

    private record Ending(
            Instant at, Executor executor, Go go, ConcurrencyLimit.Begun begun, Reply reply, long bytes) {}

    private final class Executor {
        final int threads;
        final ConcurrencyLimit limit;
        final CircuitBreaker pause;
        int underWay;
        Instant asksAgain = Instant.MIN;

        Executor(int threads) {
            this.threads = threads;
            limit = new ConcurrencyLimit(threads);
            pause = new CircuitBreaker(CircuitBreakerTest.CONFIG, time, time, random);
        }
    }

    /** Payloads of a megabyte each. */
    SimulatedUpload(Server server, int... threadsOfExecutors) {
        this(1_000_000, 1_000_000, server, threadsOfExecutors);
    }

    /** Payloads of any size between two, in bytes, for one executor. */
    static SimulatedUpload ofSizes(Server server, long smallest, long largest, int threads) {
        return new SimulatedUpload(smallest, largest, server, threads);
    }

    private SimulatedUpload(long smallest, long largest, Server server, int... threadsOfExecutors) {
        this.server = server;
        this.smallest = smallest;
        this.largest = largest;
        for (int threads : threadsOfExecutors) {
            executors.add(new Executor(threads));
        }
    }

    /** Lets that many seconds pass; what was seen in them. */
    Seen run(double seconds) {
        inFlightSeconds = limitSeconds = 0;
        accepted = refused = lost = 0;
        mostInFlight = inFlight;
        Instant until = time.instant().plus(Duration.ofNanos((long) (seconds * 1e9)));
        while (time.instant().isBefore(until)) {
            executors.forEach(this::beginAll);
            passTo(earliest(until));
            while (!endings.isEmpty() && !endings.peek().at().isAfter(time.instant())) {
                end(endings.remove());
            }
        }
        return new Seen(
                inFlightSeconds / seconds, mostInFlight, limitSeconds / seconds, accepted, refused, lost, seconds);
    }

    /** How many seconds pass until so many payloads were accepted. */
    double secondsToAccept(long payloads) {
        double before = second();
        long sum = 0;
        while (sum < payloads) {
            sum += run(0.05).accepted();
        }
        return second() - before;
    }

    private void beginAll(Executor executor) {
        while (executor.underWay < Math.min(executor.threads, executor.limit.limit())) {
            Turn turn = executor.pause.ask(Instant.MIN, Instant.MAX, Instant.MAX);
            if (turn instanceof Wait wait) {
                executor.asksAgain = time.instant().plus(wait.duration());
                return;
            }
            if (!(turn instanceof Go go)) {
                return;
            }
            executor.underWay++;
            inFlight++;
            mostInFlight = Math.max(mostInFlight, inFlight);
            long bytes = smallest + (long) (random.nextDouble() * (largest - smallest));
            Reply reply = server.reply(atServer + 1, second(), bytes, random);
            // What the server drops is no load on it, though its sender waits.
            atServer += reply.outcome() == AttemptOutcome.AMBIGUOUS ? 0 : 1;
            Instant at = time.instant().plus(Duration.ofNanos((long) (reply.millis() * 1e6)));
            endings.add(new Ending(at, executor, go, executor.limit.begin(executor.underWay), reply, bytes));
        }
    }

    private void end(Ending ending) {
        Executor executor = ending.executor();
        executor.underWay--;
        inFlight--;
        Reply reply = ending.reply();
        atServer -= reply.outcome() == AttemptOutcome.AMBIGUOUS ? 0 : 1;
        Attempt attempt =
                reply.retryAfter() == null ? Attempts.ending(reply.outcome()) : Attempts.toldToWait(reply.retryAfter());
        executor.pause.report(ending.go(), attempt);
        executor.limit.ended(
                ending.begun(), reply.outcome(), ending.bytes(), Duration.ofNanos((long) (reply.millis() * 1e6)));
        switch (reply.outcome()) {
            case ACCEPTED -> accepted++;
            case REFUSED_FOR_NOW -> refused++;
            case AMBIGUOUS -> lost++;
            default -> {}
        }
    }

    private Instant earliest(Instant until) {
        Instant next = until;
        if (!endings.isEmpty() && endings.peek().at().isBefore(next)) {
            next = endings.peek().at();
        }
        for (Executor executor : executors) {
            if (executor.asksAgain.isAfter(time.instant()) && executor.asksAgain.isBefore(next)) {
                next = executor.asksAgain;
            }
        }
        return next;
    }

    private void passTo(Instant next) {
        Duration passing = Duration.between(time.instant(), next);
        double seconds = passing.toNanos() / 1e9;
        inFlightSeconds += seconds * inFlight;
        for (Executor executor : executors) {
            limitSeconds += seconds * executor.limit.limit();
        }
        time.pass(passing);
    }

    private double second() {
        return Duration.between(begin, time.instant()).toNanos() / 1e9;
    }
}
