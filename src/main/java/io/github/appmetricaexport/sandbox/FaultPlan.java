package io.github.appmetricaexport.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decides which fault befalls which request: a pure function of the seed and the request's number.
 *
 * @param rules asked in order; each throws its own dice, and the first that strikes is the fault
 */
public record FaultPlan(long seed, List<FaultRule> rules) {
    /** No faults. */
    public static final FaultPlan NONE = new FaultPlan(0, List.of());

    public FaultPlan {
        rules = List.copyOf(rules);
    }

    /** A plan of rules in the form of {@link FaultRule#SYNTAX}. */
    public static FaultPlan of(long seed, String... rules) {
        return parse(seed, Arrays.asList(rules));
    }

    /** A plan of rules, one a line; blank lines and those that begin with {@code #} say nothing. */
    public static FaultPlan parse(long seed, List<String> lines) {
        return new FaultPlan(
                seed,
                lines.stream()
                        .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                        .map(FaultRule::parse)
                        .toList());
    }

    /** The fault of a request; requests are counted from 1. */
    public Optional<Fault> faultOf(long requestNumber) {
        for (int i = 0; i < rules.size(); i++) {
            FaultRule rule = rules.get(i);
            if (requestNumber >= rule.from()
                    && requestNumber <= rule.to()
                    && Dice.unit(seed, requestNumber, i) < rule.probability()) {
                return Optional.of(rule.fault());
            }
        }
        return Optional.empty();
    }

    /** Whether a connection may have to be reset. */
    boolean resetsConnections() {
        return rules.stream().anyMatch(rule -> rule.fault().kind().resets());
    }
}
