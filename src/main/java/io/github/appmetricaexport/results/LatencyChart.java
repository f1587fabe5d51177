package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.ReportWords.millis;

import io.github.appmetricaexport.results.ReportLines.PayloadLine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A point for each payload that has an answer: when it came, and how long it took.
 *
 * @param lines across, one for each quarter of the slowest
 * @param ticks along the run, one for each quarter of its time
 */
record LatencyChart(
        String slowest, String median, String percentile95, List<Mark> lines, List<Mark> ticks, List<Point> points) {
    private static final int WIDTH = 794;
    private static final int HEIGHT = 204;
    /** More points than anybody can tell apart. */
    private static final int MOST_POINTS = 2000;

    /** A quarter of an axis. */
    record Mark(double at, String label) {}

    record Point(PayloadLine line, double x, double y) {}

    /** Empty where no payload has an answer. */
    static Optional<LatencyChart> of(List<PayloadResult> payloads) {
        List<PayloadResult> answered = payloads.stream()
                .filter(payload -> payload.finishedAt() != null && payload.latencyMillis() != null)
                .limit(MOST_POINTS)
                .toList();
        if (answered.isEmpty()) {
            return Optional.empty();
        }
        long[] latencies = payloads.stream()
                .map(PayloadResult::latencyMillis)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        long[] times = answered.stream().mapToLong(LatencyChart::time).sorted().toArray();
        long span = Math.max(1000, times[times.length - 1] - times[0]);
        long slowest =
                answered.stream().mapToLong(PayloadResult::latencyMillis).max().orElseThrow();
        double top = roundAbove(slowest);
        return Optional.of(new LatencyChart(
                millis(slowest),
                millis(latencies[latencies.length / 2]),
                millis(latencies[(int) Math.ceil(latencies.length * 0.95) - 1]),
                quarters(i -> new Mark(HEIGHT * (1 - i / 4.0), millis((long) (top * i / 4)))),
                quarters(i -> new Mark(WIDTH * i / 4.0, millis(span * i / 4))),
                answered.stream()
                        .map(payload -> new Point(
                                new PayloadLine(null, payload),
                                WIDTH * (double) (time(payload) - times[0]) / span,
                                HEIGHT * (1 - payload.latencyMillis() / top)))
                        .toList()));
    }

    int count() {
        return points.size();
    }

    /** Of the picture without what stands beside its axes. */
    int plotWidth() {
        return WIDTH;
    }

    private static List<Mark> quarters(IntFunction<Mark> mark) {
        return IntStream.rangeClosed(0, 4).mapToObj(mark).toList();
    }

    private static long time(PayloadResult payload) {
        return payload.finishedAt().toEpochMilli();
    }

    /** The next of 1, 2, 4, 8 times a power of ten, so that a quarter of it is a round number too. */
    private static double roundAbove(long value) {
        double power = Math.pow(10, Math.floor(Math.log10((double) Math.max(4, value))));
        for (double step : new double[] {1, 2, 4, 8}) {
            if (value <= step * power) {
                return Math.max(4, step * power);
            }
        }
        return 10 * power;
    }
}
