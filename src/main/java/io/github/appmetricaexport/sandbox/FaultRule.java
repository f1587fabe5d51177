package io.github.appmetricaexport.sandbox;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * Which requests a fault befalls.
 *
 * @param probability of each request from {@code from} to {@code to}, 0 to 1
 * @param from the first request, counted from 1
 * @param to the last request
 */
public record FaultRule(Fault fault, double probability, long from, long to) {
    /** The forms of a rule, for {@code --help}. */
    public static final String SYNTAX = "KIND[:PROBABILITY[:KEY=VALUE,...]]";

    private static final List<String> KEYS =
            List.of("applied", "delay", "from", "retry-after", "retry-after-date", "text", "to");

    public FaultRule {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a fault's probability is 0 to 1");
        }
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("a fault's from is at least 1, its to at least its from");
        }
    }

    /**
     * Reads a rule such as {@code 503:0.1:retry-after=0}, {@code slow:1:delay=3,from=10} or {@code apply-no-answer}.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    public static FaultRule parse(String text) {
        String[] parts = text.strip().split(":", 3);
        try {
            Map<String, String> options = parts.length > 2 ? options(parts[2]) : Map.of();
            double probability = parts.length > 1 && !parts[1].isBlank() ? Double.parseDouble(parts[1]) : 1.0;
            long from = Long.parseLong(options.getOrDefault("from", "1"));
            long to = Long.parseLong(options.getOrDefault("to", Long.toString(Long.MAX_VALUE)));
            return new FaultRule(fault(parts[0], options), probability, from, to);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("fault '" + text + "': " + wrong.getMessage(), wrong);
        }
    }

    private static Fault fault(String name, Map<String, String> options) {
        Fault.Kind kind = kind(name);
        return new Fault(
                kind,
                kind == Fault.Kind.STATUS ? Integer.parseInt(name) : 200,
                applied(options.getOrDefault("applied", Boolean.toString(kind.applies()))),
                retryAfter(options),
                seconds(options.getOrDefault("delay", "5")),
                options.getOrDefault("text", ""));
    }

    /** All of the events, none, or a share of them. */
    private static double applied(String text) {
        return switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> Double.parseDouble(text);
        };
    }

    private static Fault.Kind kind(String name) {
        if (name.matches("[345]\\d\\d")) {
            return Fault.Kind.STATUS;
        }
        Set<Fault.Kind> others = EnumSet.complementOf(EnumSet.of(Fault.Kind.STATUS));
        return others.stream()
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a fault is a status from 300 to 599 or one of "
                        + others.stream().map(Fault.Kind::label).collect(Collectors.joining(", "))));
    }

    private static Optional<Fault.RetryAfter> retryAfter(Map<String, String> options) {
        if (options.containsKey("retry-after-date")) {
            return Optional.of(new Fault.RetryAfter(seconds(options.get("retry-after-date")), true));
        }
        return Optional.ofNullable(options.get("retry-after")).map(wait -> new Fault.RetryAfter(seconds(wait), false));
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new HashMap<>();
        for (String option : text.isBlank() ? new String[0] : text.split(",")) {
            String key = StringUtils.substringBefore(option, "=").strip();
            if (!option.contains("=") || !KEYS.contains(key)) {
                throw new IllegalArgumentException("an option is KEY=VALUE with a key of " + KEYS);
            }
            options.put(key, StringUtils.substringAfter(option, "=").strip());
        }
        return options;
    }
}
