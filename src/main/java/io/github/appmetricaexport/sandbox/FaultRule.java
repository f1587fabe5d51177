package io.github.appmetricaexport.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    private static final Set<String> KEYS =
            Set.of("from", "to", "applied", "retry-after", "retry-after-date", "delay", "text");

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
        Map<String, String> options = options(text, parts.length > 2 ? parts[2] : "");
        try {
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
        boolean applied = Boolean.parseBoolean(options.get("applied"));
        Duration delay = seconds(options.getOrDefault("delay", "5"));
        return new Fault(
                kind,
                kind == Fault.Kind.STATUS ? Integer.parseInt(name) : 200,
                applied,
                retryAfter(options),
                delay,
                options.getOrDefault("text", ""));
    }

    private static Fault.Kind kind(String name) {
        if (name.matches("[345]\\d\\d")) {
            return Fault.Kind.STATUS;
        }
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (kind != Fault.Kind.STATUS && kind.label().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("a fault is a status from 300 to 599 or one of " + names());
    }

    /** The kinds beside statuses, for messages and {@code --help}. */
    public static String names() {
        StringBuilder names = new StringBuilder();
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (kind != Fault.Kind.STATUS) {
                names.append(names.isEmpty() ? "" : ", ").append(kind.label());
            }
        }
        return names.toString();
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

    private static Map<String, String> options(String rule, String text) {
        Map<String, String> options = new LinkedHashMap<>();
        if (text.isBlank()) {
            return options;
        }
        for (String option : text.split(",")) {
            String[] pair = option.split("=", 2);
            if (pair.length != 2 || !KEYS.contains(pair[0].strip())) {
                throw new IllegalArgumentException("fault '" + rule + "': an option is KEY=VALUE with a key of "
                        + KEYS.stream().sorted().toList());
            }
            options.put(pair[0].strip(), pair[1].strip());
        }
        return options;
    }
}
