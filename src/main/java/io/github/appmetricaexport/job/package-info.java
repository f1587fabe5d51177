/**
 * The commands that change a date, each from top to bottom: export, resolve, sweep, one event by hand.
 *
 * <p>Uses the steps in their order, and decides nothing that a step can decide.
 */
package io.github.appmetricaexport.job;
