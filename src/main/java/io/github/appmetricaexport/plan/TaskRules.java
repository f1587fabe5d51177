package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.payload.PayloadCut;
import io.github.appmetricaexport.results.DayBounds;
import java.io.Serializable;

/**
 * What a planning task is told of the rows that it gets.
 *
 * @param cut where a payload ends
 * @param limits past which a value is refused
 * @param bounds past which the day is
 */
public record TaskRules(PayloadCut cut, ValidationLimits limits, DayBounds bounds) implements Serializable {}
