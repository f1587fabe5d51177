/**
 * The run in Spark's metrics system.
 *
 * <p>Uses Dropwizard Metrics, and alone; hears what the outbox shows, and is asked by nobody who decides.
 */
package io.github.appmetricaexport.metrics;
