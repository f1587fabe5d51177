package io.github.appmetricaexport.explore;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A history, step by step.
 *
 * @param violation how it breaks the promise; empty where it does not
 */
public record Story(Bounds bounds, List<Step> steps, String violation) {
    @Override
    public String toString() {
        String told = IntStream.range(0, steps.size())
                .mapToObj(number -> (number + 1) + ". " + steps.get(number))
                .collect(Collectors.joining("\n"));
        return violation.isEmpty() ? told : told + "\n=> " + violation;
    }
}
