package io.github.appmetricaexport.results;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The pictures of a run's report as inline SVG; each says in words what it shows. Colours are the page's classes. */
final class ReportCharts {
    private static final int WIDTH = 880;
    private static final int HEIGHT = 260;
    private static final int LEFT = 70;
    private static final int RIGHT = 16;
    private static final int TOP = 16;
    private static final int BOTTOM = 40;
    /** More points than anybody can tell apart. */
    private static final int MOST_POINTS = 2000;

    private ReportCharts() {}

    /** One bar of all rows read, in the parts that they ended in. */
    static String outcomes(Map<String, Long> events) {
        long all =
                Math.max(1, events.values().stream().mapToLong(Long::longValue).sum());
        String words = events.entrySet().stream()
                .filter(part -> part.getValue() > 0)
                .map(part -> number(part.getValue()) + " " + part.getKey().replace('_', ' '))
                .collect(Collectors.joining(", "));
        StringBuilder svg = begin(WIDTH, 44, "Rows by outcome: " + words);
        double x = 0;
        for (Map.Entry<String, Long> part : events.entrySet()) {
            double width = (double) WIDTH * part.getValue() / all;
            if (part.getValue() > 0) {
                // A part too small to be drawn is seen all the same.
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.2f\" y=\"4\" width=\"%.2f\" height=\"36\"><title>%s %s</title></rect>",
                        part.getKey(),
                        Math.min(x, WIDTH - 3.0),
                        Math.max(3, width),
                        number(part.getValue()),
                        part.getKey().replace('_', ' ')));
            }
            x += width;
        }
        return svg.append("</svg>").toString();
    }

    /** A point for each payload that has an answer: when it came, and how long it took. */
    static String latencies(List<PayloadResult> payloads) {
        List<PayloadResult> answered = payloads.stream()
                .filter(payload -> payload.finishedAt() != null && payload.latencyMillis() != null)
                .limit(MOST_POINTS)
                .toList();
        if (answered.isEmpty()) {
            return "";
        }
        long first = answered.stream().mapToLong(ReportCharts::time).min().getAsLong();
        long last = Math.max(
                first + 1000,
                answered.stream().mapToLong(ReportCharts::time).max().getAsLong());
        double slowest = nice(
                answered.stream().mapToLong(PayloadResult::latencyMillis).max().getAsLong());
        StringBuilder svg = begin(
                WIDTH,
                HEIGHT,
                "Latency of " + answered.size() + " answers over the run, the slowest took "
                        + seconds(answered.stream()
                                .mapToLong(PayloadResult::latencyMillis)
                                .max()
                                .getAsLong()));
        for (int line = 0; line <= 4; line++) {
            double y = TOP + (HEIGHT - TOP - BOTTOM) * (1 - line / 4.0);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - 8,
                    y + 4,
                    seconds((long) (slowest * line / 4))));
        }
        for (int tick = 0; tick <= 4; tick++) {
            double x = LEFT + (WIDTH - LEFT - RIGHT) * tick / 4.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">+%s</text>",
                    x,
                    HEIGHT - BOTTOM + 20,
                    tick == 4 ? "end" : tick == 0 ? "start" : "middle",
                    seconds((last - first) * tick / 4)));
        }
        for (PayloadResult payload : answered) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"><title>%s, %s, %s, %s</title></circle>",
                    payload.outcome().label(),
                    LEFT + (WIDTH - LEFT - RIGHT) * (double) (time(payload) - first) / (last - first),
                    TOP + (HEIGHT - TOP - BOTTOM) * (1 - payload.latencyMillis() / slowest),
                    Html.text(payload.payloadId()),
                    payload.outcome().label().replace('_', ' '),
                    seconds(payload.latencyMillis()),
                    megabytes(payload.bytes())));
        }
        return svg.append("</svg>").toString();
    }

    private static StringBuilder begin(int width, int height, String words) {
        return new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                width,
                height,
                Html.text(words)));
    }

    private static long time(PayloadResult payload) {
        return payload.finishedAt().toEpochMilli();
    }

    /** The next of 1, 2, 4, 8 times a power of ten, so that a quarter of it is a round number too. */
    private static double nice(long value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(4, value))));
        for (double step : new double[] {1, 2, 4, 8}) {
            if (value <= step * power) {
                return Math.max(4, step * power);
            }
        }
        return 10 * power;
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String seconds(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis < 600_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : String.format(Locale.ROOT, "%.1f min", millis / 60_000.0);
    }

    static String megabytes(long bytes) {
        return bytes < 100_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
