package io.github.appmetricaexport.sandbox;

import java.util.Map;
import java.util.Optional;

/**
 * One row of the sample day, as a shop's or a game's backend might keep it: with its own names, not the API's.
 *
 * @param values by the table's column; null or absent where there is none
 * @param bad what is wrong with the row, on purpose
 */
public record SampleEvent(Map<String, Object> values, Optional<BadKind> bad) {}
